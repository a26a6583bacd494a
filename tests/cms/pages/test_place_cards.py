"""Places in lists and on their page: open or shut today, where a bus stops, whom the data is credited to."""

import json
import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from agenda.places.closures import close_place
from agenda.places.models import Licence, PlacePage
from agenda.places.nearest import nearest_places
from agenda.places.records import PlaceRecord
from agenda.places.stops import PlaceStop
from cms.api.contacts import _place as in_api
from cms.pages.contact import near_card
from cms.pages.place_data import place_json_ld
from cms.pages.places import PlaceCard, place_card, place_cards, places_near
from cms.pages.texts import _place_lines
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from tests.cms.pages.helpers import publish_place, read

pytestmark = [pytest.mark.usefixtures("brand"), pytest.mark.postgres]

PARIS = ZoneInfo("Europe/Paris")
# A Monday.
NOW = datetime(2026, 11, 23, 10, 30, tzinfo=PARIS)


def bus_of(structure: StructurePage, communes: dict[str, Commune], **fields: object) -> PlacePage:
    """A bus that lives in Clamecy, stops in Nevers on Thursdays and in Fourchambault on Tuesdays."""
    bus = publish_place(
        structure, title="Bus", commune=communes["Clamecy"], itinerance=["itinerant"], hours="", **fields
    )
    bus.stops = [
        PlaceStop(commune=communes["Fourchambault"], spot="halle", hours="Tu 09:00-12:00", sort_order=0),
        PlaceStop(commune=communes["Nevers"], spot="place Carnot", hours="Th 09:00-12:00", sort_order=1),
    ]
    bus.save_revision().publish()
    return PlacePage.objects.get(pk=bus.pk)


def cards_near(commune: Commune) -> list[PlaceCard]:
    """The cards of the list of places around a commune, with plain spaces."""
    return place_cards(list(places_near(commune)), NOW, commune=commune)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("code", [True, False])
def test_a_near_place_comes_with_all_that_is_shown_of_it(
    structure_a: StructurePage,
    communes: dict[str, Commune],
    django_assert_num_queries: DjangoAssertNumQueries,
    code: bool,
) -> None:
    bus = bus_of(structure_a, communes)
    publish_place(structure_a, title="À Nevers", commune=communes["Nevers"])
    if not code:
        PlaceRecord.objects.all().delete()
    assert bus.url  # the addresses of the sites, which Wagtail remembers
    found = nearest_places(commune=communes["Nevers"], now=NOW)
    assert len(found) == 2
    with django_assert_num_queries(0):
        for near in found:
            assert place_card(near.page, distance_km=near.distance_km, now=NOW, visit=near.visit).url
            assert near_card(near, NOW).url
            assert _place_lines(near, NOW)
            assert in_api(near, NOW)["url"]


def test_a_bus_is_listed_by_its_nearest_stop_and_tells_its_passage_there(
    structure_a: StructurePage, communes: dict[str, Commune]
) -> None:
    bus_of(structure_a, communes)
    publish_place(structure_a, title="À Fourchambault", commune=communes["Fourchambault"])
    first, second = cards_near(communes["Nevers"])
    assert (first.name, first.distance_km, second.name) == ("Bus", 0, "À Fourchambault")
    assert plain(first.visit) == "Nevers, place Carnot, le jeudi 26 novembre de 9 h à 12 h"
    at_home = cards_near(communes["Clamecy"])
    # It only moves: its own address makes it no nearer than its stops, which are too far away to be measured.
    assert {card.name: card.distance_km for card in at_home}["Bus"] is None


def test_a_bus_that_is_nowhere_else_is_told_by_its_passage_and_stops_instead_of_its_address(
    client: Client, structure_a: StructurePage, communes: dict[str, Commune]
) -> None:
    bus = bus_of(structure_a, communes, address="1 rue du Dépôt")
    (card,) = cards_near(communes["Varennes-Vauzelles"])
    assert (card.stops, card.distance_town) == ("Fourchambault, Nevers", "Fourchambault")
    words = read(client, "/lieux/?commune=58303")
    assert "rue du Dépôt" not in words
    assert words.index("Prochain passage") < words.index("S’arrête à : Fourchambault, Nevers")
    page = read(client, bus.url)
    assert "Adresse" not in page
    assert "Ce service se déplace" in page
    assert page.index("Prochains passages") < page.index("Où il s’arrête") < page.index("Téléphone")


def test_a_place_that_is_marked_as_moving_but_stops_nowhere_keeps_its_address(
    client: Client, structure_a: StructurePage, communes: dict[str, Commune]
) -> None:
    place = publish_place(structure_a, commune=communes["Nevers"], address="2 rue Fixe", itinerance=["itinerant"])
    words = read(client, place.url)
    assert "2 rue Fixe" in words
    assert "se déplace" not in words


@pytest.mark.parametrize("address", ["/commune/58194/", "/lieux/?commune=58194", "/qui-appeler/?commune=58194"])
def test_every_page_says_in_the_same_words_when_a_place_receives_people(
    client: Client, structure_a: StructurePage, address: str
) -> None:
    place = publish_place(structure_a, hours="Mo-Su 00:00-24:00; PH 00:00-24:00")
    assert place_cards([place], NOW)[0].receives == "maintenant"
    assert "On vous y reçoit maintenant" in read(client, address)


