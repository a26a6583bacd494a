"""From a rule to its sittings between two days, with the days that it skips and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import islice

from dateutil.relativedelta import relativedelta
from dateutil.rrule import MONTHLY, WEEKLY, rrule

from agenda.recurrence.calendars import last_known_day, public_holiday, school_holiday
from agenda.recurrence.rules import Days, Frequency, Parity, Rule, School

MAX_SITTINGS = 800
MAX_SPAN = timedelta(days=731)
# Days looked at in search of the next sitting of a rule that skips nearly everything.
MAX_LOOKED_AT = 4000


class Why(StrEnum):
    """Why a day of the rule has no sitting."""

    SCHOOL_HOLIDAYS = "school_holidays"
    NOT_SCHOOL_HOLIDAYS = "not_school_holidays"
    PUBLIC_HOLIDAY = "public_holiday"
    EXCLUDED = "excluded"
    NOT_DECIDED = "not_decided"
    NO_SUCH_DAY = "no_such_day"


@dataclass(frozen=True)
class Sitting:
    """One sitting, in local time without offset; `end` is None where nobody said when."""

    start: datetime
    end: datetime | None


def by_start(sittings: Iterable[Sitting]) -> tuple[Sitting, ...]:
    """Return sittings in order, each once."""
    return tuple(sorted(set(sittings), key=lambda one: (one.start, one.end or one.start)))


@dataclass(frozen=True, order=True)
class Skipped:
    """A day that the rule names and that has no sitting; `name` is the holiday's, "" where there is none."""

    date: date
    why: Why
    name: str = ""


@dataclass(frozen=True)
class Expansion:
    """What a rule gives between two days. `cut` tells that more would follow than were asked for."""

    sittings: tuple[Sitting, ...]
    skipped: tuple[Skipped, ...]
    cut: bool = False


def expand(rule: Rule, *, until: date, zone: str, since: date | None = None, most: int = MAX_SITTINGS) -> Expansion:
    """Return the sittings of a rule from `since` (else its first day) to `until` (or its own end), both included.

    `count` counts sittings from the rule's first day, whatever `since` is. What a rule of weeks or months never names
    is not skipped; the 31st of a month that has none is, and is told under that month's last day. `most` bounds the
    sittings; `zone` is that of the school holidays, asked only by a rule that follows them.
    """
    last = min(until, rule.until) if rule.until else until
    sittings: list[Sitting] = []
    skipped: list[Skipped] = []
    given = 0
    for day, days in _candidates(rule, last):
        if rule.count is not None and given >= rule.count:
            break
        reason = _no_such_day(day, days) or _skip(rule, day, zone)
        seen = since is None or day >= since
        if reason:
            if seen and reason.why is not Why.NOT_SCHOOL_HOLIDAYS:
                skipped.append(reason)
            continue
        for hours in days.hours:
            given += 1
            if rule.count is not None and given > rule.count:
                break
            if seen:
                sittings.append(Sitting(*hours.on(day)))
        if len(sittings) > most:
            return Expansion(by_start(sittings)[:most], tuple(sorted(set(skipped))), cut=True)
    return Expansion(by_start(sittings), tuple(sorted(set(skipped))))


def _skip(rule: Rule, day: date, zone: str) -> Skipped | None:
    """Return why a day of the rule has no sitting, None when it has."""
    if day in rule.excluded:
        return Skipped(day, Why.EXCLUDED)
    if rule.but_public_holidays and (name := public_holiday(day)):
        return Skipped(day, Why.PUBLIC_HOLIDAY, name)
    return _skip_for_school(rule.school, day, zone) if rule.school else None


def _skip_for_school(school: School, day: date, zone: str) -> Skipped | None:
    if day > last_known_day(zone):
        return Skipped(day, Why.NOT_DECIDED)
    name = school_holiday(day, zone)
    if school is School.EXCEPT:
        return Skipped(day, Why.SCHOOL_HOLIDAYS, name) if name else None
    return None if name else Skipped(day, Why.NOT_SCHOOL_HOLIDAYS)


def _no_such_day(day: date, days: Days) -> Skipped | None:
    if days.day is not None and days.day > 0 and day.day != days.day:
        return Skipped(day, Why.NO_SUCH_DAY)
    return None


def _candidates(rule: Rule, last: date) -> Iterator[tuple[date, Days]]:
    """Yield the days that the rule names, in order, with their hours."""
    named = _weekly(rule, last) if rule.frequency is Frequency.WEEKLY else _monthly(rule, last)
    for day, days in islice(named, MAX_LOOKED_AT):
        if rule.first <= day <= last and (not rule.months or day.month in rule.months):
            yield day, days


def _weekly(rule: Rule, last: date) -> Iterator[tuple[date, Days]]:
    by_weekday = {days.weekday: days for days in rule.days}
    # The week of the first day is the one that counts, also when its day itself is none of the rule's.
    monday = rule.first - timedelta(days=rule.first.weekday())
    found = rrule(WEEKLY, dtstart=monday, until=_end_of(last), interval=rule.interval, byweekday=list(by_weekday))
    for moment in found:
        day = moment.date()
        if rule.parity is None or (day.isocalendar().week % 2 == 0) is (rule.parity is Parity.EVEN):
            yield day, by_weekday[day.weekday()]


def _monthly(rule: Rule, last: date) -> Iterator[tuple[date, Days]]:
    start = rule.first.replace(day=1)
    for moment in rrule(MONTHLY, dtstart=start, until=_end_of(last), interval=rule.interval):
        month = moment.date()
        found = [(day, days) for days in rule.days if (day := _in_month(month, days)) is not None]
        yield from sorted(found, key=lambda pair: (pair[0], pair[1].key))


def _in_month(month: date, days: Days) -> date | None:
    """Return the day of a month that is meant; the last one where it has no such number, None without a fifth one."""
    end = month + relativedelta(day=31)
    if days.day is not None:
        return end if days.day == -1 else min(month + timedelta(days=days.day - 1), end)
    named = [day for n in range(end.day) if (day := month + timedelta(days=n)).weekday() == days.weekday]
    nth = days.nth or 1
    place = nth - 1 if nth > 0 else len(named) + nth
    return named[place] if place < len(named) else None


def _end_of(day: date) -> datetime:
    return datetime.combine(day, datetime.max.time())
