"""Which dates "the same again" means: weekly stays weekly, the second Tuesday stays it, holidays are left out."""

from datetime import date, datetime, time, timedelta

import pytest

from agenda.events.clock import to_instant
from agenda.events.schedule import Schedule, Slot, weekly
from agenda.rhythm.next_month import ProposedEvent, month_after, month_before, parse_month, propose

pytestmark = pytest.mark.once


def slots(*starts: str, hours: int = 2) -> Schedule:
    moments = [datetime.fromisoformat(start) for start in starts]
    return Schedule.of(slots=[Slot(start, start + timedelta(hours=hours)) for start in moments])


def proposed(schedule: Schedule, month: date, **more: object) -> ProposedEvent | None:
    return propose(event_id=1, title="Permanence", schedule=schedule, month=month, **more)


def days(found: ProposedEvent | None) -> list[str]:
    assert found
    return [f"{start:%d}" for start in found.starts]


def test_the_second_tuesday_stays_the_second_tuesday() -> None:
    assert days(proposed(slots("2026-10-13T14:00"), date(2026, 11, 1))) == ["10"]
    found = proposed(slots("2026-10-13T14:00"), date(2026, 11, 1))
    assert found
    assert found.slots[0].end.time() == time(16)


@pytest.mark.parametrize("month", range(1, 13))
def test_what_meets_every_week_meets_every_week(month: int) -> None:
    target = date(2027, month, 1)
    first = month_before(target)
    rule = weekly(first, month_after(first) - timedelta(days=1), time(9), time(12))
    found = proposed(Schedule.of(rules=[rule]), target)
    assert found
    wanted = [
        day
        for n in range(31)
        if (day := target + timedelta(days=n)).month == month and day.weekday() == first.weekday()
    ]
    told = {start.date() for start in found.starts}
    assert told | {day for day in wanted if day not in told} == set(wanted)
    assert len(found.starts) + len(found.left_out) == len(wanted)
    assert {start.time() for start in found.starts} <= {time(9)}


def test_a_month_may_begin_on_any_weekday() -> None:
    """Each weekday's first stays the first, whatever day the month begins on."""
    for month in (
        date(2026, 2, 1),
        date(2026, 6, 1),
        date(2026, 9, 1),
        date(2026, 4, 1),
        date(2026, 10, 1),
        date(2027, 1, 1),
        date(2026, 8, 1),
    ):
        first = month_before(month)
        found = proposed(slots(f"{first}T10:00"), month)
        assert found
        for start in found.starts:
            assert start.date().weekday() == first.weekday()
            assert start.day <= 7


def test_a_fifth_weekday_that_is_missing_is_told() -> None:
    found = proposed(slots("2026-09-29T10:00"), date(2026, 10, 1))
    assert found
    assert found.slots == ()
    assert found.left_out == ("octobre 2026 n’a pas de cinquième mardi",)


def test_public_holidays_and_closures_are_left_out_and_told() -> None:
    weekly = slots("2026-10-07T10:00", "2026-10-14T10:00", "2026-10-21T10:00", "2026-10-28T10:00")
    found = proposed(weekly, date(2026, 11, 1), closed=lambda day: "le lieu est fermé" if day.day == 18 else "")
    assert days(found) == ["04", "25"]
    assert found
    assert [text.partition("\N{NO-BREAK SPACE}: ")[2] for text in found.left_out] == [
        "11 novembre",
        "le lieu est fermé",
    ]


@pytest.mark.parametrize(
    ("source", "month"), [("2026-09-24T10:00", date(2026, 10, 1)), ("2027-02-25T10:00", date(2027, 3, 1))]
)
def test_ten_o_clock_stays_ten_o_clock_when_the_clocks_change(source: str, month: date) -> None:
    weekly = slots(*(f"{datetime.fromisoformat(source) - timedelta(weeks=n):%Y-%m-%dT%H:%M}" for n in range(3)))
    found = proposed(weekly, month)
    assert found
    assert {start.hour for start in found.starts} == {10}
    offsets = {start.replace(tzinfo=None) - to_instant(start).replace(tzinfo=None) for start in found.starts}
    assert offsets <= {timedelta(hours=1), timedelta(hours=2)}


def test_an_event_that_goes_on_by_itself_is_not_proposed() -> None:
    assert proposed(slots("2026-10-13T14:00", "2026-11-10T14:00"), date(2026, 11, 1)) is None
    assert proposed(slots("2026-08-13T14:00"), date(2026, 11, 1)) is None


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-1", "²026-01", "0000-01", "2026-00", "2026-01-01"])
def test_what_is_no_month_is_none(text: str) -> None:
    assert parse_month(text) is None
    assert parse_month("2026-12") == date(2026, 12, 1)
