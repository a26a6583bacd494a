"""Last time's dates moved on: same weekdays and hours, after today and after the last date, public holidays skipped."""

from datetime import date, datetime, time

import pytest

from agenda.events.schedule import Schedule, Slot, weekly
from cms.desk.events.again import moved_on


def on(*days: date) -> Schedule:
    return Schedule.of(slots=[Slot(datetime.combine(day, time(14)), datetime.combine(day, time(16))) for day in days])


def days_of(schedule: Schedule) -> list[date]:
    return [slot.start.date() for slot in schedule.occurrences()]


@pytest.mark.once
@pytest.mark.parametrize(
    ("days", "today", "expected"),
    [
        # Long past: the first same weekday after today.
        ([date(2026, 9, 1)], date(2026, 11, 24), [date(2026, 12, 1)]),
        # Still to come: the week after.
        ([date(2026, 12, 1)], date(2026, 11, 24), [date(2026, 12, 8)]),
        # A series keeps its distances and begins after its own end.
        ([date(2026, 12, 1), date(2026, 12, 8)], date(2026, 11, 24), [date(2026, 12, 15), date(2026, 12, 22)]),
        # The 25th of December and the 1st of January are skipped.
        ([date(2026, 12, 18)], date(2026, 12, 1), [date(2027, 1, 8)]),
        # Easter Monday.
        ([date(2027, 3, 22)], date(2027, 3, 20), [date(2027, 4, 5)]),
    ],
)
def test_the_next_suitable_week(days: list[date], today: date, expected: list[date]) -> None:
    moved = moved_on(on(*days), today)
    assert days_of(moved) == expected
    assert {slot.start.time() for slot in moved.occurrences()} == {time(14)}


@pytest.mark.once
def test_a_weekly_rule_goes_on_after_its_end_and_leaves_holidays_out() -> None:
    rule = weekly(date(2026, 11, 6), date(2026, 11, 27), time(9), time(11), [date(2026, 11, 13)])
    moved = moved_on(Schedule.of(rules=[rule]), date(2026, 11, 24))
    assert days_of(moved) == [date(2026, 12, 4), date(2026, 12, 11), date(2026, 12, 18)]


@pytest.mark.once
def test_a_long_series_that_no_week_suits_leaves_its_holidays_out() -> None:
    weeks = [date.fromordinal(date(2026, 1, 8).toordinal() + 7 * n) for n in range(40)]
    moved = moved_on(on(*weeks), date(2026, 11, 24))
    assert all(day not in days_of(moved) for day in (date(2026, 12, 25), date(2027, 5, 6)))
