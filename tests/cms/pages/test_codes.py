"""Permanent addresses: they lead on, or say what became of the thing."""

import pytest
from django.test import Client

from agenda.places.models import PlacePage
from cms.structures.models import StructurePage
from tests.cast import publish_event
from tests.cms.pages.helpers import entry_of, read

pytestmark = pytest.mark.usefixtures("brand")


def test_an_events_code_leads_to_its_page_however_it_is_typed(client: Client, structure_a: StructurePage) -> None:
    page = publish_event(structure_a)
    code = entry_of(page).code
    for typed in (code, code.upper()):
        response = client.get(f"/e/{typed}")
        assert (response.status_code, response.headers["Location"]) == (302, page.url)


def test_a_withdrawn_event_is_gone_with_a_sentence_and_what_comes_next(
    client: Client, structure_a: StructurePage
) -> None:
    page = publish_event(structure_a, title="Atelier retiré")
    other = publish_event(structure_a, title="Atelier suivant")
    code = entry_of(page).code
    page.unpublish()
    words = read(client, f"/e/{code}", status=410)
    assert "Ce rendez-vous n’est plus annoncé." in words
    assert other.title in words
    assert "01 99 00 58 58" in words
    assert client.get(f"/e/{code}.ics").status_code == 410


def test_a_deleted_event_is_gone_too(client: Client, structure_a: StructurePage) -> None:
    page = publish_event(structure_a)
    code = entry_of(page).code
    EventPageOf = type(page)  # noqa: N806 - a class
    EventPageOf.objects.get(pk=page.pk).delete()
    assert "n’est plus annoncé" in read(client, f"/e/{code}", status=410)


@pytest.mark.parametrize("address", ["/e/zzzzzz", "/e/zzzzzz.ics", "/l/zzzzzz"])
def test_an_unknown_code_is_a_404_with_a_sentence(address: str, client: Client, structure_a: StructurePage) -> None:
    assert "mal recopiée" in read(client, address, status=404)


def test_a_places_code_leads_to_its_page(client: Client, place: PlacePage) -> None:
    response = client.get(f"/l/{place.code}")
    assert (response.status_code, response.headers["Location"]) == (302, place.url)


def test_a_place_that_closed_is_gone_with_a_sentence(client: Client, place: PlacePage) -> None:
    code = place.code
    place.unpublish()
    words = read(client, f"/l/{code}", status=410)
    assert "Ce lieu n’est plus dans la liste." in words
    assert place.title in words


def test_an_unknown_page_is_a_404_with_a_way_on(client: Client, structure_a: StructurePage) -> None:
    words = read(client, "/rien-de-tel/", status=404)
    assert "Cette page n’existe pas, ou plus." in words
    assert "01 99 00 58 58" in words
