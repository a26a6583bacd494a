"""What comes next is found, counted and paged as its definition says, at any moment and however the dates lie."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import import_module
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from agenda.catalogue import finding
from agenda.catalogue.criteria import Criteria
from agenda.catalogue.finding import Found, find
from agenda.catalogue.models import EVER, Entry, EntryState, Occurrence, OccurrenceState
from agenda.catalogue.queries import NOT_STANDING, RADII_KM, public_entries
from agenda.catalogue.spans import Days, local_day
from agenda.events.clock import to_local
from agenda.events.schedule import Schedule, Slot
from cms.territories.models import Commune
from cms.territories.queries import metres_around
from tests.factories.entries import description_of, write_entries

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

A_PAGE = 7
HOUR = timedelta(hours=1)


@pytest.fixture(params=["walked", "sorted"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to a page, whatever the number of entries."""
    monkeypatch.setattr(finding, "MANY", 0 if request.param == "walked" else 10**9)


def entries_of(sittings: list[list[tuple[datetime, datetime, str]]], communes: list[Commune]) -> list[Entry]:
    """Make one public entry of each list of (start, end, state); each date was first announced for another minute."""
    descriptions = []
    for number, dates in enumerate(sittings):
        start = to_local(dates[0][0]).replace(tzinfo=None)
        commune = communes[number % len(communes)]
        occurrences = [
            {
                "original_start": to_local(begins + timedelta(minutes=minute)).isoformat(),
                "start": to_local(begins).isoformat(),
                "end": to_local(ends).isoformat(),
                "state": state,
                "note": "",
            }
            for minute, (begins, ends, state) in enumerate(dates)
        ]
        said = description_of(number, commune, Schedule.of(slots=[Slot(start, start + HOUR)]))
        descriptions.append(said | {"occurrences": occurrences})
    return write_entries(descriptions, ical=False)


def tangled(count: int, now: datetime, chance: Random) -> list[list[tuple[datetime, datetime, str]]]:
    """Return dates that overlap, contain each other, begin at once, last for days, are over, going on or to come."""
    states: list[str] = [OccurrenceState.SCHEDULED, OccurrenceState.CANCELLED, OccurrenceState.MOVED]
    found = []
    for _number in range(count):
        starts = [now + HOUR * chance.randrange(-72, 72) for _sitting in range(chance.randrange(1, 6))]
        found.append(
            [(start, start + HOUR * chance.choice((1, 2, 30, 100)), chance.choice(states)) for start in starts]
        )
    return found


def expected(since: datetime, until: datetime | None) -> list[int]:
    """Return the ids by the definition: the first sitting that is not over, within the bound, then the id."""
    found = []
    for entry in Entry.objects.filter(state=EntryState.PUBLIC).prefetch_related("occurrences"):
        coming = [sitting.starts_at for sitting in entry.occurrences.all() if sitting.ends_at > since]
        if coming and (until is None or min(coming) < until):
            found.append((min(coming), entry.pk))
    return [pk for _start, pk in sorted(found)]


def paged(found: Found) -> Iterator[int]:
    for first in range(0, found.count + A_PAGE, A_PAGE):
        yield from (entry.pk for entry in found.page(first, first + A_PAGE))


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("seed", range(3))
def test_pages_hold_what_is_counted_each_once_in_the_order_of_what_comes_next(
    seed: int, communes: dict[str, Commune]
) -> None:
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    entries = entries_of(tangled(40, now, Random(seed)), list(communes.values()))
    Entry.objects.filter(pk=entries[3].pk).update(state=EntryState.WITHDRAWN)
    sizes = set()
    for hours in (-80, -24, 0, 1, 30, 100, 200):
        moment = now + HOUR * hours
        found = find(Criteria(), now=moment)
        assert list(paged(found)) == expected(moment, None)
        assert found.count == len(expected(moment, None))
        assert found.page(found.count, found.count + A_PAGE) == []
        sizes.add(found.count)
    assert {0, 39} <= sizes
    for first, last in ((0, 0), (0, 1), (1, 2), (3, 9)):
        today = local_day(now)
        days = Days(today + timedelta(days=first), today + timedelta(days=last))
        found = find(Criteria(), now=now, days=days)
        assert list(paged(found)) == expected(max(now, days.start or now), days.end)
        assert found.count == len(list(paged(found))) == find(Criteria(), now=now, days=days, by_commune=True).count


