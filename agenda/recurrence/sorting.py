"""Sorts the items of a sentence: which hours are whose, what is left out, what bounds the whole.

Hours belong to the days named before them since the last hours, or to all days when they stand first. What follows
"sauf" is left out, until hours, a bound or a full stop.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from agenda.recurrence import items
from agenda.recurrence.items import Item
from agenda.recurrence.questions import Ask
from agenda.recurrence.rules import Hours, School

Kind = TypeVar("Kind", bound=Item)
Named = items.Weekdays | items.NthDays | items.MonthDays | items.Dates | items.Span
NAMED = (items.Weekdays, items.NthDays, items.MonthDays, items.Dates, items.Span)
_LEFT_OUT = (*NAMED, items.SchoolHolidays, items.PublicHolidays, items.Months, items.MonthSpan)


@dataclass
class Group:
    """Days named together, with the hours that are theirs."""

    named: list[Named]
    hours: list[items.Times] = field(default_factory=list)
    half_days: list[items.HalfDay] = field(default_factory=list)


@dataclass
class Sentence:
    """Everything said, sorted; `others` hold for the whole, `periods` are spans of days that bound what repeats."""

    groups: list[Group] = field(default_factory=list)
    school: list[tuple[School, items.SchoolHolidays]] = field(default_factory=list)
    public: bool = False
    left_out: list[Item] = field(default_factory=list)
    others: list[Item] = field(default_factory=list)
    periods: list[items.Span] = field(default_factory=list)

    def of(self, kind: type[Kind]) -> list[Kind]:
        """Return what was said of one kind about the whole."""
        return [one for one in self.others if isinstance(one, kind)]


def hours_of(sentence: Sentence, group: Group) -> list[Hours]:
    """Return a group's hours; what lasts so long ends then, else the end is None where nobody said it."""
    lasting = sentence.of(items.Lasting)
    return [
        Hours(one.start, one.end or (_after(one.start, lasting[0].minutes) if lasting else None)) for one in group.hours
    ]


def _after(start: time, minutes: int) -> time:
    return (datetime.combine(date(2000, 1, 1), start) + timedelta(minutes=minutes)).time()


def sort_items(found: list[Item]) -> Sentence:
    """Return the items of a sentence, sorted.

    Raises:
        Ask: something could mean a date and was not understood, or hours may be of one day or another.
    """
    unknown = [one for one in found if isinstance(one, items.Unknown)]
    if unknown:
        # A figure that says nothing makes the words beside it unclear too: it is what must be asked about.
        asked = next((one for one in unknown if any("0" <= letter <= "9" for letter in one.text)), unknown[0])
        raise Ask(asked.kind, asked.text)
    return _Sorter(found).sorted()


