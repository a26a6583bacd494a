"""Days that come back and then are listed: "les mardis de 14 h à 16 h : 5, 12 et 26 janvier" is these three days."""

from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise

from agenda.recurrence import items
from agenda.recurrence.clauses import NAMED
from agenda.recurrence.items import Item
from agenda.recurrence.questions import Ask
from agenda.recurrence.years import exact_days

_WEEK = timedelta(days=7)
# What may be said of the days besides; an exception, a period or holidays would be of days that come back.
_BESIDE = (
    items.Weekdays, items.NthDays, items.Dates, items.Times, items.HalfDay, items.Lasting, items.Count, items.Every,
    items.Regular, items.Stop, items.And,
)  # fmt: skip
_BEFORE = (items.Times, items.HalfDay, items.Lasting, items.Every, items.And)


def check_dashes(found: list[Item], today: date) -> None:
    """Ask whether two dates with a dash between are a period: "samedi 9/01 - 6/02"; three are a list.

    Raises:
        Ask: as said.
    """
    dashed = [
        n for n in range(1, len(found) - 1)
        if found[n].text == "-" and isinstance(found[n - 1], items.Dates) and isinstance(found[n + 1], items.Dates)
    ]  # fmt: skip
    if len(dashed) != 1:
        return
    one, other = found[dashed[0] - 1], found[dashed[0] + 1]
    assert isinstance(one, items.Dates)  # noqa: S101 - as just found
    assert isinstance(other, items.Dates)  # noqa: S101 - as just found
    if abs(exact_days(other, today)[0] - exact_days(one, today)[-1]) > timedelta(days=1):
        raise Ask("dash", f"{one.text} - {other.text}")


def with_listed_days(found: list[Item], today: date) -> list[Item]:
    """Return the items without the weekday of which all days are listed after a colon or in brackets."""
    named = [one for one in found if isinstance(one, NAMED)]
    dates = [one for one in named[1:] if isinstance(one, items.Dates)]
    if len(dates) != len(named) - 1 or not dates or not all(isinstance(one, _BESIDE) for one in found):
        return found
    repeated, start, end = named[0], found.index(dates[0]), found.index(dates[-1])
    head, hours = found[:start], [n for n, one in enumerate(found) if isinstance(one, items.Times)]
    if not isinstance(repeated, items.Weekdays | items.NthDays) or not _opens_list(head[head.index(repeated) + 1 :]):
        return found
    if not (all(n < start for n in hours) or all(n > end for n in hours)):
        return found
    days = sorted(day for one in dates for day in exact_days(one, today))
    rhythm = [one for one in found if isinstance(one, items.Every)]
    agree = _agree_weekly if isinstance(repeated, items.Weekdays) else _agree_monthly
    if len(days) == 1 or not agree(days, repeated, rhythm):
        return found
    return [one for one in found if one is not repeated and one not in rhythm]


def _opens_list(between: list[Item]) -> bool:
    """Tell whether a weekday goes on, maybe with its hours, until the colon or bracket of a list."""
    last = between[-1] if between else None
    opens = isinstance(last, items.Stop) and last.text in {":", "("}
    return opens and all(
        isinstance(one, _BEFORE) or (isinstance(one, items.Stop) and one.text == ",") for one in between[:-1]
    )


def _agree_weekly(days: list[date], said: Item, rhythm: list[items.Every]) -> bool:
    """Tell whether the days listed follow each other as often as is said; "les mardis" says nothing of it."""
    assert isinstance(said, items.Weekdays)  # noqa: S101 - of which these are
    if any(day.weekday() not in said.days for day in days) or len(rhythm) > 1:
        return False
    if rhythm and rhythm[0].months:
        return rhythm[0].months == 1 and _in_following_months(days)
    if any(one.parity or not one.weeks for one in rhythm):
        return False
    each = said.text.lower().startswith(("tou", "chaque"))
    weeks = rhythm[0].weeks if rhythm else int(each)
    if weeks and len(said.days) > 1:
        return False
    return not weeks or all(later - day == weeks * _WEEK for day, later in pairwise(days))


def _agree_monthly(days: list[date], said: Item, rhythm: list[items.Every]) -> bool:
    """Tell whether the days listed are those of each month: "le 1er mardi du mois : 5 janvier, 2 février"."""
    assert isinstance(said, items.NthDays)  # noqa: S101 - of which these are
    if len(said.pairs) > 1 or any(one.months != 1 for one in rhythm):
        return False
    nth, weekday = said.pairs[0]
    return _in_following_months(days) and all(day.weekday() == weekday and _has_rank(day, nth) for day in days)


def _in_following_months(days: list[date]) -> bool:
    """Tell whether each month from the first to the last has one of the days."""
    months = [day.year * 12 + day.month for day in days]
    return all(later - month == 1 for month, later in pairwise(months))


def _has_rank(day: date, nth: int) -> bool:
    """Tell whether a day is the nth of its weekday in its month, from the end where nth is negative."""
    last = date(day.year, day.month, monthrange(day.year, day.month)[1])
    return (day.day - 1) // 7 + 1 == nth if nth > 0 else (last - day).days // 7 + 1 == -nth
