"""A place's closures and a bus's stops are given; what is over or taken back is not, and rows cost no query."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agenda.places.closures import close_place, reopen_place
from agenda.places.models import PlacePage
from agenda.places.records import PlaceClosure
from agenda.places.stops import PlaceStop
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from tests.cms.api.conftest import Ask, publish_place

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def shut(place: PlacePage, *, first: int, last: int, sentence: str = "") -> PlaceClosure:
    """Announce a closure from `first` to `last` days after today."""
    now = timezone.now()
    today = timezone.localdate(now)
    return close_place(
        place=place, start_date=today + timedelta(days=first), end_date=today + timedelta(days=last),
        sentence=sentence, by=None, now=now,
    )  # fmt: skip


def test_coming_closures_and_stops_are_given(
    ask: Ask, structure_a: StructurePage, communes: dict[str, Commune]
) -> None:
    place = publish_place(structure_a, "Bus", itinerance=["itinerant"])
    place.stops = [PlaceStop(commune=communes["Clamecy"], spot="place de la gare", hours="We[1] 09:00-12:00")]
    place.save_revision().publish()
    place = PlacePage.objects.get(pk=place.pk)
    shut(place, first=8, last=9, sentence="Révision")
    running = shut(place, first=0, last=1)
    reopen_place(closure=shut(place, first=20, last=21), by=None, now=timezone.now())
    [given] = ask("places")["items"]
    assert [(row["start_date"], row["sentence"]) for row in given["closures"]] == [
        (running.start_date.isoformat(), ""),
        ((timezone.localdate() + timedelta(days=8)).isoformat(), "Révision"),
    ]
    assert given["stops"] == [
        {"insee": "58079", "commune": "Clamecy", "spot": "place de la gare", "hours": "We[1] 09:00-12:00"}
    ]
    assert ask(f"places/{place.code}") == given


def test_closures_and_stops_cost_the_same_queries_for_many_places(
    ask: Ask, structure_a: StructurePage, communes: dict[str, Commune]
) -> None:
    def add(count: int) -> int:
        for number in range(count):
            place = publish_place(structure_a, f"Lieu {number}")
            PlaceStop.objects.create(place=place, commune=communes["Clamecy"], hours="Mo 09:00-12:00")
            shut(place, first=1, last=number + 1)
        ask("places")
        with CaptureQueriesContext(connection) as captured:
            ask("places")
        return len(captured)

    assert add(1) == add(4)
