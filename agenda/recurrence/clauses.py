"""The parts of a sorted sentence: clauses of days with their hours, what holds for some, and what is left out."""

from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from typing import TypeVar

from agenda.recurrence import items
from agenda.recurrence.items import Item
from agenda.recurrence.rules import School

Kind = TypeVar("Kind", bound=Item)
Named = items.Weekdays | items.NthDays | items.MonthDays | items.Dates | items.Span | items.PublicHolidays
NAMED = (items.Weekdays, items.NthDays, items.MonthDays, items.Dates, items.Span)
REPEATING = (items.Weekdays, items.NthDays, items.MonthDays)
Period = items.Span | items.MonthSpan | items.Months
PERIODS = (items.Span, items.MonthSpan, items.Months)


class About(StrEnum):
    """What a modifier says of the days that it holds for."""

    RHYTHM = "rhythm"
    PERIOD = "period"
    SCHOOL = "school"
    PUBLIC = "public"


@dataclass(frozen=True)
class Modifier:
    """Something that holds for one clause, some or all; `place` is that of its item among all.

    `way` is that of school holidays.
    """

    place: int
    about: About
    item: Item
    way: School | None = None


@dataclass
class LeftOut:
    """What follows one "sauf" or "fermé": days, the part of the day, or the hours that are taken away."""

    place: int
    closed: bool
    days: list[Item] = field(default_factory=list)
    half_days: list[items.HalfDay] = field(default_factory=list)
    hours: list[items.Times] = field(default_factory=list)


@dataclass(frozen=True)
class Instead:
    """The hour at which these weekdays end instead: "9 h-18 h (17 h le vendredi)"; it stands at `place`."""

    place: int
    days: tuple[int, ...]
    end: time
    text: str


@dataclass
class Clause:
    """Days named together with the hours that are theirs, and what holds for them.

    `broken`: something that holds for these days alone stands before the next days, whose hours they may share.
    """

    named: list[Named] = field(default_factory=list)
    hours: list[items.Times] = field(default_factory=list)
    half_days: list[items.HalfDay] = field(default_factory=list)
    modifiers: list[Modifier] = field(default_factory=list)
    first: int = 0
    broken: bool = False

    def about(self, about: About) -> list[Modifier]:
        """Return what holds for these days, of one sort."""
        return [one for one in self.modifiers if one.about is about]


@dataclass
class Sentence:
    """Everything said, sorted; `others` hold for the whole.

    `timetable`: days and hours of what comes back stand after a colon: "Permanence : mardi 9 h-12 h".
    """

    clauses: list[Clause] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    instead: list[Instead] = field(default_factory=list)
    others: list[Item] = field(default_factory=list)
    timetable: bool = False

    def of(self, kind: type[Kind]) -> list[Kind]:
        """Return what was said of one kind about the whole."""
        return [one for one in self.others if isinstance(one, kind)]

    def named(self) -> list[Named]:
        """Return all days named, each once."""
        return list(dict.fromkeys(one for clause in self.clauses for one in clause.named))

    def has(self, about: About) -> bool:
        """Tell whether any clause has such a modifier."""
        return any(clause.about(about) for clause in self.clauses)
