"""The days of the week or month of a sentence, each with one pair of hours and what holds for it.

A slot is the smallest piece of a rule: `agenda.recurrence.ruling` puts those that agree in everything together.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from agenda.recurrence import items
from agenda.recurrence.clauses import REPEATING, About, Clause, Instead, LeftOut, Named, Period, Sentence
from agenda.recurrence.overlaps import check_apart, overlap
from agenda.recurrence.questions import Ask
from agenda.recurrence.rules import Days, Frequency, Hours, Parity, School

# From as many weekdays on, "du lundi au vendredi" is a range from which a day of its own may depart.
WIDE = 3
_NAMED_DAY = re.compile(r"\b(?:lun|mar|mer|jeu|ven|sam|dim)")
_NOON, _AFTER_NOON = time(12), time(14)


@dataclass(frozen=True)
class Frame:
    """What a rule has besides its days and hours; `but_nth` are weekdays of the month that are left out."""

    frequency: Frequency
    weeks: tuple[int, ...]
    months: tuple[int, ...]
    parities: tuple[Parity, ...]
    periods: tuple[Period, ...]
    school: tuple[tuple[School, items.SchoolHolidays], ...]
    public: bool
    but_nth: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Slot:
    """Days (still without hours) and one pair of hours; `clause` is the number and `place` the place of its clause."""

    clause: int
    place: int
    days: Days
    hours: Hours
    frame: Frame
    wide: bool
    text: str = ""
    alone: bool = False

    @property
    def weekday(self) -> int | None:
        """Return the weekday that comes back each week, None for days of the month."""
        return self.days.weekday if self.frame.frequency is Frequency.WEEKLY else None


def hours_of(sentence: Sentence, clause: Clause) -> list[Hours]:
    """Return a clause's hours; what lasts so long ends then, else the end is None where nobody said it."""
    lasting = sentence.of(items.Lasting)
    return [
        Hours(one.start, one.end or (_after(one.start, lasting[0].minutes) if lasting else None))
        for one in clause.hours
    ]


def _after(start: time, minutes: int) -> time:
    return (datetime.combine(date(2000, 1, 1), start) + timedelta(minutes=minutes)).time()


def slots_of(sentence: Sentence) -> list[Slot]:
    """Return the slots of all days that come back, without those left out.

    Raises:
        Ask: it cannot be told what is left out, or nothing stays.
    """
    opened = any(isinstance(one, items.PublicHolidays) for one in sentence.named())
    found = [
        Slot(
            n, clause.first, days, hours, _frame(clause, one, opened=opened),
            wide=isinstance(one, items.Weekdays) and len(one.days) >= WIDE and _is_range(one), text=one.text,
            alone=isinstance(one, items.Weekdays) and len(one.days) == 1,
        )
        for n, clause in enumerate(sentence.clauses)
        for one in clause.named
        if isinstance(one, REPEATING)
        for days in keys_of(one)
        for hours in hours_of(sentence, clause)
    ]  # fmt: skip
    for instead in sentence.instead:
        found = _ending_at(found, instead)
    found = _departing_once(_departing(list(dict.fromkeys(found))))
    for left_out in sentence.left_out:
        found = _without(found, left_out)
    check_apart(found)
    if not found:
        raise Ask("nothing")
    return found


def _is_range(one: items.Weekdays) -> bool:
    """Tell whether days are named by their first and last: "du lundi au vendredi", not "lundi, mardi et jeudi"."""
    return len(_NAMED_DAY.findall(one.text.lower())) < len(one.days)


def _frame(clause: Clause, one: Named, *, opened: bool) -> Frame:
    # Public holidays that have hours of their own elsewhere are none of these days.
    elsewhere = opened and not any(isinstance(each, items.PublicHolidays) for each in clause.named)
    said = [each.item for each in clause.about(About.RHYTHM) if isinstance(each.item, items.Every)]
    return Frame(
        Frequency.WEEKLY if isinstance(one, items.Weekdays) else Frequency.MONTHLY,
        tuple({each.weeks for each in said if each.weeks}),
        tuple({each.months for each in said if each.months}),
        tuple(sorted({each.parity for each in said if each.parity})),
        tuple(each.item for each in clause.about(About.PERIOD)),  # type: ignore[misc]
        tuple((each.way, each.item) for each in clause.about(About.SCHOOL)),  # type: ignore[misc]
        bool(clause.about(About.PUBLIC)) or elsewhere,
    )


def keys_of(one: Named) -> list[Days]:
    """Return the days named, still without hours; none of days one by one."""
    if isinstance(one, items.Weekdays):
        return [Days.on_weekday(day) for day in one.days]
    if isinstance(one, items.NthDays):
        return [Days.on_nth(nth, day) for nth, day in one.pairs]
    if isinstance(one, items.MonthDays):
        return [Days.on_day(day) for day in one.days]
    return []


def _ending_at(found: list[Slot], instead: Instead) -> list[Slot]:
    """Return the slots, the last hours of some weekdays ended at another hour.

    Raises:
        Ask: the clause before has no such day, or its last hours have not begun at that hour.
    """
    clause = max((one.clause for one in found if one.place < instead.place), default=-1)
    for day in instead.days:
        mine = [one for one in found if one.clause == clause and one.weekday == day]
        latest = max(mine, key=lambda one: one.hours.start, default=None)
        if latest is None or latest.hours.end is None or instead.end <= latest.hours.start:
            raise Ask("unclear", instead.text)
        changed = replace(latest, hours=Hours(latest.hours.start, instead.end))
        found = [changed if one is latest else one for one in found]
    return found


