"""Days that come back and then are listed: "les mardis de 14 h à 16 h : 5, 12 et 26 janvier" is these three days."""

from datetime import date, timedelta
from itertools import pairwise

from agenda.recurrence import items
from agenda.recurrence.clauses import NAMED
from agenda.recurrence.items import Item
from agenda.recurrence.years import exact_days

_WEEK = timedelta(days=7)
# What may be said of the days besides; an exception, a period or holidays would be of days that come back.
_BESIDE = (
    items.Weekdays, items.Dates, items.Times, items.HalfDay, items.Lasting, items.Count, items.Every, items.Regular,
    items.Stop, items.And,
)  # fmt: skip
_BEFORE = (items.Times, items.HalfDay, items.Lasting, items.Every, items.And)


def with_listed_days(found: list[Item], today: date) -> list[Item]:
    """Return the items without the weekday of which all days are listed after a colon or in brackets."""
    named = [one for one in found if isinstance(one, NAMED)]
    dates = [one for one in named[1:] if isinstance(one, items.Dates)]
    if len(dates) != len(named) - 1 or not dates or not all(isinstance(one, _BESIDE) for one in found):
        return found
    weekdays, start, end = named[0], found.index(dates[0]), found.index(dates[-1])
    head, hours = found[:start], [n for n, one in enumerate(found) if isinstance(one, items.Times)]
    if not isinstance(weekdays, items.Weekdays) or not _opens_list(head[head.index(weekdays) + 1 :]):
        return found
    if not (all(n < start for n in hours) or all(n > end for n in hours)):
        return found
    days = sorted(day for one in dates for day in exact_days(one, today))
    rhythm = [one for one in found if isinstance(one, items.Every)]
    if len(days) == 1 or any(day.weekday() not in weekdays.days for day in days) or not _agree(days, weekdays, rhythm):
        return found
    return [one for one in found if one is not weekdays and one not in rhythm]


def _opens_list(between: list[Item]) -> bool:
    """Tell whether a weekday goes on, maybe with its hours, until the colon or bracket of a list."""
    last = between[-1] if between else None
    opens = isinstance(last, items.Stop) and last.text in {":", "("}
    return opens and all(
        isinstance(one, _BEFORE) or (isinstance(one, items.Stop) and one.text == ",") for one in between[:-1]
    )


def _agree(days: list[date], weekdays: items.Weekdays, rhythm: list[items.Every]) -> bool:
    """Tell whether the days listed follow each other as often as is said; "les mardis" says nothing of it."""
    if any(one.parity or one.months or not one.weeks for one in rhythm) or len(rhythm) > 1:
        return False
    each = weekdays.text.lower().startswith(("tou", "chaque"))
    weeks = rhythm[0].weeks if rhythm else int(each)
    if weeks and len(weekdays.days) > 1:
        return False
    return not weeks or all(later - day == weeks * _WEEK for day, later in pairwise(days))
