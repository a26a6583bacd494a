"""The dates of the demo's data: always ahead, never on a public holiday, whatever the day of the first start."""

from datetime import date, timedelta

import pytest

from agenda.events.schedule import parse_schedule
from cms.demo.seed.data import load_events
from cms.demo.seed.dates import read_when

MONDAY = date(2026, 11, 23)


def days(text: str, today: date = MONDAY) -> list[str]:
    return [f"{slot.start:%Y-%m-%d}" for slot in parse_schedule(read_when(text, today)).occurrences()]


def test_a_date_of_this_week_that_is_over_moves_to_the_next() -> None:
    assert days("mon 0 14:00-16:00") == ["2026-11-30"]
    assert days("fri 0 14:00-16:00") == ["2026-11-27"]


def test_two_dates_that_meet_are_kept_apart() -> None:
    assert days("mon 0 14:00-16:00; mon 1 14:00-16:00") == ["2026-11-30", "2026-12-07"]


def test_a_series_keeps_its_number_of_sittings_over_christmas() -> None:
    assert days("weekly tue 1..6 14:00-16:00") == [
        "2026-12-01", "2026-12-08", "2026-12-15", "2026-12-22", "2027-01-05", "2027-01-12",
    ]  # fmt: skip


def test_a_sitting_left_out_stays_out() -> None:
    assert days("weekly wed 1..3 09:00-10:00 -2") == ["2026-12-02", "2026-12-16"]


@pytest.mark.parametrize("today", [date(2026, 1, 1) + timedelta(days=9 * n) for n in range(82)], ids=str)
def test_every_event_of_the_data_has_dates_whatever_the_day(today: date) -> None:
    for event in load_events():
        slots = parse_schedule(read_when(event["when"], today)).occurrences()
        past = " -" in event["when"].split("weekly")[0] and "weekly" not in event["when"]
        assert past == (slots[-1].start.date() < today), event["title"]
        assert all((slot.start.month, slot.start.day) not in {(12, 25), (1, 1), (5, 1), (7, 14)} for slot in slots)
