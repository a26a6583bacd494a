"""Reads a French sentence as dates: the exact answer, or a question. Never silently wrong.

`scanning` finds the items, `sorting` tells which belong together, `scoping` what holds for which of them, `years`
completes days without a year; here they become rules of `agenda.recurrence.rules`, days one by one, or both.

All is local time without offset: who turns it into instants (`cms.foundation`, the catalogue) settles what 02:30 means
in the nights in which the clocks change.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from agenda.recurrence import items
from agenda.recurrence.calendars import public_holiday, school_holiday
from agenda.recurrence.clauses import REPEATING, About, Clause, Sentence
from agenda.recurrence.counting import is_counted
from agenda.recurrence.expansion import Sitting, by_start, expand
from agenda.recurrence.known_days import with_known_days
from agenda.recurrence.maintained import check_maintained
from agenda.recurrence.overlaps import check_beside, check_hours
from agenda.recurrence.questions import Ask
from agenda.recurrence.rules import Frequency, Rule, RuleError, School, check_nights
from agenda.recurrence.ruling import MAX_RULES, read_rules
from agenda.recurrence.scanning import scan
from agenda.recurrence.seasons import read_seasons
from agenda.recurrence.slots import hours_of
from agenda.recurrence.sorting import sort_items
from agenda.recurrence.years import days_of_span, exact_days

MAX_LENGTH = 1000
# A span of days without a weekday is each of its days, Sundays too: beyond that, people may not mean it.
MAX_RUN = 7
LISTED = (items.Dates, items.Span)


@dataclass(frozen=True)
class Reading:
    """What a sentence says: at most MAX_RULES rules, days one by one, or both."""

    rules: tuple[Rule, ...]
    sittings: tuple[Sitting, ...] = ()

    @property
    def rule(self) -> Rule | None:
        """Return the rule where there is exactly one."""
        return self.rules[0] if len(self.rules) == 1 else None


def read(text: str, *, today: date, until: date, zone: str) -> Reading:
    """Return what a sentence says, seen from `today`, which is the first day that is looked at.

    `until` is the last day that is looked at; `zone` is that of the school holidays ("A").

    Raises:
        Ask: something is missing, or may be meant in two ways; its message is the question.
    """
    if len(text) > MAX_LENGTH:
        raise Ask("too_long")
    found = [
        _Reader(sort_items(with_known_days(scan(part), today, until, zone)), today, until, zone).reading()
        for part in _parts(text)
    ]
    rules = tuple(rule for one in found for rule in one.rules)
    if len(rules) > MAX_RULES:
        raise Ask("too_many")
    return Reading(rules, by_start(sitting for one in found for sitting in one.sittings))


def _parts(text: str) -> list[str]:
    """Return the sentences that " ; " separates where each says from which day of which year it holds, else the whole.

    It is how `agenda.recurrence.explaining` writes several rules.
    """
    parts = text.split(" ; ")
    return parts if len(parts) > 1 and all(_says_all(scan(part)) for part in parts) else [text]


def _says_all(found: list[items.Item]) -> bool:
    dated = [one for one in found if isinstance(one, items.Since | items.Span | items.Dates)]
    years = [
        one.day and one.day.year if isinstance(one, items.Since)
        else one.last.year if isinstance(one, items.Span) else all(day.year for day in one.dates)
        for one in dated
    ]  # fmt: skip
    return bool(years) and all(years) and any(isinstance(one, items.Times) for one in found)


class _Reader:
    def __init__(self, sentence: Sentence, today: date, last: date, zone: str) -> None:
        self.sentence, self.today, self.last, self.zone = sentence, today, last, zone
        self.named = sentence.named()
        self.repeating = [one for one in self.named if isinstance(one, REPEATING)]

    def reading(self) -> Reading:
        if not self.named:
            raise Ask("no_days" if not self._says_how_often() else "which_days")
        for clause in self.sentence.clauses:
            self._check_hours(clause)
        try:
            rules = read_rules(self.sentence, self.today, self.last, self.zone) if self.repeating else ()
            sittings = self._listed(repeating=bool(rules))
        except RuleError as error:
            raise Ask("end_before" if error.code == "end_before_start" else "nothing") from error
        held = [one for rule in rules for one in expand(rule, until=self.last, zone=self.zone).sittings]
        check_beside(sittings, held)
        listed = [one.start.date() for one in sittings]
        check_maintained(self.sentence, rules, listed, today=self.today, last=self.last, zone=self.zone)
        self._check_counts(rules, sittings)
        if self._are_empty(rules):
            raise Ask("nothing")
        return Reading(rules, sittings)

    def _are_empty(self, rules: tuple[Rule, ...]) -> bool:
        """Tell whether a rule gives nothing; of several seasons, one may lie outside the days looked at."""
        given = [bool(expand(rule, until=self.last, zone=self.zone).sittings) for rule in rules]
        seasonal = any(given) and all(
            found or rule.months or rule.first > self.last for found, rule in zip(given, rules, strict=True)
        )
        return not all(given) and not seasonal

    def _says_how_often(self) -> bool:
        return bool(self.sentence.of(items.Every) or self.sentence.of(items.TimesEach))

    # --- hours ---

    def _check_hours(self, clause: Clause) -> None:
        if not clause.hours:
            raise Ask("hours", clause.named[0].text if clause.named else "")
        open_ended = [one for one in clause.hours if one.end is None]
        if len(self.sentence.of(items.Lasting)) > 1 or len(open_ended) not in {0, len(clause.hours)}:
            raise Ask("end", (open_ended or clause.hours)[0].text)
        for lasting in self.sentence.of(items.Lasting):
            if any(_minutes(one) < lasting.minutes for one in clause.hours if one.end):
                raise Ask("end", lasting.text)
        check_hours(hours_of(self.sentence, clause), clause.hours[-1].text)
        halves = clause.half_days
        for one in clause.hours:
            if halves and not any(half.first <= one.start.hour < half.last for half in halves):
                raise Ask("half_day", halves[0].text)
        for half in halves:
            if not any(_is_partly_in(one, half) for one in clause.hours):
                raise Ask("half_day", half.text)
        if len(clause.named) > 1 and len({half.first for half in halves}) > 1:
            # "Mardi matin et jeudi après-midi, 9 h-12 h et 14 h-17 h".
            raise Ask("which_hours", halves[-1].text)

    # --- days one by one ---

    def _listed(self, *, repeating: bool) -> tuple[Sitting, ...]:
        found = []
        for clause in self.sentence.clauses:
            hours = hours_of(self.sentence, clause)
            check_nights(hours)
            for one in clause.named:
                if isinstance(one, LISTED):
                    found += [Sitting(*each.on(day)) for day in self._days_listed(one) for each in hours]
                elif isinstance(one, items.PublicHolidays):
                    found += [Sitting(*each.on(day)) for day in self._holidays_of(clause, one) for each in hours]
        if not repeating:
            self._refuse_rhythm(found)
        return by_start(found)

    def _are_holidays(self, found: list[Sitting]) -> bool:
        """Tell whether the holidays that head dates ("vacances de Noël : le 22 et le 23") are those of each of them."""
        said = [one for clause in self.sentence.clauses for one in clause.about(About.SCHOOL)]
        names = {one.item.name for one in said if isinstance(one.item, items.SchoolHolidays)}
        held = {school_holiday(one.start.date(), self.zone) for one in found}
        return all(one.way is School.ONLY for one in said) and None not in held and (names == {""} or held <= names)

    def _refuse_rhythm(self, found: list[Sitting]) -> None:
        kinds = (items.Every, items.Since, items.Until, items.ForWeeks, items.TimesEach)
        days = [one.start.date() for one in found]
        others = (one for one in self.sentence.others if isinstance(one, kinds) and not is_counted(one, days))
        other = next(others, None)
        modifiers = [one.item for clause in self.sentence.clauses for one in clause.modifiers if one.about in {
            About.RHYTHM, About.PERIOD}]  # fmt: skip
        if other is not None or modifiers:
            raise Ask("unclear", (other or modifiers[0]).text)
        of_school = self.sentence.has(About.SCHOOL) and not self._are_holidays(found)
        if of_school or self.sentence.has(About.PUBLIC) or any(
            one.days or one.hours or one.half_days for one in self.sentence.left_out
        ) or self.sentence.instead:  # fmt: skip
            raise Ask("dates_but")

    def _holidays_of(self, clause: Clause, one: items.PublicHolidays) -> list[date]:
        """Return the public holidays that are open, in the clause's season, among the days looked at."""
        if clause.about(About.SCHOOL) or any(out.days for out in self.sentence.left_out):
            raise Ask("public_how", one.text)
        seasons = read_seasons(self.sentence, clause, self.today, self.last)
        days = [self.today + timedelta(days=n) for n in range((self.last - self.today).days + 1)]
        return [day for day in days if public_holiday(day) and any(season.has(day) for season in seasons)]

    def _days_listed(self, one: items.Dates | items.Span) -> list[date]:
        if isinstance(one, items.Dates):
            return exact_days(one, self.today)
        first, last = days_of_span(one.first, one.last, today=self.today, text=one.text)
        if (last - first).days >= MAX_RUN:
            raise Ask("run", one.text)
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]

    def _check_counts(self, rules: tuple[Rule, ...], sittings: tuple[Sitting, ...]) -> None:
        """Ask where a number said is not that of the days."""
        for one in self.sentence.of(items.TimesEach) if rules else ():
            named = sum(len(rule.days) for rule in rules)
            if len(rules) != 1 or named != one.number or one.a_month is (rules[0].frequency is Frequency.WEEKLY):
                raise Ask("number", one.text)
        for count in self.sentence.of(items.Count):
            if len(rules) == 1 and rules[0].count == count.number and not sittings:
                continue
            given = len(sittings)
            for rule in rules:
                given += len(expand(rule, until=rule.until or self.last, zone=self.zone).sittings)
            if any(rule.until is None for rule in rules) or given != count.number:
                raise Ask("number", count.text)


def _is_partly_in(one: items.Times, half: items.HalfDay) -> bool:
    """Tell whether hours are at least partly of a part of the day; without an end, whether they begin in it."""
    ends = (
        one.start.hour + 1 if one.end is None else 24 if one.end <= one.start else one.end.hour + (one.end.minute > 0)
    )
    return one.start.hour < half.last and ends > half.first


def _minutes(one: items.Times) -> int:
    """Return how long hours are; those that end the next day are long enough for anything."""
    ends = one.end or one.start
    return (ends.hour - one.start.hour) * 60 + ends.minute - one.start.minute if ends > one.start else 24 * 60
