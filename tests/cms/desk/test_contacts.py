"""The team's one screen "qui appeler"."""

from collections.abc import Callable

import pytest
from django.test import Client

from agenda.contacts.models import Line, LineClosure
from branding.actions import ensure_brand
from branding.models import Brand
from cms.accounts.models import User
from cms.territories.models import Commune

pytestmark = pytest.mark.django_db
HOTLINE = {"phone": "01 99 00 12 34", "hours": "lundi au vendredi 9h-12h", "note": ""}
SEEN = {"seen_phone": "", "seen_hours": "", "seen_note": ""}


@pytest.fixture
def team(client_of: Callable[[User], Client], moderator: User, communes: dict[str, Commune]) -> Client:
    ensure_brand()
    return client_of(moderator)


def test_the_number_written_here_is_on_the_public_page(team: Client) -> None:
    assert team.post("/mon-espace/qui-appeler/", HOTLINE | SEEN).status_code == 302
    assert Brand.objects.get().phone_hours == "Mo-Fr 09:00-12:00"
    assert "tel:+33199001234" in Client().get("/qui-appeler/").content.decode()


def test_who_comes_second_overwrites_nothing_unseen(team: Client) -> None:
    team.post("/mon-espace/qui-appeler/", HOTLINE | SEEN)
    team.post("/mon-espace/qui-appeler/", HOTLINE | SEEN | {"phone": "01 99 00 99 99"})
    assert Brand.objects.get().phone == "01 99 00 12 34"


@pytest.mark.parametrize("values", [{"phone": "1234567"}, {"hours": "quand on peut"}])
def test_what_cannot_be_read_is_refused(team: Client, values: dict[str, str]) -> None:
    assert team.post("/mon-espace/qui-appeler/", HOTLINE | SEEN | values).status_code == 200
    assert Brand.objects.get().phone == ""


def test_a_line_is_added_for_a_commune_closed_and_opened_again(team: Client, communes: dict[str, Commune]) -> None:
    given = {"kind": "counsellor", "name": "Sarah", "phone": "02 61 91 00 02", "hours": "mardi 9h-12h",
             "communes": "Clamecy", "active": "on"}  # fmt: skip
    assert team.post("/mon-espace/qui-appeler/ajouter/", given).status_code == 302
    line = Line.objects.get()
    assert list(line.communes.all()) == [communes["Clamecy"]]
    days = {"start_date": "2099-01-01", "end_date": "2099-01-03"}
    for _twice in range(2):
        assert team.post(f"/mon-espace/qui-appeler/{line.pk}/fermer/", days).status_code == 302
    closure = LineClosure.objects.get()
    assert "Sarah" in team.get("/mon-espace/qui-appeler/?essai=Clamecy").content.decode()
    team.post(f"/mon-espace/qui-appeler/fermetures/{closure.pk}/rouvrir/")
    assert not LineClosure.objects.exists()
    assert team.get(f"/mon-espace/qui-appeler/{line.pk}/").status_code == 200


def test_it_does_not_exist_for_partners(client_of: Callable[[User], Client], partner_a: User) -> None:
    assert client_of(partner_a).get("/mon-espace/qui-appeler/").status_code == 404
