"""The team's one screen "qui appeler"."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from agenda.contacts.actions import LineRefused, LineValues, ensure_single_line, write_line
from agenda.contacts.models import Line, LineClosure, LineKind
from branding.actions import ensure_brand
from branding.models import Brand
from cms.accounts.models import User
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from tests.factories.places_life import make_place
from tests.html_forms import fields_of

pytestmark = pytest.mark.django_db
HOME = "/mon-espace/qui-appeler/"
HOTLINE = {"phone": "01 99 00 12 34", "hours": "lundi au vendredi 9h-12h", "note": ""}
SEEN = {"seen_phone": "", "seen_hours": "", "seen_note": ""}
SARAH = {
    "kind": "counsellor",
    "name": "Sarah",
    "phone": "02 61 91 00 02",
    "hours": "mardi 9h-12h",
    "communes": "Clamecy",
}
DAYS = {
    name: (timezone.localdate() + timedelta(days=days)).isoformat()
    for name, days in (("start_date", 30), ("end_date", 32))
}


@pytest.fixture
def team(client_of: Callable[[User], Client], moderator: User, communes: dict[str, Commune]) -> Client:
    ensure_brand()
    return client_of(moderator)


def shown_by(client: Client, address: str) -> dict[str, Any]:
    """Return the line's form as a browser would send it untouched."""
    return fields_of(client.get(address).content.decode(), "ligne")


def test_the_number_written_here_is_on_the_public_page(team: Client) -> None:
    assert team.post(HOME, HOTLINE | SEEN).status_code == 302
    assert Brand.objects.get().phone_hours == "Mo-Fr 09:00-12:00"
    assert "tel:+33199001234" in Client().get("/qui-appeler/").content.decode()


def test_who_comes_second_overwrites_nothing_unseen_and_loses_nothing(team: Client) -> None:
    first = second = fields_of(team.get(HOME).content.decode(), "numero")
    assert team.post(HOME, first | {"phone": "01 99 00 12 34", "hours-0-am_from": "9h", "hours-0-am_to": "12h"})[
        "Location"
    ]
    told = (
        team.post(HOME, second | {"phone": "01 99 00 99 99", "note": "Appel gratuit"})
        .content.decode()
        .replace("\xa0", " ")
    )
    assert Brand.objects.get().phone == "01 99 00 12 34"
    assert "01 99 00 12 34 · lundi" in told
    again = fields_of(told, "numero")
    assert (again["phone"], again["note"]) == ("01 99 00 99 99", "Appel gratuit")
    assert team.post(HOME, again).status_code == 302
    assert Brand.objects.get().phone == "01 99 00 99 99"


@pytest.mark.parametrize("values", [{"phone": "1234567"}, {"hours": "quand on peut"}])
def test_what_cannot_be_read_is_refused(team: Client, values: dict[str, str]) -> None:
    assert team.post(HOME, HOTLINE | SEEN | values).status_code == 200
    assert Brand.objects.get().phone == ""


def test_hours_are_shown_in_french_and_never_in_code(team: Client) -> None:
    team.post(HOME, HOTLINE | SEEN)
    team.post(f"{HOME}ajouter/", SARAH)
    text = team.get(HOME).content.decode()
    assert "Lundi au vendredi" in text
    assert "Mardi" in text
    for address in (HOME, f"{HOME}{Line.objects.get().pk}/"):
        shown = team.get(address).content.decode()
        assert [line for line in shown.splitlines() if "09:00" in line and 'type="hidden"' not in line] == []


def test_a_line_is_added_for_a_commune_closed_and_opened_again(team: Client, communes: dict[str, Commune]) -> None:
    assert team.post(f"{HOME}ajouter/", SARAH).status_code == 302
    line = Line.objects.get()
    assert list(line.communes.all()) == [communes["Clamecy"]]
    for _twice in range(2):
        assert team.post(f"{HOME}{line.pk}/fermer/", DAYS).status_code == 302
    closure = LineClosure.objects.get()
    assert "Sarah" in team.get(f"{HOME}?essai=Clamecy").content.decode()
    team.post(f"{HOME}fermetures/{closure.pk}/rouvrir/")
    assert not LineClosure.objects.exists()
    assert team.get(f"{HOME}{line.pk}/").status_code == 200


def test_a_form_sent_twice_adds_one_line(team: Client) -> None:
    for _twice in range(2):
        assert team.post(f"{HOME}ajouter/", SARAH).status_code == 302
    assert Line.objects.count() == 1
    team.post(f"{HOME}ajouter/", SARAH | {"communes": "Nevers"})
    assert Line.objects.count() == 2


