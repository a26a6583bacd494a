"""The rest of the year: when days take place that a sentence names without a period, beside a season of their own.

"Ouvert du lundi au samedi de 14 h à 17 h, en juillet-août du lundi au samedi de 14 h à 19 h": the season's days are
also those of the others, so it stands in their place, and they are of the rest of the year.
"""

from dataclasses import replace
from datetime import date, timedelta

from agenda.recurrence import items
from agenda.recurrence.clauses import About, Clause, Modifier, Sentence
from agenda.recurrence.items import PartialDate
from agenda.recurrence.seasons import months_of

_YEAR = frozenset(range(1, 13))
# Any year without a 29th of February.
_COMMON = 2001


def fill_remainder(sentence: Sentence) -> None:
    """Give the rest of the year to clauses that come before a season in their place, and to "le reste de l'année"."""
    clauses = sentence.clauses
    periods = [one for clause in clauses for one in clause.about(About.PERIOD) if not is_rest(one)]
    rest = _rest_of(periods)
    if rest is None:
        return
    for clause in clauses:
        clause.modifiers = [replace(one, item=rest) if is_rest(one) else one for one in clause.modifiers]
    without = [n for n, clause in enumerate(clauses) if not clause.about(About.PERIOD)]
    seasonal = [n for n in range(len(clauses)) if n not in without]
    if not without or not seasonal or max(without) > min(seasonal):
        return
    named = {day for n in without for day in _weekdays(clauses[n])}
    if None not in named and named <= {day for n in seasonal for day in _weekdays(clauses[n])}:
        for n in without:
            clauses[n].modifiers.append(Modifier(periods[0].place, About.PERIOD, rest))


def is_rest(one: Modifier) -> bool:
    """Tell whether a period is the rest of the year, still without its months."""
    return isinstance(one.item, items.Months) and not one.item.months


def _weekdays(clause: Clause) -> set[int | None]:
    """Return the weekdays of a clause; None stands for days of any other kind."""
    return {day for one in clause.named for day in (one.days if isinstance(one, items.Weekdays) else (None,))}


def _rest_of(periods: list[Modifier]) -> items.Months | items.Span | None:
    """Return what the periods leave of the year, None where it cannot be told."""
    said = list(dict.fromkeys(one.item for one in periods))
    if len(said) == 1 and isinstance(said[0], items.Span):
        return _around(said[0])
    months: frozenset[int] = frozenset()
    for one in said:
        if not isinstance(one, items.Months | items.MonthSpan) or one.year:
            return None
        months |= months_of(one)
    left = tuple(sorted(_YEAR - months))
    return items.Months(said[0].text, left) if said and left else None


def _around(span: items.Span) -> items.Span | None:
    """Return the days from after a span to before it."""
    if span.first.year or span.last.year or span.first.weekday is not None or span.last.weekday is not None:
        return None
    try:
        begins, ends = (date(_COMMON, one.month or 0, one.day) for one in (span.first, span.last))
    except ValueError:
        return None
    after, before = ends + timedelta(days=1), begins - timedelta(days=1)
    return items.Span(span.text, PartialDate(after.day, after.month), PartialDate(before.day, before.month))