def test_services_in_one_sentence_have_one_capital(structure_a: StructurePage) -> None:
    place = publish_place(structure_a, services=["demarches", "loisirs"])
    (card,) = place_cards([place], NOW)
    assert card.services == ["Faire ses démarches en ligne", "photos, jeux et création"]


def test_a_bus_with_a_room_is_near_at_both(structure_a: StructurePage, communes: dict[str, Commune]) -> None:
    bus = bus_of(structure_a, communes)
    bus.itinerance = ["itinerant", "fixe"]
    bus.save_revision().publish()
    for name in ("Clamecy", "Nevers", "Fourchambault"):
        (card,) = cards_near(communes[name])
        assert card.distance_km == 0, name


def test_the_list_costs_the_same_with_one_bus_and_with_six(
    structure_a: StructurePage, communes: dict[str, Commune], client: Client
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/lieux/?commune=58194").status_code == 200
        return len(captured)

    bus_of(structure_a, communes)
    queries()
    few = queries()
    for _number in range(5):
        bus_of(structure_a, communes)
    assert queries() == few


def test_a_card_says_whether_the_place_is_open_and_when_it_shuts(
    structure_a: StructurePage, communes: dict[str, Commune]
) -> None:
    place = publish_place(structure_a)
    (card,) = place_cards([place], NOW)
    assert (plain(card.opening), card.is_open, card.closure, card.visit) == (
        "ouvert maintenant, jusqu’à 12 h", True, "", "",
    )  # fmt: skip
    for start, sentence in ((date(2026, 12, 1), "Congés"), (date(2027, 3, 1), "Travaux")):
        close_place(
            place=place, start_date=start, end_date=start + timedelta(days=2), sentence=sentence, by=None, now=NOW
        )
    (card,) = place_cards([PlacePage.objects.get(pk=place.pk)], NOW)
    assert plain(card.closure) == "fermé du 1er au 3 décembre (Congés)"
    (later,) = place_cards([PlacePage.objects.get(pk=place.pk)], datetime(2026, 12, 2, 10, 0, tzinfo=PARIS))
    assert (later.is_open, plain(later.opening)) == (False, "fermé jusqu’au 3 décembre, rouvre le vendredi 4 à 9 h")
    # What is far away is not told on a card.
    (then,) = place_cards([PlacePage.objects.get(pk=place.pk)], datetime(2026, 12, 7, 10, 0, tzinfo=PARIS))
    assert then.closure == ""


def test_search_engines_read_the_week_and_the_closures_and_nothing_untrue(
    structure_a: StructurePage, communes: dict[str, Commune]
) -> None:
    place = publish_place(structure_a, title="</script><b>", hours="Tu 09:00-12:00,14:00-24:00; PH off")
    close_place(
        place=place, start_date=date(2026, 12, 1), end_date=date(2026, 12, 3), sentence="", by=None, now=NOW
    )  # fmt: skip
    said = place_json_ld(place, "https://numerique.example.org/l/abc", NOW.date())
    assert "</script>" not in said
    data = json.loads(said)
    assert data["name"] == "</script><b>"
    rows = data["openingHoursSpecification"]
    assert [(row.get("dayOfWeek", "")[-7:], row["opens"], row["closes"]) for row in rows] == [
        ("Tuesday", "09:00", "12:00"), ("Tuesday", "14:00", "23:59"), ("", "00:00", "00:00"),
    ]  # fmt: skip
    assert rows[-1]["validThrough"] == "2026-12-03"
    place.hours = "We[1] 09:00-12:00"
    assert "Wednesday" not in place_json_ld(place, "https://numerique.example.org/l/abc", NOW.date())


CREDIT = "Certains lieux viennent d’autres bases publiques : Base du Morvan (licence ODbL )."


@pytest.mark.parametrize(
    "address", ["/lieux/", "/lieux/?commune=58194", "/commune/58194/", "/qui-appeler/?commune=58194"]
)
def test_a_list_that_shows_a_place_under_odbl_credits_it_and_another_does_not(
    client: Client, structure_a: StructurePage, address: str
) -> None:
    publish_place(structure_a, title="Nôtre")
    place = publish_place(structure_a, title="Venu d’ailleurs", source="Base du Morvan")
    assert "ODbL" not in read(client, address)
    PlacePage.objects.filter(pk=place.pk).update(licence=Licence.ODBL)
    assert CREDIT in read(client, address)
    assert 'href="https://opendatacommons.org/licenses/odbl/1-0/"' in client.get(address).content.decode()


def test_the_page_of_a_place_under_odbl_credits_it(client: Client, structure_a: StructurePage) -> None:
    place = publish_place(structure_a, source="Base du Morvan")
    assert "ODbL" not in read(client, place.url)
    PlacePage.objects.filter(pk=place.pk).update(licence=Licence.ODBL)
    assert "Ce lieu vient d’une autre base publique : Base du Morvan (licence ODbL )." in read(client, place.url)


def test_a_bus_page_says_where_it_stops_and_when(
    client: Client, structure_a: StructurePage, communes: dict[str, Commune]
) -> None:
    bus = bus_of(structure_a, communes)
    words = read(client, bus.url)
    assert re.search(r"Nevers, place Carnot, (le jeudi|aujourd|demain|maintenant)", words)
    assert "Fourchambault , halle Mardi : 9 h – 12 h" in words
