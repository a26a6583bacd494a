"""Qui appeler, où aller: the page, the block to embed and the answering machine's text."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from agenda.contacts.models import Line, LineClosure, LineKind
from branding.actions import ensure_brand
from branding.models import Brand
from cms.accounts.models import User
from cms.pages.who_to_call import embed_line
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from tests.cms.pages.helpers import publish_place
from tests.factories.entries import bulk_entries
from tests.html_forms import fields_of

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def number(structure_b: StructurePage, monkeypatch: pytest.MonkeyPatch) -> Brand:
    """The département's number, answered on weekday mornings; it is ten o'clock on a Tuesday."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: MORNING)
    brand = ensure_brand()
    brand.phone, brand.phone_hours = "01 99 00 12 34", "Mo-Fr 09:00-12:00"
    brand.departement_the = "la Nièvre"
    brand.save()
    return brand


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode().replace("&nbsp;", " ").replace("\xa0", " ")


def test_a_commune_gets_the_number_that_answers_now(client: Client, communes: dict[str, Commune]) -> None:
    text = page(client, f"/qui-appeler/?commune={communes['Clamecy'].pk}&besoin=demarches")
    assert 'href="tel:+33199001234"' in text
    assert "maintenant, jusqu’à 12 h" in text


def test_a_typed_name_leads_to_an_address_to_share(client: Client, communes: dict[str, Commune]) -> None:
    response = client.get("/qui-appeler/", {"lieu": "clamecy", "besoin": "acces"})
    assert response["Location"] == f"/qui-appeler/?commune={communes['Clamecy'].pk}&besoin=acces"


def test_an_unknown_name_gets_the_nearest_spellings(client: Client) -> None:
    assert "Clamecy" in page(client, "/qui-appeler/?lieu=Clamessi")


def test_an_unknown_code_is_a_404_that_still_gives_the_number(client: Client) -> None:
    response = client.get("/qui-appeler/?commune=99999")
    assert response.status_code == 404
    assert "tel:+33199001234" in response.content.decode()


def test_a_neighbour_outside_is_told_whose_number_it_is(client: Client, communes: dict[str, Commune]) -> None:
    outside = next(commune for commune in communes.values() if not commune.is_here)
    text = page(client, f"/qui-appeler/?commune={outside.pk}")
    assert f"Votre commune est dans un autre département ({outside.departement})." in text
    assert "celui de la Nièvre" in text


def test_what_the_team_closes_is_closed_everywhere_within_a_minute(
    client: Client, communes: dict[str, Commune]
) -> None:
    line = Line.objects.create(kind=LineKind.SINGLE, name="Numéro unique")
    other = Line.objects.create(kind=LineKind.COUNSELLOR, name="Relais du mardi", phone="+33261910002", hours="24/7")
    other.communes.add(communes["Nevers"])
    LineClosure.objects.create(line=line, start_date=MORNING.date(), end_date=MORNING.date(), sentence="Formation")
    insee = communes["Clamecy"].pk
    addresses = (f"/qui-appeler/?commune={insee}", f"/integrer/qui-appeler/{insee}/", f"/commune/{insee}/", "/agenda/")
    for address in addresses:
        assert "Formation. Fermé pour l’instant. Rappelez demain à 9 h." in page(client, address), address
    LineClosure.objects.update(referral=other)
    for address in addresses:
        assert "02 61 91 00 02" in page(client, address), address
    for address in (*addresses[:2], "/repondeur.txt"):
        assert "max-age=60" in client.get(address)["Cache-Control"]


def test_the_block_may_stand_anywhere_and_asks_nobody_else(client: Client, communes: dict[str, Commune]) -> None:
    commune = communes["Clamecy"]
    response = client.get(f"/integrer/qui-appeler/{commune.pk}/")
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response
    assert "<header" not in response.content.decode()
    line = embed_line(commune)
    assert f"/integrer/qui-appeler/{commune.pk}/" in line
    assert "style" not in line
    assert 'title="Qui appeler' in line


