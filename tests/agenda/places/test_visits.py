"""Buses: their coming passages, and how a stop makes them near."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agenda.places.closures import close_place
from agenda.places.models import PlacePage
from agenda.places.nearest import nearest_places
from agenda.places.stops import PlaceStop
from agenda.places.visits import next_visits
from cms.territories.models import Commune
from tests.factories.places import bulk_places

PARIS = ZoneInfo("Europe/Paris")
Make = Callable[..., PlacePage]
LUZY, CERCY, NEVERS, CLAMECY = "58149", "58046", "58194", "58079"


def plain(text: str) -> str:
    """Return the text with ordinary spaces."""
    return text.replace("\u00a0", " ")


@pytest.fixture
def bus(make_place: Make) -> PlacePage:
    """A bus that lives in Nevers, stops at Luzy on Fridays and at Cercy on the first and third Wednesday."""
    page = make_place("Bus", NEVERS, itinerance=["itinerant"], national_id="bus")
    page.stops = [
        PlaceStop(commune_id=LUZY, spot="place de la mairie", hours="Fr 09:00-12:30", sort_order=0),
        PlaceStop(commune_id=CERCY, spot="", hours="We[1],We[3] 14:00-17:30", sort_order=1),
    ]
    page.save_revision().publish()
    return PlacePage.objects.get(pk=page.pk)


def said(place: PlacePage, now: datetime) -> list[str]:
    """Return the coming passages as the page writes them."""
    today = now.astimezone(PARIS).date()
    return [f"{visit.where} : {plain(visit.when(today))}" for visit in next_visits(place, now)]


def test_the_next_passages_are_told_in_the_order_of_their_days(bus: PlacePage, now: datetime) -> None:
    assert said(bus, now) == [
        "Luzy, place de la mairie : vendredi 27 novembre de 9 h à 12 h 30",
        "Cercy-la-Tour : mercredi 2 décembre de 14 h à 17 h 30",
        "Luzy, place de la mairie : vendredi 4 décembre de 9 h à 12 h 30",
        "Luzy, place de la mairie : vendredi 11 décembre de 9 h à 12 h 30",
    ]


def test_a_passage_that_runs_says_until_when_and_a_closure_or_holiday_cancels_one(bus: PlacePage) -> None:
    friday = datetime(2026, 12, 18, 10, 0, tzinfo=PARIS)
    close_place(
        place=bus, start_date=date(2027, 1, 8), end_date=date(2027, 1, 8), sentence="Contrôle", by=None, now=friday
    )
    bus = PlacePage.objects.get(pk=bus.pk)
    assert said(bus, friday) == [
        "Luzy, place de la mairie : maintenant, jusqu’à 12 h 30",
        # Not on 25 December nor on 1 January, which are Fridays; not on the 8th.
        "Cercy-la-Tour : mercredi 6 janvier de 14 h à 17 h 30",
        "Luzy, place de la mairie : vendredi 15 janvier de 9 h à 12 h 30",
        "Cercy-la-Tour : mercredi 20 janvier de 14 h à 17 h 30",
    ]


def test_a_bus_is_as_near_as_its_nearest_stop_and_not_at_its_own_address(
    bus: PlacePage, make_place: Make, communes: dict[str, Commune], now: datetime
) -> None:
    library = make_place("Médiathèque", CLAMECY)
    near = nearest_places(commune=communes[LUZY], now=now)
    assert (near[0].page, near[0].distance_km) == (bus, 0)
    assert near[0].stop == bus.stops.all()[0]
    assert near[0].visit is not None
    assert near[0].visit.start == datetime(2026, 11, 27, 9, 0, tzinfo=PARIS)
    assert near[1].page == library
    assert (near[1].stop, near[1].visit) == (None, None)
    from_home = next(place for place in nearest_places(commune=communes[NEVERS]) if place.page == bus)
    assert from_home.stop is not None
    assert from_home.stop.commune_id == CERCY
    assert from_home.km is not None
    assert from_home.km > 30


def test_a_bus_with_a_fixed_room_is_near_at_both(bus: PlacePage, communes: dict[str, Commune]) -> None:
    bus.itinerance = ["itinerant", "fixe"]
    bus.save_revision().publish()
    (at_home,) = nearest_places(commune=communes[NEVERS])
    assert (at_home.stop, at_home.distance_km) == (None, 0)
    (away,) = nearest_places(commune=communes[LUZY])
    assert away.stop is not None


def test_a_draft_stop_makes_nothing_near(bus: PlacePage, communes: dict[str, Commune]) -> None:
    bus.stops.add(PlaceStop(commune_id=CLAMECY, hours="Mo 09:00-12:00"))
    bus.save_revision()
    (place,) = nearest_places(commune=communes[CLAMECY])
    assert place.distance_km
    bus.get_latest_revision().publish()
    (place,) = nearest_places(commune=communes[CLAMECY])
    assert place.distance_km == 0


@pytest.mark.postgres
def test_the_nearest_places_cost_the_same_with_500_places_and_100_stops(
    bus: PlacePage, communes: dict[str, Commune], now: datetime
) -> None:
    with CaptureQueriesContext(connection) as few:
        nearest_places(commune=communes[LUZY], now=now)
    made = bulk_places(500)
    towns = list(communes.values())
    PlaceStop.objects.bulk_create(
        PlaceStop(place=made[n // 5], commune=towns[n * 3], hours="We[1],We[3] 09:00-12:00", sort_order=n % 5)
        for n in range(100)
    )
    PlacePage.objects.filter(pk__in=[place.pk for place in made[:20]]).update(itinerance=["itinerant"])
    with CaptureQueriesContext(connection) as many:
        nearest_places(commune=communes[LUZY], now=now)
    assert len(many) == len(few) == 4
