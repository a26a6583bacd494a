"""Takes days one by one, periods, months and holidays out of the rules of a sentence."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time

from agenda.recurrence import items
from agenda.recurrence.calendars import last_known_day, school_holiday, school_period
from agenda.recurrence.clauses import About, LeftOut, Sentence
from agenda.recurrence.expansion import expand
from agenda.recurrence.items import Item, PartialDate
from agenda.recurrence.questions import Ask
from agenda.recurrence.rules import Days, Frequency, Hours, Rule, School
from agenda.recurrence.seasons import months_of
from agenda.recurrence.years import days_of_span, exact, one_day

_NOON = Hours(time(12), None)


def without_nth(rule: Rule, pairs: Sequence[tuple[int, int]], last: date, zone: str) -> Rule:
    """Return a rule without the nth weekdays of each month, as days one by one until the last day looked at."""
    days = _nth_days(pairs, rule.first, last, zone) & _named_days(rule, last, zone)
    return replace(rule, excluded=rule.excluded | days)


def without_rest(rules: list[Rule], sentence: Sentence, last: date, zone: str) -> list[Rule]:
    """Return the rules without what the sentence leaves out besides weekdays, hours and all school holidays.

    Raises:
        Ask: none of the rules has such a day, or it cannot be told which is meant.
    """
    for left_out in sentence.left_out:
        for one in left_out.days:
            taken = isinstance(one, items.Weekdays | items.SchoolHolidays | items.PublicHolidays)
            if not taken and not (left_out.half_days and isinstance(one, items.NthDays)):
                rules = _without(rules, one, left_out, last, zone)
    for one in {each.item for clause in sentence.clauses for each in clause.about(About.SCHOOL)
                if each.way is School.EXCEPT}:  # fmt: skip
        if isinstance(one, items.SchoolHolidays) and one.name:
            rules = [_without_holidays(rule, one, last, zone) for rule in rules]
    return rules


def _without(rules: list[Rule], one: Item, left_out: LeftOut, last: date, zone: str) -> list[Rule]:
    if isinstance(one, items.Months | items.MonthSpan):
        if not months_of(one):
            raise Ask("unclear", one.text)
        return [_without_months(rule, one) for rule in rules]
    named = [_named_days(rule, last, zone) for rule in rules]
    every = set().union(*named)
    if isinstance(one, items.Dates):
        days = {_excluded(rules, day, one, every, last) for day in one.dates}
        # Beyond the last day looked at nobody knows the sittings; the day is kept out of whatever rule has it.
        return [
            replace(rule, excluded=rule.excluded | {day for day in days if day in mine or day > last})
            for rule, mine in zip(rules, named, strict=True)
        ]
    if isinstance(one, items.Span):
        first, end = days_of_span(one.first, one.last, today=min(rule.first for rule in rules), text=one.text)
        days = {day for day in every if first <= day <= end}
    elif isinstance(one, items.NthDays) and all(rule.frequency is Frequency.WEEKLY for rule in rules):
        days = every & _nth_days(one.pairs, min(rule.first for rule in rules), last, zone)
    else:
        raise Ask("unclear", one.text)
    if not days and not left_out.closed:
        raise Ask("no_sitting", one.text)
    return [replace(rule, excluded=rule.excluded | days & mine) for rule, mine in zip(rules, named, strict=True)]


def _nth_days(pairs: Sequence[tuple[int, int]], first: date, last: date, zone: str) -> set[date]:
    if not pairs:
        return set()
    nth = Rule.of(Frequency.MONTHLY, first, [Days.on_nth(*pair, _NOON) for pair in dict.fromkeys(pairs)])
    return {sitting.start.date() for sitting in expand(nth, until=last, zone=zone).sittings}


def _without_months(rule: Rule, one: items.Months | items.MonthSpan) -> Rule:
    left = (rule.months or frozenset(range(1, 13))) - months_of(one)
    if not left:
        raise Ask("nothing")
    return replace(rule, months=left)


def _named_days(rule: Rule, last: date, zone: str) -> set[date]:
    """Return the days that a rule names before any is left out."""
    plain = replace(rule, school=None, but_public_holidays=False, excluded=frozenset())
    return {one.start.date() for one in expand(plain, until=last, zone=zone).sittings}


def _excluded(rules: list[Rule], partial: PartialDate, said: items.Dates, named: set[date], last: date) -> date:
    """Return the sitting's day meant by a day left out, of whatever year the series is."""
    first = min(rule.first for rule in rules)
    until = None if any(rule.until is None for rule in rules) else max(rule.until for rule in rules if rule.until)
    if partial.year is None:
        years = {first.year, last.year, first.year + 1}
        found = [day for day in named if (day.day, day.month) == (partial.day, partial.month) and day.year in years]
        if len(found) == 1:
            return exact(partial, found[0].year, said.text)
    day = one_day(partial, today=first, text=said.text)
    if day in named:
        return day
    if first <= day <= min(last, until or last) or not first <= day <= (until or day):
        raise Ask("no_sitting", said.text)
    return day


def _without_holidays(rule: Rule, one: items.SchoolHolidays, last: date, zone: str) -> Rule:
    end = min(last, rule.until or last)
    if school_period(one.name, zone, rule.first) is None or end > last_known_day(zone):
        raise Ask("unknown_holidays", one.text)
    days = {day for day in _named_days(rule, last, zone) if school_holiday(day, zone) == one.name}
    return replace(rule, excluded=rule.excluded | days)
