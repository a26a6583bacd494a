"""Completes days without a year: the next ones, unless the weekday or the other end of a period says otherwise."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from agenda.recurrence import items
from agenda.recurrence.items import PartialDate
from agenda.recurrence.questions import Ask
from agenda.recurrence.words import WEEKDAYS, day_words

# A day without a year that lies further ahead than FAR, while its last one is as near as NEAR, may be either.
FAR, NEAR = timedelta(days=180), timedelta(days=186)
# A day of a list that has gone by this recently may be a slip; one gone longer is not announced any more.
GONE = timedelta(days=62)
YEARS_AROUND = (0, 1, -1, 2)


@dataclass(frozen=True)
class Bounds:
    """From when to when, where it was said."""

    first: date | None = None
    last: date | None = None


def exact(partial: PartialDate, year: int, text: str) -> date:
    """Return the day in a year.

    Raises:
        Ask: there is no such day, or it is another day of the week.
    """
    try:
        day = date(partial.year or year, partial.month or 0, partial.day)
    except ValueError as error:
        raise Ask("no_such_date", text) from error
    if partial.weekday is not None and day.weekday() != partial.weekday:
        raise Ask("weekday", text, date=day_words(day), weekday=WEEKDAYS[day.weekday()])
    return day


def one_day(partial: PartialDate, *, today: date, text: str, doubt: timedelta = NEAR) -> date:
    """Return the day meant by one that may lack its year, seen from today; `doubt`: how long ago the last may be meant.

    Raises:
        Ask: there is no such day, its weekday is never right, or the last one is meant as likely as the next.
    """
    if partial.year:
        return exact(partial, partial.year, text)
    found = [day for n in YEARS_AROUND if (day := _try(partial, today.year + n)) is not None]
    coming = sorted(day for day in found if day >= today)
    gone = sorted((day for day in found if day < today), reverse=True)
    if not found:
        return exact(partial, today.year + (_in(partial, today.year) < today), text)
    near = bool(gone) and today - gone[0] <= NEAR
    if not coming or coming[0] - today > timedelta(days=366):
        if near:
            return gone[0]
        return exact(PartialDate(partial.day, partial.month, None, partial.weekday), today.year, text)
    if near and today - gone[0] <= doubt and coming[0] - today > FAR:
        raise Ask("year", text)
    return coming[0]


def _try(partial: PartialDate, year: int) -> date | None:
    try:
        return exact(partial, year, "")
    except Ask:
        return None


def _in(partial: PartialDate, year: int) -> date:
    try:
        return date(year, partial.month or 1, partial.day)
    except ValueError:
        return date.max


def exact_days(said: items.Dates, today: date) -> list[date]:
    """Return the days of a list; a year said at its end is that of the days before it too."""
    found: list[date] = []
    following: date | None = None
    if not any(one.year for one in said.dates):
        return sorted(_rising(said, today))
    for one in reversed(said.dates):
        if one.year is None and following is not None:
            day = (
                exact(one, following.year, said.text) if _before(one, following) else _year_before(one, following, said)
            )
        else:
            day = one_day(one, today=today, text=said.text, doubt=GONE)
        # Without any year at all, each day is the next one on its own; with one, it counts for those before it.
        following = day if one.year or following else None
        found.append(day)
    return sorted(found)


def _rising(said: items.Dates, today: date) -> list[date]:
    """Return the days of a list without years: each is the next one, or the next after the one before it."""
    found: list[date] = []
    for one in said.dates:
        try:
            day = one_day(one, today=today, text=said.text, doubt=GONE)
        except Ask as asked:
            before = found[-1] if found else None
            if asked.code != "year" or before is None:
                raise
            day = exact(one, before.year + (not _before_in_year(before, one)), said.text)
            if day - before > NEAR:
                raise
        found.append(day)
    return found


def _before_in_year(before: date, one: PartialDate) -> bool:
    return (before.month, before.day) < (one.month or 0, one.day)


def _before(one: PartialDate, following: date) -> bool:
    return (one.month or 0, one.day) <= (following.month, following.day)


def _year_before(one: PartialDate, following: date, said: items.Dates) -> date:
    return exact(one, following.year - 1, said.text)


def days_of_span(first: PartialDate, last: PartialDate, *, today: date, text: str) -> tuple[date, date]:
    """Return both ends of a period: the one that today is in, else the next.

    Raises:
        Ask: an end is no day, its weekday is never right, or it ends before it begins.
    """
    if last.year:
        ends = exact(last, last.year, text)
        begins = exact(first, first.year, text) if first.year else _fitting(
            first, lambda day: day <= ends, (ends.year, ends.year - 1), text
        )  # fmt: skip
    elif first.year:
        begins = exact(first, first.year, text)
        ends = _fitting(last, lambda day: day >= begins, (begins.year, begins.year + 1), text)
    else:
        ends = _fitting(last, lambda day: day >= today, (today.year, today.year + 1, today.year + 2), text)
        begins = _fitting(first, lambda day: day <= ends, (ends.year, ends.year - 1), text)
    if ends < begins:
        raise Ask("until_before")
    return begins, ends


def _fitting(partial: PartialDate, fits: Callable[[date], bool], years: tuple[int, ...], text: str) -> date:
    """Return the day in the first of some years in which it fits, weekday and all."""
    for year in years:
        day = _try(partial, year)
        if day is not None and fits(day):
            return day
    return exact(partial, next((year for year in years if fits(_in(partial, year))), years[0]), text)


def find_bounds(
    *, spans: list[items.Span], since: list[items.Since], until: list[items.Until], months: list[items.MonthSpan],
    today: date,
) -> Bounds:  # fmt: skip
    """Return the period of a sentence: a span of days or months, or a first day, a last day, or both.

    Raises:
        Ask: there are several, or one cannot be told.
    """
    if len(spans) + len(months) > 1 or len(since) > 1 or len(until) > 1:
        said = [*spans, *months, *since, *until]
        raise Ask("two_bounds", said[-1].text)
    if spans or months:
        whole = (
            Bounds(*days_of_span(spans[0].first, spans[0].last, today=today, text=spans[0].text)) if spans
            else Bounds(*_month_span(months[0], today))
        )  # fmt: skip
        return _narrowed(whole, since, until)
    starts = since[0].day or PartialDate(1, since[0].month, since[0].year) if since else None
    ends = _end(until[0]) if until else None
    if starts and ends:
        text = f"{since[0].text} {until[0].text}"
        return Bounds(*days_of_span(starts, _last_of_month(ends, None), today=today, text=text))
    if starts:
        return Bounds(_since(since[0], starts, today), None)
    if ends:
        after = _last_of_month(ends, today)
        return Bounds(None, exact(after, after.year, until[0].text) if after.year else _fitting(
            after, lambda day: day >= today, (today.year, today.year + 1), until[0].text))  # fmt: skip
    return Bounds()


def _narrowed(whole: Bounds, since: list[items.Since], until: list[items.Until]) -> Bounds:
    """Return a period from a first or to a last day in it: "de septembre à juin, reprise le 14 septembre".

    Raises:
        Ask: the day is not in it.
    """
    first, last = whole.first or date.min, whole.last or date.max
    begins = one_day(since[0].day, today=first, text=since[0].text) if since and since[0].day else None
    ends = one_day(until[0].day, today=first, text=until[0].text) if until and until[0].day else None
    for said, day in ((since, begins), (until, ends)):
        if said and (day is None or not first <= day <= last):
            raise Ask("two_bounds", said[0].text)
    return Bounds(begins or whole.first, ends or whole.last)


def _since(said: items.Since, starts: PartialDate, today: date) -> date:
    if said.text.lower().startswith("depuis") and not starts.year:
        return _fitting(starts, lambda day: day <= today, (today.year, today.year - 1), said.text)
    return one_day(starts, today=today, text=said.text)


def _end(said: items.Until) -> PartialDate:
    return said.day or PartialDate(31, said.month, said.year)


def _last_of_month(partial: PartialDate, today: date | None) -> PartialDate:
    """Return the same, with the month's own last day where "fin février" made it the 31st."""
    year = partial.year or (today.year if today else 2001)
    day = min(partial.day, (date(year, partial.month or 1, 1) + relativedelta(day=31)).day) if partial.month else 31
    return PartialDate(day, partial.month, partial.year, partial.weekday)


def _month_span(said: items.MonthSpan, today: date) -> tuple[date, date]:
    """Return the first day of a month and the last of another: of the period that today is in, else of the next."""
    crosses = said.last < said.first
    if said.year or said.first_year:
        last_year = said.year or (said.first_year or 0) + crosses
    else:
        last_year = today.year + (date(today.year, said.last, 1) + relativedelta(day=31) < today)
    first_year = said.first_year or last_year - crosses
    begins, ends = date(first_year, said.first, 1), date(last_year, said.last, 1) + relativedelta(day=31)
    if ends < begins:
        raise Ask("until_before")
    return begins, ends
