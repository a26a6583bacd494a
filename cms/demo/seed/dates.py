"""Reads the dates of the data files, which count in weeks from today, and keeps them off public holidays.

`thu 2 14:00-16:00; thu 4 14:00-16:00` are two dates; `weekly tue 1..8 09:00-12:00 -4` is every Tuesday of weeks 1 to 8
but the fourth, and as many weeks more as public holidays and the days after Christmas take away. Week 0 is the current
one; a date of this week that is over moves to the next, weeks below 0 are the past.
"""

from datetime import date, time, timedelta
from typing import Any

from dateutil.easter import easter

from agenda.events.schedule import Schedule, Slot, make_slot, weekly

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FIXED_HOLIDAYS = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
EASTER_HOLIDAYS = (1, 39, 50)


def read_when(text: str, today: date) -> dict[str, Any]:
    """Return the schedule value of `agenda.events.schedule` that the text means on the day `today`."""
    if text.startswith("weekly "):
        return _weekly(text.split()[1:], today).to_json()
    slots: list[Slot] = []
    for part in text.split(";"):
        slot = _slot(part.split(), today)
        while slot in slots:  # both were moved to the same day
            slot = Slot(slot.start + timedelta(weeks=1), slot.end + timedelta(weeks=1))
        slots.append(slot)
    return Schedule.of(slots=slots).to_json()


def _slot(words: list[str], today: date) -> Slot:
    weekday, week, span = words
    day = _day(weekday, int(week), today)
    while _is_holiday(day) or (day <= today and int(week) >= 0):
        day += timedelta(weeks=1)
    return make_slot(day, *_hours(span))


def _weekly(words: list[str], today: date) -> Schedule:
    weekday, weeks, span, *left_out = words
    first, last = (int(week) for week in weeks.split(".."))
    start, end = _hours(span)
    day, until = _day(weekday, first, today), _day(weekday, last, today)
    excluded = {_day(weekday, -int(week), today) for week in left_out}
    while day <= until:
        if _is_quiet(day) and day not in excluded:
            excluded.add(day)
            until += timedelta(weeks=1)
        day += timedelta(weeks=1)
    return Schedule.of(rules=[weekly(_day(weekday, first, today), until, start, end, excluded)])


def _day(weekday: str, week: int, today: date) -> date:
    monday = today - timedelta(days=today.weekday())
    return monday + timedelta(weeks=week, days=WEEKDAYS.index(weekday))


def _hours(span: str) -> tuple[time, time]:
    start, end = span.split("-")
    return time.fromisoformat(start), time.fromisoformat(end)


def _is_holiday(day: date) -> bool:
    return (day.month, day.day) in FIXED_HOLIDAYS or (day - easter(day.year)).days in EASTER_HOLIDAYS


def _is_quiet(day: date) -> bool:
    """Whether weekly sittings pause: public holidays, and the days between Christmas and New Year."""
    return _is_holiday(day) or (day.month == 12 and day.day >= 24)
