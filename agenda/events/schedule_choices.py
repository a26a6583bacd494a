"""The second way to give dates: a few choices (rhythm, days, hours, period, holidays), which are one rule.

What is typed is a dictionary of texts, named as the form's inputs are::

    rhythm ("1" … "4" weeks, "even", "odd", "month": such weekdays of each month, "date": a day of each month),
    weekdays ["1", …], nth ["1", "-1", …], monthday, start, end, start2, end2 (a second time on the same day),
    hours {"3": {start, end}} (other hours on that weekday), first, ending ("until" | "count"), until, count,
    school ("" | "except" | "only"), public (bool), excluded [day, …], extra [{date, start, end}, …]
"""

from collections import Counter
from datetime import date
from itertools import product
from typing import Any

from agenda.events.schedule import Schedule
from agenda.events.schedule_chosen import WEEKDAYS, read_choices
from agenda.events.schedule_rows import rows_of
from agenda.events.schedule_words import Problems
from agenda.recurrence.rules import Frequency, Hours, Parity, Rule

NTH = (1, 2, 3, 4, -1)
MAX_WEEKS = 4
# So many days left out, and added, can be shown; a rule with more keeps its sentence.
MAX_DAYS = 40


def blank_choices(first: date, until: date | None) -> dict[str, Any]:
    """Return what a new rule stands at: each week, from a day to a day, on no public holiday."""
    return {
        "rhythm": "1", "weekdays": [], "nth": [], "monthday": "", "start": "", "end": "", "start2": "", "end2": "",
        "hours": {}, "first": first.isoformat(), "ending": "until", "until": until.isoformat() if until else "",
        "count": "", "school": "", "public": True, "excluded": [], "extra": [],
    }  # fmt: skip


def choices_of(schedule: Schedule) -> dict[str, Any] | None:
    """Return the choices that say exactly this schedule; None where they cannot."""
    if len(schedule.rules) != 1 or len(schedule.slots) > MAX_DAYS:
        return None
    rule = schedule.rules[0]
    days = _days(rule)
    if days is None or rule.months or len(rule.excluded) > MAX_DAYS:
        return None
    choices = blank_choices(rule.first, rule.until) | days | {
        "ending": "until" if rule.until else "count",
        "count": str(rule.count or ""),
        "school": rule.school.value if rule.school else "",
        "public": rule.but_public_holidays,
        "excluded": sorted(day.isoformat() for day in rule.excluded),
        "extra": rows_of(schedule.slots),
    }  # fmt: skip
    try:
        return choices if read_choices(choices, schedule.zone) == schedule else None
    except Problems:
        return None


def _days(rule: Rule) -> dict[str, Any] | None:
    """Return rhythm, days and hours of a rule, None where the choices do not hold them."""
    if rule.frequency is Frequency.WEEKLY:
        return _weekly(rule)
    if rule.interval != 1:
        return None
    if len(rule.days) == 1 and rule.days[0].day is not None:
        hours = _shared_hours(rule.days[0].hours)
        return hours and {"rhythm": "date", "monthday": str(rule.days[0].day)} | hours
    return _monthly(rule)


def _weekly(rule: Rule) -> dict[str, Any] | None:
    if rule.interval > MAX_WEEKS:
        return None
    parities = {Parity.EVEN: "even", Parity.ODD: "odd"}
    rhythm = parities[rule.parity] if rule.parity else str(rule.interval)
    hours = _hours({one.weekday or 0: one.hours for one in rule.days})
    weekdays = [str(one.weekday) for one in rule.days]
    return hours and {"rhythm": rhythm, "weekdays": weekdays} | hours


def _monthly(rule: Rule) -> dict[str, Any] | None:
    """Return the choices for "the 1st and the 3rd Tuesday and Thursday": each nth with each weekday."""
    named = {(one.nth, one.weekday) for one in rule.days}
    nths = [nth for nth in NTH if nth in {nth for nth, _weekday in named}]
    weekdays = [day for day in WEEKDAYS if day in {day for _nth, day in named}]
    by_weekday = {one.weekday or 0: one.hours for one in rule.days}
    if named != set(product(nths, weekdays)) or any(by_weekday[one.weekday or 0] != one.hours for one in rule.days):
        return None
    hours = _hours(by_weekday)
    return hours and {"rhythm": "month", "nth": list(map(str, nths)), "weekdays": list(map(str, weekdays))} | hours


def _hours(by_weekday: dict[int, tuple[Hours, ...]]) -> dict[str, Any] | None:
    """Return the hours that most days share, and those of the others: one time each; two times can only be shared."""
    shared = max(Counter(by_weekday.values()).items(), key=lambda pair: (len(pair[0]), pair[1]))[0]
    others = {day: hours for day, hours in by_weekday.items() if hours != shared}
    if any(len(hours) != 1 or hours[0].end is None for hours in others.values()):
        return None
    found = _shared_hours(shared)
    return found and found | {"hours": {str(day): _typed(hours[0]) for day, hours in others.items()}}


def _shared_hours(hours: tuple[Hours, ...]) -> dict[str, str] | None:
    if len(hours) > 2 or any(one.end is None for one in hours):
        return None
    first = _typed(hours[0])
    second = _typed(hours[1]) if len(hours) > 1 else {"start": "", "end": ""}
    return first | {"start2": second["start"], "end2": second["end"]}


def _typed(hours: Hours) -> dict[str, str]:
    return {"start": f"{hours.start:%H:%M}", "end": f"{hours.end:%H:%M}"}
