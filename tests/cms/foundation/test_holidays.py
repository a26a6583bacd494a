"""Public holidays are the official ones."""

import csv
from datetime import date
from pathlib import Path

import pytest

from cms.foundation.holidays import holiday_name, is_working_day, public_holidays

pytestmark = pytest.mark.once


def test_public_holidays_are_those_of_the_official_list(shared_data: Path) -> None:
    """Reckoned, they are the days of data.gouv.fr's file, every year it holds."""
    with (shared_data / "holidays" / "jours_feries_metropole.csv").open(encoding="utf-8") as file:
        days = {date.fromisoformat(row["date"]) for row in csv.DictReader(file)}
    years = {day.year for day in days}
    assert len(years) > 5
    assert {day for year in years for day in public_holidays(year)} == days


def test_a_working_day_is_no_weekend_and_no_holiday() -> None:
    """Easter Monday is none, the Tuesday after is one."""
    assert holiday_name(date(2027, 3, 29)) == "Lundi de Pâques"
    assert not is_working_day(date(2027, 3, 29))
    assert is_working_day(date(2027, 3, 30))
    assert not is_working_day(date(2027, 3, 28))