class _Sorter:
    """Goes through the items once, from left to right."""

    def __init__(self, found: list[Item]) -> None:
        self.found = found
        self.sentence = Sentence()
        # Days that wait for their hours, and the hours and parts of the day that wait for days.
        self.waiting: Group | None = None
        self.lead = Group([])
        self.leaving_out = False
        self.left_out_one = False
        self.after_comma = False

    def sorted(self) -> Sentence:
        """Return the sentence."""
        for n, one in enumerate(self.found):
            if isinstance(one, items.Stop):
                self._stop(one)
            elif not isinstance(one, items.And):
                if self.leaving_out:
                    self._check_still_left_out(one, n)
                self._leave_out(one) if self.leaving_out and isinstance(one, _LEFT_OUT) else self._take(one, n)
                self.after_comma = False
        self._set_periods_apart()
        self._give_lead()
        return self.sentence

    def _set_periods_apart(self) -> None:
        """Take "du 5 janvier au 30 mars" for the bounds of what repeats, if anything does."""
        groups = self.sentence.groups
        if all(isinstance(one, items.Dates | items.Span) for group in groups for one in group.named):
            return
        for group in groups:
            spans = [one for one in group.named if isinstance(one, items.Span)]
            if len(spans) == len(group.named) and group.hours and len(groups) > 1 and any(
                other.hours for other in groups if other is not group
            ):  # fmt: skip
                raise Ask("which_hours")
            self.sentence.periods.extend(spans)
            group.named = [one for one in group.named if not isinstance(one, items.Span)]
        self.lead.hours.extend(time for group in groups if not group.named for time in group.hours)
        self.sentence.groups = [group for group in groups if group.named]

    def _stop(self, one: items.Stop) -> None:
        self.after_comma = True
        if one.full:
            self.leaving_out = False

    def _check_still_left_out(self, one: Item, n: int) -> None:
        """End what is left out where something else begins: a bound, hours, days with hours of their own."""
        if isinstance(one, items.HalfDay | items.Except):
            return
        if not isinstance(one, _LEFT_OUT) or (
            self.left_out_one and self.after_comma and isinstance(one, NAMED) and self._hours_follow(n)
        ):
            self.leaving_out = False

    def _hours_follow(self, n: int) -> bool:
        rest = (one for one in self.found[n + 1 :] if not isinstance(one, items.And | items.Stop | items.HalfDay))
        return isinstance(next(rest, None), items.Times)

    def _leave_out(self, one: Item) -> None:
        self.left_out_one = True
        if isinstance(one, items.SchoolHolidays):
            self._school(one, School.ONLY if one.mode == "term" else School.EXCEPT)
        elif isinstance(one, items.PublicHolidays):
            self.sentence.public = True
        else:
            self.sentence.left_out.append(one)

    def _take(self, one: Item, n: int) -> None:
        if isinstance(one, items.Except):
            self.leaving_out, self.left_out_one = True, False
        elif isinstance(one, NAMED):
            self._name(one)
        elif isinstance(one, items.Times):
            self._times(one)
        elif isinstance(one, items.HalfDay):
            self._half_day(one)
        elif isinstance(one, items.SchoolHolidays):
            self._take_school(one, n)
        elif isinstance(one, items.PublicHolidays):
            if one.mode != "always":
                raise Ask("public_how", one.text)
            self.sentence.public = True
        elif not isinstance(one, items.Only):
            self.sentence.others.append(one)

    def _take_school(self, one: items.SchoolHolidays, n: int) -> None:
        if one.mode == "term":
            self._school(one, School.EXCEPT)
        elif one.mode == "during" or self._only_beside(n) or self._of_days(one, n):
            self._school(one, School.ONLY)
        else:
            raise Ask("holidays_how", one.text)

    def _only_beside(self, n: int) -> bool:
        return any(isinstance(one, items.Only) for one in self.found[max(n - 1, 0) : n + 2])

    def _of_days(self, one: items.SchoolHolidays, n: int) -> bool:
        """Tell whether they stand as in "les mercredis des vacances"."""
        of = one.text.lower().startswith(("des ", "de "))
        return of and n > 0 and isinstance(self.found[n - 1], items.Weekdays | items.HalfDay)

    def _school(self, one: items.SchoolHolidays, way: School) -> None:
        self.sentence.school.append((way, one))

    def _name(self, one: Named) -> None:
        if self.waiting is None or self.waiting.hours:
            self.waiting = Group([])
            self.sentence.groups.append(self.waiting)
        self.waiting.named.append(one)

    def _times(self, one: items.Times) -> None:
        if self.waiting is None:
            self.lead.hours.append(one)
        elif self.lead.hours and not self.waiting.hours:
            # "9 h-12 h le lundi 14 h-17 h …": the first hours may be of any of them.
            raise Ask("which_hours")
        elif self.left_out_one and self.waiting.hours and self._nothing_since():
            raise Ask("which_hours")
        else:
            self.waiting.hours.append(one)

    def _nothing_since(self) -> bool:
        """Tell whether days were left out since the last hours: new hours may be of those."""
        return any(isinstance(one, NAMED) for one in self.sentence.left_out)

    def _half_day(self, one: items.HalfDay) -> None:
        (self.waiting or self.lead).half_days.append(one)

    def _give_lead(self) -> None:
        for group in self.sentence.groups:
            if not group.hours:
                group.hours = list(self.lead.hours)
            if not group.half_days:
                group.half_days = list(self.lead.half_days)
