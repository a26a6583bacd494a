"""Days that calendars give: "jusqu'aux vacances de Noël" is until the day before them, "le lundi de Pâques" a date."""

from datetime import date, timedelta
from itertools import takewhile

from dateutil.easter import easter
from dateutil.relativedelta import FR, MO, SA, SU, TH, TU, WE, relativedelta

from agenda.recurrence import items
from agenda.recurrence.calendars import school_period
from agenda.recurrence.clauses import NAMED
from agenda.recurrence.items import Item, PartialDate
from agenda.recurrence.listed import check_dashes, with_listed_days
from agenda.recurrence.questions import Ask
from agenda.recurrence.years import exact_days, find_bounds

_WEEKDAYS = (MO, TU, WE, TH, FR, SA, SU)


def with_known_days(found: list[Item], today: date, last: date, zone: str) -> list[Item]:
    """Return the items, ends before school holidays and feasts as days; what is left out may be several of a feast.

    Raises:
        Ask: these holidays have begun when the series does, or are not decided yet, or a feast is on another day.
    """
    found = _in_zone(found, zone)
    left_out = any(isinstance(one, items.Except) for one in found)
    check_dashes(found, today)
    _check_feasts(found, today)
    found = with_hours_by_weekday(with_listed_days(with_weekday(found, today), today), today)
    return [
        _known(one, found, today, zone) if isinstance(one, items.UntilHolidays)
        else _next_nth(one, today) if isinstance(one, items.NthOfMonth)
        else _dates(one, today, last if left_out else today) if isinstance(one, items.Feast)
        else one
        for one in found
    ]  # fmt: skip


def _dates(one: items.Feast, today: date, last: date) -> items.Dates:
    """Return the feast's next day, and all until the last day looked at."""
    days = [easter(year) + timedelta(days=one.after_easter) for year in range(today.year, last.year + 2)]
    coming = [day for day in days if day >= today]
    kept = [day for day in coming if day <= last] or coming[:1]
    return items.Dates(one.text, tuple(PartialDate(day.day, day.month, day.year) for day in kept))


def _check_feasts(found: list[Item], today: date) -> None:
    """Ask about "lundi de Pâques (5 avril)" when that is on another day."""
    for one, stop, other in zip(found, found[1:], found[2:], strict=False):
        if isinstance(one, items.Feast) and isinstance(stop, items.Stop) and isinstance(other, items.Dates):
            feast, said = _dates(one, today, today).dates[0], other.dates[0]
            if stop.text.strip() in {"(", ":"} and (feast.day, feast.month) != (said.day, said.month):
                raise Ask("which_day", one.text)


def _known(one: items.UntilHolidays, found: list[Item], today: date, zone: str) -> items.Until:
    said = [each for each in found if isinstance(each, items.Since)]
    since = find_bounds(spans=[], since=said, until=[], months=[], today=today).first or today
    period = school_period(one.name, zone, since)
    if period is None or period[0] <= since:
        raise Ask("unknown_holidays", one.text)
    last = period[0] - timedelta(days=1)
    return items.Until(one.text, PartialDate(last.day, last.month, last.year))


def _next_nth(one: items.NthOfMonth, today: date) -> items.Dates:
    """Return the next such day.

    Raises:
        Ask: there is none ("le cinquième lundi de février").
    """
    for year in (one.year,) if one.year else (today.year, today.year + 1):
        which = _WEEKDAYS[one.weekday](one.nth)
        day = date(year, one.month, 1) + relativedelta(day=31 if one.nth < 0 else 1, weekday=which)
        if day.month != one.month:
            raise Ask("no_such_date", one.text)
        if one.year or day >= today:
            break
    return items.Dates(one.text, (PartialDate(day.day, day.month, day.year),))


def with_weekday(found: list[Item], today: date) -> list[Item]:
    """Return the items, the weekday of the first day added to "tous les quinze jours à partir du 8 janvier"."""
    every = next((n for n, one in enumerate(found) if isinstance(one, items.Every) and one.weeks), None)
    said = [one for one in found if isinstance(one, items.Since) and one.day]
    if every is None or len(said) != 1 or any(isinstance(one, (*NAMED, items.Unknown)) for one in found):
        return found
    first = find_bounds(spans=[], since=said, until=[], months=[], today=today).first
    assert first is not None  # noqa: S101 - its day is said
    return [
        *found[: every + 1],
        items.Weekdays(found[every].text, (first.weekday(),), repeats=True),
        *found[every + 1 :],
    ]


def with_hours_by_weekday(found: list[Item], today: date) -> list[Item]:
    """Return the items, dates that follow each other as a period where hours are then said for each of their weekdays.

    "27 et 28 mars, samedi 14 h-19 h et dimanche 10 h-18 h".
    """
    named = [one for one in found if isinstance(one, NAMED)]
    listed = list(takewhile(lambda one: isinstance(one, items.Dates), named))
    weekdays = [one for one in named if isinstance(one, items.Weekdays)]
    if not listed or len(listed) + len(weekdays) < len(named):
        return found
    days = sorted(day for one in listed if isinstance(one, items.Dates) for day in exact_days(one, today))
    told = [day for one in weekdays if not one.repeats for day in one.days]
    start, end = found.index(listed[0]), found.index(listed[-1])
    after = found[end + 1 :]
    begins = next((one for one in after if isinstance(one, items.Weekdays | items.Times)), None)
    together = [day.weekday() for day in days] == told and (days[-1] - days[0]).days == len(days) - 1
    apart = any(isinstance(one, items.Times) for one in found[start:end])
    if not together or apart or not (isinstance(begins, items.Weekdays) or _hours_first(after)):
        return found
    ends = [PartialDate(day.day, day.month, day.year) for day in (days[0], days[-1])]
    return [*found[:start], items.Span(listed[0].text, ends[0], ends[1]), *after]


def _hours_first(found: list[Item]) -> bool:
    """Tell whether each hour stands right before its weekday: "9 h-18 h le samedi, 9 h-13 h le dimanche"."""
    said = [n for n, one in enumerate(found) if isinstance(one, items.Weekdays | items.Times)]
    days = [n for n in said if isinstance(found[n], items.Weekdays)]
    beside = all(n > 0 and isinstance(found[n - 1], items.Times) for n in days)
    return beside and len(days) > 1 and said[-1] == days[-1]


def _in_zone(found: list[Item], zone: str) -> list[Item]:
    """Return the items without the zone of the holidays that they speak of.

    Raises:
        Ask: it is another than the installation's.
    """
    holidays = any(isinstance(one, items.SchoolHolidays | items.UntilHolidays) for one in found)
    other = next((one for one in found if isinstance(one, items.Zone) and one.letter != zone), None)
    if other is not None and holidays:
        raise Ask("zone", other.text, zone=zone)
    return [one for one in found if not isinstance(one, items.Zone)]