@pytest.mark.usefixtures("way")
def test_a_sitting_counts_until_the_very_moment_of_its_end_and_what_begins_at_once_follows_the_id(
    communes: dict[str, Commune],
) -> None:
    now = timezone.now().replace(microsecond=0)
    dates = [(now + HOUR, now + 2 * HOUR, OccurrenceState.CANCELLED)]
    entries = entries_of([dates] * 30, [communes["Nevers"]])
    assert list(paged(find(Criteria(), now=now + HOUR))) == [entry.pk for entry in entries]
    last = now + 2 * HOUR
    assert find(Criteria(), now=last - timedelta(microseconds=1)).count == 30
    assert (find(Criteria(), now=last).count, find(Criteria(), now=last).page(0, A_PAGE)) == (0, [])


@pytest.mark.usefixtures("way")
def test_every_circle_and_radius_holds_what_lies_within(communes: dict[str, Commune]) -> None:
    now = timezone.now()
    entries_of(tangled(40, now, Random(5)), list(communes.values()))
    metres = metres_around("58194", RADII_KM[-1])
    for km in (0, 5, 10, 15, 20, 30):
        found = find(Criteria(commune="58194", km=km), now=now)
        near = [pk for pk in expected(now, None) if within(pk, metres) <= km * 1000]
        assert (list(paged(found)), found.km) == (near, km)
        assert found.count == len(near) == sum(commune.listed for commune in found.communes)
        assert [entry.distance_km for entry in found.page(0, 5)] == [
            round(within(pk, metres) / 1000) for pk in near[:5]
        ]
        by_distance = sorted(near, key=lambda pk: (within(pk, metres), near.index(pk)))
        assert [entry.pk for entry in found.nearest(5)] == by_distance[:5]


def within(pk: int, metres: dict[str, int]) -> int:
    return metres.get(Entry.objects.get(pk=pk).commune_insee, 10**9)


def test_what_is_counted_by_commune_says_what_takes_place_and_what_is_afar(communes: dict[str, Commune]) -> None:
    now = timezone.now()
    entries = entries_of([[(now + HOUR, now + 2 * HOUR, "scheduled")]] * 6, [communes["Nevers"], communes["Clamecy"]])
    Entry.objects.filter(pk=entries[0].pk).update(status=NOT_STANDING[0])
    Entry.objects.filter(pk__in=[entries[2].pk, entries[3].pk]).update(remote=True)
    Entry.objects.filter(pk=entries[5].pk).update(commune_insee="")
    found = find(Criteria(), now=now, by_commune=True)
    counts = {commune.insee: (commune.listed, commune.standing, commune.remote) for commune in found.communes}
    assert counts == {"58194": (3, 2, 1), "58079": (2, 2, 1), "": (1, 1, 0)}
    assert found.count == find(Criteria(), now=now).count == 6


def test_both_ways_to_a_page_take_as_many_queries_at_any_size(
    communes: dict[str, Commune], django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    for size, many in ((10, 5), (40, 5), (10, 1_000)):
        entries_of(tangled(size, now, Random(size)), list(communes.values()))
        monkeypatch.setattr(finding, "MANY", many)
        with django_assert_num_queries(3):
            find(Criteria(), now=now).page(0, A_PAGE)
        with django_assert_num_queries(4):
            find(Criteria(commune="58194"), now=now).page(0, A_PAGE)


def test_an_upcoming_entry_stands_once_in_a_list(communes: dict[str, Commune]) -> None:
    now = timezone.now()
    entries_of(tangled(40, now, Random(8)), list(communes.values()))
    assert [entry.pk for entry in public_entries().upcoming(now)] == expected(now, None)
    assert public_entries().upcoming(now).count() == len(expected(now, None))


def test_what_stood_before_the_column_gets_it_by_the_migration(communes: dict[str, Commune]) -> None:
    entries_of(tangled(40, timezone.now(), Random(9)), list(communes.values()))
    written = dict(Occurrence.objects.values_list("pk", "next_from"))
    Occurrence.objects.update(next_from=EVER)
    migration = import_module("agenda.migrations.0011_occurrence_next_from")
    migration.fill(apps, SimpleNamespace(connection=connection))
    assert dict(Occurrence.objects.values_list("pk", "next_from")) == written
    assert len(set(written.values())) > 20
