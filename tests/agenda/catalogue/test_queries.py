"""A commune and around it: 15 km, then 20, then 30, until three events stand there."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from agenda.catalogue.models import Entry, EntryStatus
from agenda.catalogue.queries import events_around, events_around_between
from cms.territories.models import Commune, Epci, Neighbour
from tests.factories.entries import bulk_entries

KILOMETRES = {"Ici": 0, "Dix": 10, "Dixhuit": 18, "Vingthuit": 28, "Loin": 45}


@pytest.fixture
def ring(db: None) -> dict[str, Commune]:
    """A commune, and others at known distances from it."""
    epci = Epci.objects.create(siren="200000001", name="CC Exemple")
    made = {
        name: Commune.objects.create(
            insee=f"589{number:02d}", name=name, search_name=name.lower(), departement="58", postal_codes="58000",
            epci=epci, latitude=47 + kilometres / 111, longitude=3.5,
        )
        for number, (name, kilometres) in enumerate(KILOMETRES.items())
    }  # fmt: skip
    for name, kilometres in KILOMETRES.items():
        if kilometres <= 30:
            Neighbour.objects.create(origin=made["Ici"], target=made[name], metres=kilometres * 1000)
    return made


def test_three_events_within_15_km_are_enough(ring: dict[str, Commune]) -> None:
    bulk_entries(3, [ring["Ici"], ring["Dix"]])
    bulk_entries(1, [ring["Dixhuit"]])
    around = events_around(commune=ring["Ici"], now=timezone.now())
    assert (around.km, around.count, len(around.entries)) == (15, 3, 3)


def test_the_circle_widens_to_20_and_then_30_km(ring: dict[str, Commune]) -> None:
    bulk_entries(1, [ring["Ici"]])
    bulk_entries(2, [ring["Dixhuit"]])
    assert events_around(commune=ring["Ici"], now=timezone.now()).km == 20
    Entry.objects.filter(commune_insee=ring["Dixhuit"].pk).delete()
    bulk_entries(2, [ring["Vingthuit"]])
    assert events_around(commune=ring["Ici"], now=timezone.now()).km == 30


def test_beyond_30_km_nothing_counts(ring: dict[str, Commune]) -> None:
    bulk_entries(4, [ring["Loin"]])
    around = events_around(commune=ring["Ici"], now=timezone.now())
    assert (around.km, around.count, list(around.entries)) == (30, 0, [])


def test_cancelled_events_are_listed_but_do_not_count_as_somewhere_to_go(ring: dict[str, Commune]) -> None:
    bulk_entries(3, [ring["Ici"]])
    bulk_entries(1, [ring["Dixhuit"]])
    Entry.objects.filter(commune_insee=ring["Ici"].pk).update(status=EntryStatus.CANCELLED)
    around = events_around(commune=ring["Ici"], now=timezone.now())
    assert (around.km, around.count) == (30, 4)


def test_each_event_carries_its_distance_and_the_next_comes_first(ring: dict[str, Commune]) -> None:
    later = bulk_entries(1, [ring["Ici"]], first_day=timezone.now() + timedelta(days=9))[0]
    sooner = bulk_entries(2, [ring["Dix"]])
    found = events_around(commune=ring["Ici"], now=timezone.now()).first(9)
    assert [entry.pk for entry in found] == [sooner[0].pk, sooner[1].pk, later.pk]
    assert [entry.distance_km for entry in found] == [10, 10, 0]


def test_a_theme_narrows_before_the_circle_is_chosen(ring: dict[str, Commune]) -> None:
    entries = bulk_entries(9, [ring["Ici"]])
    theme = entries[0].description["themes"][0]
    around = events_around(commune=ring["Ici"], now=timezone.now(), theme=theme)
    assert (around.km, [entry.pk for entry in around.entries]) == (30, [entries[0].pk])


def test_what_has_ended_is_left_out(ring: dict[str, Commune]) -> None:
    bulk_entries(3, [ring["Ici"]], first_day=timezone.now() - timedelta(days=90))
    assert events_around(commune=ring["Ici"], now=timezone.now()).count == 0


def test_a_span_takes_sittings_and_not_the_days_between(ring: dict[str, Commune]) -> None:
    first = timezone.now() + timedelta(days=1)
    bulk_entries(1, [ring["Ici"]], first_day=first, sittings=2)
    gap = _midnight(first + timedelta(days=2)), _midnight(first + timedelta(days=5))
    second = _midnight(first + timedelta(days=7)), _midnight(first + timedelta(days=8))
    assert [events_around_between(commune=ring["Ici"], start=a, end=b).count for a, b in (gap, second)] == [0, 1]


def test_three_queries_whatever_the_radius(
    ring: dict[str, Commune], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    bulk_entries(2, [ring["Vingthuit"]])
    with django_assert_num_queries(3):  # how far each commune is, how many there are in each, those to come first
        events_around(commune=ring["Ici"], now=timezone.now()).first(5)


def _midnight(moment: datetime) -> datetime:
    return timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)
