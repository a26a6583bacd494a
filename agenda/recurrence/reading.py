"""Reads a French sentence as dates: the exact answer, or a question. Never silently wrong.

`scanning` finds the items, `sorting` tells which belong together, `years` completes days without a year; here they
become a rule of `agenda.recurrence.rules`, days one by one, or both.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from agenda.recurrence import items
from agenda.recurrence.expansion import Sitting, by_start, expand
from agenda.recurrence.questions import Ask
from agenda.recurrence.rules import Frequency, Rule, RuleError
from agenda.recurrence.ruling import read_rule
from agenda.recurrence.scanning import scan
from agenda.recurrence.sorting import Group, Sentence, hours_of, sort_items
from agenda.recurrence.years import days_of_span, exact_days

MAX_LENGTH = 1000
# A span of days without a weekday is each of its days, Sundays too: beyond that, people may not mean it.
MAX_RUN = 7
WEEK = 7
LISTED = (items.Dates, items.Span)


@dataclass(frozen=True)
class Reading:
    """What a sentence says: a rule, days one by one, or both."""

    rule: Rule | None
    sittings: tuple[Sitting, ...] = ()


def read(text: str, *, today: date, until: date, zone: str) -> Reading:
    """Return what a sentence says, seen from `today`, which is the first day that is looked at.

    `until` is the last day that is looked at; `zone` is that of the school holidays ("A").

    Raises:
        Ask: something is missing, or may be meant in two ways; its message is the question.
    """
    if len(text) > MAX_LENGTH:
        raise Ask("too_long")
    return _Reader(sort_items(scan(text)), today, until, zone).reading()


class _Reader:
    def __init__(self, sentence: Sentence, today: date, last: date, zone: str) -> None:
        self.sentence, self.today, self.last, self.zone = sentence, today, last, zone
        self.named = list(chain.from_iterable(group.named for group in sentence.groups))
        self.repeating = [one for one in self.named if not isinstance(one, LISTED)]

    def reading(self) -> Reading:
        if not self.named:
            raise Ask("no_days" if not self._says_how_often() else "which_days")
        for group in self.sentence.groups:
            self._check_hours(group)
        try:
            rule = read_rule(self.sentence, self.today, self.last, self.zone) if self.repeating else None
        except RuleError as error:
            raise Ask("end_before" if error.code == "end_before_start" else "nothing") from error
        sittings = self._listed(repeating=rule is not None)
        self._check_counts(rule, sittings)
        if rule is None and (self.sentence.school or self.sentence.public or self.sentence.left_out):
            raise Ask("nothing")
        if rule is not None and not expand(rule, until=self.last, zone=self.zone).sittings:
            raise Ask("nothing")
        return Reading(rule, sittings)

    def _says_how_often(self) -> bool:
        return bool(self.sentence.of(items.Every) or self.sentence.of(items.TimesEach))

    # --- hours ---

    def _check_hours(self, group: Group) -> None:
        if not group.hours:
            raise Ask("hours")
        open_ended = [one for one in group.hours if one.end is None]
        if len(self.sentence.of(items.Lasting)) > 1 or len(open_ended) not in {0, len(group.hours)}:
            raise Ask("end")
        for one in group.hours:
            halves = group.half_days
            if halves and not any(half.first <= one.start.hour < half.last for half in halves):
                raise Ask("half_day", halves[0].text)

    # --- days one by one ---

    def _listed(self, *, repeating: bool) -> tuple[Sitting, ...]:
        found = []
        for group in self.sentence.groups:
            hours = hours_of(self.sentence, group)
            for one in group.named:
                if isinstance(one, LISTED):
                    found += [Sitting(*each.on(day)) for day in self._days_listed(one) for each in hours]
        if not repeating:
            self._refuse_rhythm()
        return by_start(found)

    def _refuse_rhythm(self) -> None:
        kinds = (items.Every, items.Since, items.Until, items.MonthSpan, items.Months, items.ForWeeks, items.TimesEach)
        other = next((one for one in self.sentence.others if isinstance(one, kinds)), None)
        if other is not None:
            raise Ask("unclear", other.text)

    def _days_listed(self, one: items.Dates | items.Span) -> list[date]:
        if isinstance(one, items.Dates):
            return exact_days(one, self.today)
        first, last = days_of_span(one.first, one.last, today=self.today, text=one.text)
        if (last - first).days >= MAX_RUN:
            raise Ask("run", one.text)
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]

    def _check_counts(self, rule: Rule | None, sittings: tuple[Sitting, ...]) -> None:
        """Ask where a number said is not that of the days."""
        for one in self.sentence.of(items.TimesEach):
            named = len(rule.days) if rule else 0
            if rule is None or named != one.number or one.a_month is (rule.frequency is Frequency.WEEKLY):
                raise Ask("number", one.text)
        for count in self.sentence.of(items.Count):
            if rule is not None and rule.count == count.number and not sittings:
                continue
            last = rule.until or self.last if rule else self.last
            of_rule = expand(rule, until=last, zone=self.zone).sittings if rule and rule.until else ()
            if (rule is not None and rule.until is None) or len(of_rule) + len(sittings) != count.number:
                raise Ask("number", count.text)