def test_the_block_answers_for_a_need_and_its_line_stands_under_the_answer(
    client: Client, communes: dict[str, Commune], structure_b: StructurePage
) -> None:
    publish_place(structure_b, title="Espace des jeux", commune=communes["Clamecy"], services=["loisirs"])
    publish_place(structure_b, title="Maison des papiers", commune=communes["Nevers"], services=["demarches"])
    nevers = communes["Nevers"].pk
    any_need = page(client, f"/integrer/qui-appeler/{nevers}/")
    papers = page(client, f"/integrer/qui-appeler/{nevers}/?besoin=demarches")
    assert "Pour : " not in any_need
    assert "Pour : Faire ses démarches en ligne." in papers
    assert "Maison des papiers" in papers
    assert "Aucun lieu n’annonce cette aide" in page(client, f"/integrer/qui-appeler/{nevers}/?besoin=materiel")
    assert "Pour : " not in page(client, f"/integrer/qui-appeler/{nevers}/?besoin=inconnu")
    line = f"/integrer/qui-appeler/{nevers}/?besoin=demarches"
    assert line in embed_line(communes["Nevers"], "demarches")
    assert line in page(client, f"/qui-appeler/?commune={nevers}&besoin=demarches")


def test_the_printed_answer_names_its_day_as_french_is_written(
    client: Client, communes: dict[str, Commune], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 12, 1, 9, tzinfo=UTC))
    address = f"/qui-appeler/?commune={communes['Clamecy'].pk}"
    assert "Feuille du mardi 1er décembre 2026." in page(client, address)


def test_the_block_writes_the_first_of_a_month(
    client: Client, structure_b: StructurePage, communes: dict[str, Commune]
) -> None:
    bulk_entries(1, [communes["Clamecy"]], first_day=datetime(2026, 12, 1, 9, tzinfo=UTC), ical=False)
    assert "Mardi 1er décembre à " in page(client, f"/integrer/qui-appeler/{communes['Clamecy'].pk}/")


def test_the_machine_says_when_somebody_answers(client: Client) -> None:
    text = page(client, "/repondeur.txt")
    assert "Nous répondons du lundi au vendredi de 9 heures à 12 heures." in text
    assert text.startswith("Bonjour.")
    assert len(text.split()) <= 110


def test_looking_changes_no_row_and_costs_the_same_with_many_lines(
    client: Client, communes: dict[str, Commune], django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        page(client, f"/qui-appeler/?commune={communes['Clamecy'].pk}&besoin=demarches")


def test_what_the_team_writes_on_its_screen_is_said_everywhere(
    client: Client, client_of: Callable[[User], Client], moderator: User, communes: dict[str, Commune]
) -> None:
    desk, screen = client_of(moderator), "/mon-espace/qui-appeler/"
    insee = communes["Clamecy"].pk
    pages = (f"/qui-appeler/?commune={insee}", f"/integrer/qui-appeler/{insee}/", f"/commune/{insee}/")

    def api() -> dict[str, Any]:
        return client.get("/api/v1/who-to-call", {"commune": insee}).json()

    number = fields_of(desk.get(screen).content.decode(), "numero")
    changed = {"phone": "01 99 00 77 77", "hours-1-am_from": "8h30", "hours-1-am_to": "11h30"}
    assert desk.post(screen, number | changed).status_code == 302
    for address in pages:
        assert "01 99 00 77 77" in page(client, address), address
        assert "jusqu’à 11 h 30" in page(client, address), address
    assert (api()["now"]["phone_uri"], api()["now"]["until"]) == ("tel:+33199007777", "2026-11-24T11:30:00+01:00")
    assert "le mardi de 8 heures 30 à 11 heures 30" in page(client, "/repondeur.txt")

    adviser = {"kind": "counsellor", "name": "Le relais de Clamecy", "phone": "02 61 91 00 02", "hours": "mardi 9h-12h",
               "communes": "Clamecy"}  # fmt: skip
    assert desk.post(f"{screen}ajouter/", adviser).status_code == 302
    closed = {"start_date": "2026-11-24", "end_date": "2026-11-25", "sentence": "Formation de l’équipe"}
    assert desk.post(f"{screen}numero/fermer/", closed).status_code == 302
    for address in pages:
        text = page(client, address)
        assert "02 61 91 00 02" in text, address
        assert "jusqu’à 12 h" in text, address
    assert "Formation de l’équipe. Fermé pour l’instant. Rappelez jeudi à 9 h." in page(client, pages[0])
    assert api()["now"]["phone_uri"] == "tel:+33261910002"
    assert api()["chain"][0]["answers_now"] is False
    assert "Aujourd’hui, personne ne peut vous répondre : rappelez jeudi à 9 heures." in page(client, "/repondeur.txt")
    for address in (*pages, "/repondeur.txt", "/api/v1/who-to-call"):
        kept = re.search(r"max-age=(\d+)", client.get(address).headers.get("Cache-Control", ""))
        assert kept is None or int(kept[1]) <= 60, address

    closure = LineClosure.objects.get()
    assert desk.post(f"{screen}fermetures/{closure.pk}/rouvrir/").status_code == 302
    assert api()["now"]["phone_uri"] == "tel:+33199007777"
