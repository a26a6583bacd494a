"""The map of gaps: what a month and a year of five thousand entries take to reckon, and the outlines to draw."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from agenda.coverage.drawing import draw_atlas
from agenda.coverage.gaps import gaps_of_months, month_gaps
from agenda.coverage.months import Month, months_of_year
from cms.territories.actions import load_territory
from cms.territories.models import Commune
from tests.benchmarks.conftest import Table
from tests.benchmarks.seeding import as_autovacuum_does
from tests.benchmarks.timing import median_of
from tests.factories.entries import bulk_entries

pytestmark = [pytest.mark.bench, pytest.mark.postgres, pytest.mark.django_db]

MONTH_MS, YEAR_MS = 1_000, 3_000


def test_a_month_takes_a_second_and_a_year_three(shared_data: Path, table: Table) -> None:
    load_territory(departement="58", now=timezone.now())
    call_command("load_outlines", shared_data / "contours-communes-58.geojson", verbosity=0)
    communes = list(Commune.objects.of_departement())
    for part in range(10):
        bulk_entries(
            500, communes[part * 30 : part * 30 + 30], ical=False,
            first_day=datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=30 * part),
        )  # fmt: skip
    as_autovacuum_does()
    gaps = month_gaps(Month(2026, 6))
    month = median_of(lambda: month_gaps(Month(2026, 6)), times=3)
    drawn = median_of(lambda: draw_atlas(gaps.communes), times=3)
    year = median_of(lambda: gaps_of_months(months_of_year(2026)), times=3)
    name = f"map of gaps ({connection.vendor}), 5 000 entries"
    table.add(f"{name}: a month", str(month), f"≤ {MONTH_MS} ms")
    table.add(f"{name}: outlines", str(drawn), "-")
    table.add(f"{name}: a year", str(year), f"≤ {YEAR_MS} ms")
    assert month.at_reference <= MONTH_MS
    assert year.at_reference <= YEAR_MS
