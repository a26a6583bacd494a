"""The schedule: what it yields, what it refuses, and that its JSON comes back equal."""

from collections.abc import Iterable
from datetime import date, time

import pytest

from agenda.events import schedule as sched
from agenda.events.schedule import Schedule, ScheduleError, Slot, make_slot, parse_schedule


def slot(day: str, start: str = "14:00", end: str = "16:00") -> Slot:
    return make_slot(date.fromisoformat(day), time.fromisoformat(start), time.fromisoformat(end))


def weekly(first: str, until: str, excluded: Iterable[date] = (), extra: Iterable[Slot] = ()) -> Schedule:
    rule = sched.weekly(date.fromisoformat(first), date.fromisoformat(until), time(14), time(16), excluded)
    return Schedule.of(rules=[rule], slots=extra)


def days(schedule: Schedule) -> list[str]:
    return [f"{found.start:%Y-%m-%d}" for found in schedule.occurrences()]


def test_a_weekly_rule_includes_its_last_day_and_leaves_out_excluded_days() -> None:
    schedule = weekly("2026-12-01", "2026-12-29", excluded=[date(2026, 12, 22)])
    assert days(schedule) == ["2026-12-01", "2026-12-08", "2026-12-15", "2026-12-29"]


def test_several_dates_come_in_order_whatever_the_order_they_were_typed_in() -> None:
    assert days(Schedule.of(slots=[slot("2027-01-05"), slot("2026-12-01")])) == ["2026-12-01", "2027-01-05"]


def test_extra_dates_join_the_rule() -> None:
    schedule = weekly("2026-12-01", "2026-12-08", extra=[slot("2026-12-03")])
    assert days(schedule) == ["2026-12-01", "2026-12-03", "2026-12-08"]


@pytest.mark.parametrize(
    "schedule",
    [
        Schedule.of(slots=[slot("2026-12-01"), slot("2026-12-05", "09:30", "11:45")]),
        weekly("2026-12-01", "2027-02-02", excluded=[date(2026, 12, 22)], extra=[slot("2026-12-03")]),
    ],
)
def test_the_json_value_comes_back_equal(schedule: Schedule) -> None:
    again = parse_schedule(schedule.to_json())
    assert again == schedule
    assert again.occurrences() == schedule.occurrences()


def test_a_night_may_end_after_midnight_but_a_day_may_not_run_backwards() -> None:
    assert slot("2026-12-05", "20:00", "01:00").end.isoformat() == "2026-12-06T01:00:00"
    with pytest.raises(ScheduleError) as caught:
        slot("2026-12-05", "14:00", "12:00")
    assert caught.value.code == sched.END_BEFORE_START


def test_moving_a_schedule_keeps_every_interval() -> None:
    schedule = weekly("2026-12-01", "2026-12-29", excluded=[date(2026, 12, 15)], extra=[slot("2026-12-03")])
    moved = schedule.shifted_to(date(2027, 1, 5))
    shift = date(2027, 1, 5) - date(2026, 12, 1)
    assert [found.start - shift for found in moved.occurrences()] == [f.start for f in schedule.occurrences()]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, sched.UNREADABLE),
        ("2026-12-01", sched.UNREADABLE),
        ({"version": 3, "slots": []}, sched.UNREADABLE),
        ({"version": 2, "slots": []}, sched.NO_DATE),
        ({"version": 1}, sched.NO_DATE),
        ({"version": 1, "slots": "2026"}, sched.UNREADABLE),
        ({"version": 1, "slots": [{"start": "2026-12-01T14:00"}]}, sched.UNREADABLE),
        ({"version": 1, "slots": [{"start": "2026-12-01T14:00+01:00", "end": "2026-12-01T16:00"}]}, sched.UNREADABLE),
        ({"version": 1, "slots": [{"start": "2026-12-01T14:00", "end": "2026-12-01T14:00"}]}, sched.END_BEFORE_START),
        ({"version": 1, "rule": {"frequency": "daily"}}, sched.UNREADABLE),
        ({"version": 1, "slots": [{"start": "0026-12-01T14:00", "end": "0026-12-01T16:00"}]}, sched.UNREADABLE),
        ({"version": 1, "slots": [{"start": "9999-12-31T22:00", "end": "9999-12-31T23:00"}]}, sched.UNREADABLE),
    ],
)
def test_what_is_no_schedule_is_refused_with_its_reason(value: object, code: str) -> None:
    with pytest.raises(ScheduleError) as caught:
        parse_schedule(value)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (Schedule.of, sched.NO_DATE),
        (lambda: Schedule.of(slots=[slot("2026-12-01"), slot("2026-12-01", "14:00", "17:00")]), sched.DUPLICATE),
        (lambda: Schedule.of(slots=[slot("2026-12-01"), slot("2029-01-01")]), sched.TOO_LONG),
        (lambda: weekly("2026-12-01", "2026-11-01"), sched.UNTIL_BEFORE_FROM),
        (lambda: weekly("2026-12-01", "2029-12-01"), sched.TOO_LONG),
        (lambda: weekly("2026-12-01", "2026-12-01", excluded=[date(2026, 12, 1)]), sched.EVERYTHING_EXCLUDED),
        (
            lambda: Schedule.of(
                slots=[slot("2026-12-01", f"{h:02}:{m:02}", "23:59") for h in range(20) for m in range(50)]
            ),
            sched.TOO_MANY,
        ),
    ],
)
def test_a_rule_broken_names_itself(make: object, code: str) -> None:
    with pytest.raises(ScheduleError) as caught:
        make()  # type: ignore[operator]
    assert caught.value.code == code