def _departing(found: list[Slot]) -> list[Slot]:
    """Return the slots, a weekday of a wide range dropped where it is named later with overlapping hours.

    Raises:
        Ask: "tous les jeudis" with hours within those of the range: besides them, or instead.
    """
    ranges = [one for one in found if one.wide]
    for own in found if ranges else ():
        if not own.wide and own.text.lower().startswith(("tou", "chaque")) and any(
            wide.clause < own.clause and wide.weekday == own.weekday is not None and _within(own.hours, wide.hours)
            for wide in ranges
        ):  # fmt: skip
            raise Ask("which_hours", own.text)
    dropped = {
        (wide.clause, wide.weekday)
        for wide in ranges
        for own in found
        if wide.weekday is not None and not own.wide
        and wide.weekday == own.weekday and replace(wide.frame, public=own.frame.public) == own.frame
        and wide.clause < own.clause
        and wide.hours != own.hours and overlap(wide.hours, own.hours)
    }  # fmt: skip
    return [one for one in found if (one.clause, one.weekday) not in dropped]


def _departing_once(found: list[Slot]) -> list[Slot]:
    """Return the slots, a range's without the nth weekday of the month that has longer hours of its own.

    Raises:
        Ask: the nth weekday is said beside the same weekday of each week, at the same hours: one of them is wrong.
    """
    kept = []
    for weekly in found:
        for own in found:
            alike = weekly.weekday is not None and own.days.nth and weekly.weekday == own.days.weekday
            if not alike or replace(weekly.frame, frequency=own.frame.frequency) != own.frame:
                continue
            if weekly.hours == own.hours:
                raise Ask("two_rhythms", own.text)
            if weekly.wide and weekly.clause < own.clause and overlap(weekly.hours, own.hours):
                pair = (own.days.nth or 0, weekly.weekday or 0)
                weekly = replace(weekly, frame=replace(weekly.frame, but_nth=(*weekly.frame.but_nth, pair)))  # noqa: PLW2901
        kept.append(weekly)
    return kept


def _within(one: Hours, other: Hours) -> bool:
    return bool(one.end and other.end) and other.start < one.start and (one.end or one.start) < (other.end or one.start)


# --- what is left out ---


def _without(found: list[Slot], left_out: LeftOut) -> list[Slot]:
    before = [one for one in found if one.place < left_out.place] or found
    weekdays = [one for one in left_out.days if isinstance(one, items.Weekdays)]
    named = {day for one in weekdays for day in one.days}
    if left_out.hours:
        return _closing_hours(found, before, named, left_out)
    if left_out.half_days:
        return _closing_half_days(found, before, named, left_out)
    if not named:
        return found
    here = {one.weekday for one in before}
    if not named <= here and not left_out.closed:
        raise Ask("unclear" if here == {None} else "no_sitting", weekdays[0].text)
    return [one for one in found if one not in before or one.weekday not in named]


def _closing_hours(found: list[Slot], before: list[Slot], named: set[int], left_out: LeftOut) -> list[Slot]:
    """Return the slots with the closed hours cut out of theirs: "9 h-18 h (fermé de 12 h à 14 h)"."""
    kept: list[Slot] = []
    cut = False
    for one in found:
        pieces = [one.hours]
        if one in before and (not named or one.weekday in named):
            for closed in left_out.hours:
                pieces = [piece for each in pieces for piece in _cut(each, closed)]
        cut = cut or pieces != [one.hours]
        kept += [replace(one, hours=each) for each in pieces]
    if not cut:
        raise Ask("half_day", left_out.hours[0].text)
    return kept


def _cut(hours: Hours, closed: items.Times) -> list[Hours]:
    start, end = closed.start, closed.end
    if hours.end is None or end is None or hours.end <= hours.start or end <= start:
        raise Ask("half_day", closed.text)
    if end <= hours.start or hours.end <= start:
        return [hours]
    return [*([Hours(hours.start, start)] if hours.start < start else []),
            *([Hours(end, hours.end)] if end < hours.end else [])]  # fmt: skip


def _closing_half_days(found: list[Slot], before: list[Slot], named: set[int], left_out: LeftOut) -> list[Slot]:
    """Return the slots without the morning or afternoon of some weekdays, each week or on the nth of a month."""
    nths = [pair for one in left_out.days if isinstance(one, items.NthDays) for pair in one.pairs]
    if any(not isinstance(one, items.Weekdays | items.NthDays) for one in left_out.days) or (named and nths):
        raise Ask("half_day", left_out.half_days[0].text)
    kept = []
    for one in found:
        concerned = one in before and (one.weekday in {day for _nth, day in nths} if nths else one.weekday in named)
        if not concerned or not _is_in(one.hours, left_out.half_days):
            kept.append(one)
        elif nths:
            pairs = tuple(pair for pair in nths if pair[1] == one.weekday)
            kept.append(replace(one, frame=replace(one.frame, but_nth=one.frame.but_nth + pairs)))
    return kept


def _is_in(hours: Hours, halves: Iterable[items.HalfDay]) -> bool:
    """Tell whether hours are of one of these parts of the day.

    Raises:
        Ask: they are partly of it.
    """
    for half in halves:
        morning = half.first < _NOON.hour
        ends = hours.end if hours.end and hours.end > hours.start else time.max if hours.end else hours.start
        if morning and hours.start < _NOON < _AFTER_NOON <= ends:
            raise Ask("half_day", half.text)
        if not morning and hours.start < _NOON and ends >= _AFTER_NOON:
            raise Ask("half_day", half.text)
        if half.first <= hours.start.hour < half.last:
            return True
    return False
