"""The figure promised for the team's screen of places that are probably one: 500 places on the real territory."""

import pytest
from django.utils import timezone

from agenda.places.likeness import find_pairs
from cms.structures.actions import prepare_platform
from cms.territories.actions import load_territory
from cms.territories.models import Commune
from tests.benchmarks.conftest import Table
from tests.benchmarks.timing import median_of
from tests.factories.places import bulk_places

PROMISED_MS = 300


@pytest.mark.bench
@pytest.mark.postgres
def test_pairs_of_five_hundred_places_are_found_at_once(db: None, table: Table) -> None:
    """Places stand where towns are: every commune has one, the thirty largest have most."""
    now = timezone.now()
    load_territory(departement="58", now=now)
    prepare_platform(now=now)
    communes = Commune.objects.of_departement().order_by("-population", "pk")
    bulk_places(250, list(communes))
    bulk_places(250, list(communes[:30]))
    taken = median_of(find_pairs, times=7)
    table.add("pairs of places that are probably one, 500 places", str(taken), f"≤ {PROMISED_MS} ms")
    assert taken.at_reference <= PROMISED_MS
