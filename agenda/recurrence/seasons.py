"""When a rule's days take place in the year: a period once, or the same months every year.

"Du 1er juillet au 31 août" is once for a workshop; a place that says it is open then, or that gives the hours of
several seasons, means every year.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from agenda.recurrence import items
from agenda.recurrence.clauses import About, Clause, Period, Sentence
from agenda.recurrence.questions import Ask
from agenda.recurrence.years import Bounds, days_of_span, find_bounds

# Beyond, whoever writes a season means months, and the rules of one sentence are few.
MAX_YEARS = 3


@dataclass(frozen=True)
class Season:
    """From when to when, in which months; no months: all."""

    bounds: Bounds
    months: frozenset[int] = frozenset()

    def has(self, day: date) -> bool:
        """Tell whether a day is in the season."""
        first, last = self.bounds.first or day, self.bounds.last or day
        return first <= day <= last and (not self.months or day.month in self.months)


def read_seasons(sentence: Sentence, clause: Clause, today: date, last: date) -> list[Season]:
    """Return when a clause's days take place, by its own periods or the bounds of the whole.

    Raises:
        Ask: as `seasons_of`.
    """
    periods: list[Period] = [one.item for one in clause.about(About.PERIOD)]  # type: ignore[misc]
    since, until = sentence.of(items.Since), sentence.of(items.Until)
    return seasons_of(sentence, periods, since=since, until=until, today=today, last=last)


def seasons_of(
    sentence: Sentence, periods: Sequence[Period], *, since: list[items.Since], until: list[items.Until], today: date,
    last: date,
) -> list[Season]:  # fmt: skip
    """Return when the days of a clause take place between `today` and `last`; several where a season comes back.

    Raises:
        Ask: there are several periods for the same days, or one cannot be told.
    """
    spans = [one for one in periods if isinstance(one, items.Span)]
    runs = [one for one in periods if isinstance(one, items.MonthSpan)]
    named = [one for one in periods if isinstance(one, items.Months)]
    if len(spans) + len(runs) > 1:
        raise Ask("two_bounds", (spans + runs)[-1].text)
    yearly = _comes_back(sentence, periods)
    if yearly and not since and not until and (not spans or _whole_months(spans[0])):
        months = frozenset(month for one in periods for month in months_of(one))
        return [Season(Bounds(), months if len(months) < len(range(1, 13)) else frozenset())]
    bounds = find_bounds(spans=spans, since=since, until=until, months=runs, today=today)
    if named:
        return [_in_months(named, bounds, today)]
    if yearly and spans:
        return [Season(one) for one in _each_year(spans[0], bounds, last)]
    return [Season(bounds)]


def _comes_back(sentence: Sentence, periods: Sequence[Period]) -> bool:
    """Tell whether the periods are seasons that come back: without a year, of an opening or one of several."""
    all_of = {one.item for clause in sentence.clauses for one in clause.about(About.PERIOD)}
    return not any(_has_year(one) for one in periods) and (len(all_of) > 1 or bool(sentence.of(items.Opening)))


def _has_year(one: Period) -> bool:
    if isinstance(one, items.Span):
        return bool(one.first.year or one.last.year or one.first.weekday is not None or one.last.weekday is not None)
    return bool(one.year) or (isinstance(one, items.MonthSpan) and bool(one.first_year))


def _whole_months(one: items.Span) -> bool:
    """Tell whether a span of days is one of whole months; February ends on its 28th or 29th."""
    month = one.last.month or 1
    ends = {28, 29} if month == 2 else {(date(2001, month, 1) + relativedelta(day=31)).day}
    return one.first.day == 1 and one.last.day in ends


def months_of(one: Period) -> frozenset[int]:
    """Return the months of a period of whole months."""
    if isinstance(one, items.Months):
        return frozenset(one.months)
    first, last = (one.first.month or 1, one.last.month or 1) if isinstance(one, items.Span) else (one.first, one.last)
    return frozenset((first - 1 + n) % 12 + 1 for n in range((last - first) % 12 + 1))


def _in_months(named: list[items.Months], bounds: Bounds, today: date) -> Season:
    """Return the months said: within their period, or from its first day on, else only the next such months."""
    months = {month for one in named for month in one.months}
    years = {one.year for one in named if one.year}
    if bounds.first and not years:
        return Season(bounds, frozenset(months))
    if bounds.first or bounds.last or len(years) > 1:
        raise Ask("two_bounds", named[0].text)
    run = sorted(months)
    if run != list(range(run[0], run[-1] + 1)):
        if years:
            raise Ask("two_bounds", named[0].text)
        return Season(Bounds(), frozenset(months))
    span = items.MonthSpan("", run[0], run[-1], years.pop() if years else None)
    return Season(find_bounds(spans=[], since=[], until=[], months=[span], today=today))


def _each_year(span: items.Span, bounds: Bounds, last: date) -> list[Bounds]:
    """Return a period of days and the same of the years after that begin before the last day looked at."""
    found = [bounds]
    for year in range(1, MAX_YEARS):
        if bounds.last is None or bounds.last + relativedelta(years=year - 1) >= last:
            break
        since = bounds.last + relativedelta(years=year - 1, days=1)
        begins, ends = days_of_span(span.first, span.last, today=since, text=span.text)
        if begins > last:
            break
        found.append(Bounds(begins, ends))
    return found