def test_two_editors_of_a_line_the_second_is_told_and_loses_nothing(team: Client) -> None:
    team.post(f"{HOME}ajouter/", SARAH)
    address = f"{HOME}{Line.objects.get().pk}/"
    first = second = shown_by(team, address)
    assert team.post(address, first | {"communes": "Nevers"}).status_code == 302
    told = team.post(address, second | {"name": "Sarah du Relais"}).content.decode()
    assert 'value="Sarah du Relais"' in told
    assert "Nevers" in told
    assert [str(commune) for commune in Line.objects.get().communes.all()] == ["Nevers"]
    again = fields_of(told, "ligne")
    assert again["seen"] != second["seen"]
    assert team.post(address, again).status_code == 302
    assert Line.objects.get().name == "Sarah du Relais"
    assert Line.objects.get().hours == "Tu 09:00-12:00"


def test_the_single_number_closes_without_a_row_of_its_own_sending_its_callers_on(team: Client) -> None:
    team.post(f"{HOME}ajouter/", SARAH)
    team.post(HOME, HOTLINE | SEEN)
    other = Line.objects.get()
    assert "Sarah (Clamecy)" in team.get(f"{HOME}numero/fermer/").content.decode()
    for _twice in range(2):
        given = DAYS | {"referral": str(other.pk), "sentence": "Formation"}
        assert team.post(f"{HOME}numero/fermer/", given).status_code == 302
    assert LineClosure.objects.get().line == Line.objects.get(kind=LineKind.SINGLE)
    text = team.get(HOME).content.decode()
    assert "Formation." in text
    assert "Sarah" in text


def test_the_single_number_is_one(team: Client, moderator: User) -> None:
    line = ensure_single_line(name="Numéro unique")
    assert ensure_single_line(name="Un autre") == line
    with pytest.raises(IntegrityError), transaction.atomic():
        Line.objects.create(kind=LineKind.SINGLE, name="Un autre")
    values = LineValues(kind=LineKind.SINGLE, name="Un autre")
    with pytest.raises(LineRefused):
        write_line(values=values, by=moderator, now=None)
    assert team.post(f"{HOME}ajouter/", {"kind": "single", "name": "Un autre"}).status_code == 200
    address = f"{HOME}{line.pk}/"
    assert team.post(address, shown_by(team, address) | {"name": "Numéro du département"}).status_code == 302
    assert Line.objects.get().name == "Numéro du département"


def test_lines_of_a_kind_change_their_order_and_rest(team: Client) -> None:
    for name in ("Sarah", "Karim"):
        team.post(f"{HOME}ajouter/", SARAH | {"name": name, "communes": ""})
    second = Line.objects.get(name="Karim")
    team.post(f"{HOME}{second.pk}/monter/")
    assert [line.name for line in Line.objects.all()] == ["Karim", "Sarah"]
    team.post(f"{HOME}{second.pk}/suspendre/")
    assert "Karim" not in Client().get("/qui-appeler/?commune=58079").content.decode()
    shown = team.get(HOME).content.decode()
    assert "suspendue" in shown
    assert "le conseiller du secteur, puis France Services" in shown
    # One way to change each of the three: the number, Karim, Sarah.
    assert shown.count("<summary>Modifier") == 3


def test_it_does_not_exist_for_partners(client_of: Callable[[User], Client], partner_a: User) -> None:
    for address in (HOME, f"{HOME}ajouter/", f"{HOME}numero/fermer/"):
        assert client_of(partner_a).get(address).status_code == 404


@pytest.mark.parametrize("number", ["1" + "0" * 20, "-1", "abc"])
def test_a_number_that_is_no_place_is_a_fault_of_the_form(team: Client, number: str) -> None:
    response = team.post(f"{HOME}ajouter/", SARAH | {"place": number})
    assert response.status_code == 200
    assert not Line.objects.exists()


def test_a_line_keeps_its_place_that_is_no_longer_offered(team: Client, structure_a: StructurePage) -> None:
    place = make_place(structure_a)
    line = Line.objects.create(kind=LineKind.COUNSELLOR, name="Sarah", phone="+33261910002", place=place)
    place.unpublish()
    form = shown_by(team, f"{HOME}{line.pk}/")
    assert form["place"] == str(place.pk)
    assert team.post(f"{HOME}{line.pk}/", form | {"name": "Sarah Martin"}).status_code == 302
    line.refresh_from_db()
    assert (line.name, line.place_id) == ("Sarah Martin", place.pk)
