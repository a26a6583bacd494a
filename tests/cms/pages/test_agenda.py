"""The agenda that people read: a commune and around it, shareable, never a dead end."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from agenda.catalogue.models import Entry
from agenda.events.actions import give_notice
from agenda.events.clock import to_instant
from cms.foundation.wording import short_day
from cms.structures.actions import Platform
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from tests.cast import next_week, publish_event
from tests.cms.pages.helpers import read
from tests.factories.entries import bulk_entries

pytestmark = pytest.mark.usefixtures("brand", "platform")


def test_a_commune_shows_what_is_around_it_with_the_distance(client: Client, communes: dict[str, Commune]) -> None:
    bulk_entries(4, [communes["Varennes-Vauzelles"]])
    bulk_entries(1, [communes["Clamecy"]])
    words = read(client, "/agenda/?commune=58194")
    assert "4 rendez-vous à moins de 15 km" in words
    assert "Varennes-Vauzelles · 5 km" in words
    assert "Clamecy" not in words


def test_a_typed_name_becomes_an_address_that_can_be_shared(client: Client, communes: dict[str, Commune]) -> None:
    response = client.get("/agenda/", {"lieu": "nevers", "theme": "securite"})
    assert (response.status_code, response.headers["Location"]) == (302, "/agenda/?commune=58194&theme=securite")


def test_a_typed_name_with_several_meanings_is_asked_about_in_place(
    client: Client, communes: dict[str, Commune]
) -> None:
    page = client.get("/agenda/", {"lieu": "58500", "theme": "securite"}).content.decode()
    assert "/agenda/?commune=58079&amp;theme=securite" in page


def test_twenty_a_page_and_filters_stay_in_the_next_pages_address(client: Client, communes: dict[str, Commune]) -> None:
    bulk_entries(25, [communes["Nevers"]])
    page = client.get("/agenda/", {"commune": "58194"}).content.decode()
    assert page.count('<article class="event') == 20
    assert "?commune=58194&amp;page=2" in page
    assert (
        client.get("/agenda/", {"commune": "58194", "page": "2"}).content.decode().count('<article class="event') == 5
    )


def test_a_theme_filters(client: Client, communes: dict[str, Commune]) -> None:
    bulk_entries(9, [communes["Nevers"]])
    assert "1 rendez-vous" in read(client, "/agenda/?theme=securite")


def test_an_epci_filters(client: Client, communes: dict[str, Commune]) -> None:
    bulk_entries(2, [communes["Nevers"], communes["Clamecy"]])
    words = read(client, "/agenda/?epci=200067882")
    assert "1 rendez-vous" in words
    assert "Haut Nivernais" in words


def test_nothing_around_shows_what_comes_next_elsewhere_and_the_number(
    client: Client, communes: dict[str, Commune]
) -> None:
    bulk_entries(1, [communes["Nevers"]])
    words = read(client, "/agenda/?commune=58079")
    assert "Rien d’annoncé à moins de 30 km" in words
    assert "Salle des fêtes, Nevers" in words
    assert "01 99 00 58 58" in words


def test_nothing_on_a_theme_shows_the_other_themes_nearby(client: Client, communes: dict[str, Commune]) -> None:
    entry = bulk_entries(1, [communes["Clamecy"]])[0]
    assert entry.description["themes"] != ["securite"]
    words = read(client, "/agenda/?commune=58079&theme=securite")
    assert "Autour de Clamecy, sur d’autres thèmes" in words
    assert entry.title in words


def test_an_empty_agenda_still_says_whom_to_call(
    client: Client, communes: dict[str, Commune], platform: Platform
) -> None:
    assert "01 99 00 58 58" in read(client, "/agenda/")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("commune=99999", "Nous ne connaissons pas de commune"),
        ("theme=poterie", "Il n’y a pas de thème"),
        ("epci=123456789", "Nous ne connaissons pas d’intercommunalité"),
    ],
)
def test_an_unknown_filter_is_a_404_with_a_sentence(
    query: str, sentence: str, client: Client, communes: dict[str, Commune]
) -> None:
    assert sentence in read(client, f"/agenda/?{query}", status=404)


@pytest.mark.parametrize("page", ["0", "-3", "999", "abc"])
def test_a_page_number_that_is_none_shows_a_page(page: str, client: Client, communes: dict[str, Commune]) -> None:
    bulk_entries(21, [communes["Nevers"]], ical=False)
    assert "rendez-vous" in read(client, f"/agenda/?page={page}")


def test_what_is_over_or_withdrawn_is_not_listed(client: Client, communes: dict[str, Commune]) -> None:
    bulk_entries(2, [communes["Nevers"]], first_day=timezone.now() - timedelta(days=60))
    gone = bulk_entries(1, [communes["Nevers"]])[0]
    Entry.objects.filter(pk=gone.pk).update(state="withdrawn")
    assert "Rien d’annoncé" in read(client, "/agenda/")


def test_a_series_with_one_cancelled_date_says_so_for_that_date_only(
    client: Client, structure_a: StructurePage
) -> None:
    start = next_week(14)
    page = publish_event(structure_a, start=start, more=(start + timedelta(days=7),))
    give_notice(event=page, kind="cancelled", by=None, now=timezone.now(), original_start=to_instant(start))
    html = client.get("/agenda/").content.decode()
    assert "Annulé à cette date" in html
    assert "event--cancelled" not in html


@pytest.mark.parametrize("kind", ["moved", "postponed"])
def test_a_date_that_is_put_off_keeps_the_first_one_beside_the_new(
    kind: str, client: Client, structure_a: StructurePage
) -> None:
    start = next_week(14)
    page = publish_event(structure_a, start=start, title="Photos de famille")
    first = to_instant(start)
    later = first + timedelta(days=3)
    give_notice(
        event=page, kind=kind, original_start=first, new_start=later, new_end=later + timedelta(hours=2), by=None,
        now=timezone.now(),
    )  # fmt: skip
    words = read(client, "/agenda/")
    told = f"Prévu d’abord {short_day(start.date())} à 14 h".replace("\xa0", " ")
    assert told in words
    assert words.index(f"{later.day} ") < words.index(told)
