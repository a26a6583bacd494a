"""Days that calendars give: "jusqu'aux vacances de Noël" is until the day before them, "le lundi de Pâques" a date."""

from datetime import date, timedelta

from dateutil.easter import easter

from agenda.recurrence import items
from agenda.recurrence.calendars import school_period
from agenda.recurrence.items import Item, PartialDate
from agenda.recurrence.questions import Ask
from agenda.recurrence.years import find_bounds


def with_known_days(found: list[Item], today: date, last: date, zone: str) -> list[Item]:
    """Return the items, ends before school holidays and feasts as days; what is left out may be several of a feast.

    Raises:
        Ask: these holidays have begun when the series does, or are not decided yet.
    """
    left_out = any(isinstance(one, items.Except) for one in found)
    return [
        _known(one, found, today, zone) if isinstance(one, items.UntilHolidays)
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


def _known(one: items.UntilHolidays, found: list[Item], today: date, zone: str) -> items.Until:
    said = [each for each in found if isinstance(each, items.Since)]
    since = find_bounds(spans=[], since=said, until=[], months=[], today=today).first or today
    period = school_period(one.name, zone, since)
    if period is None or period[0] <= since:
        raise Ask("unknown_holidays", one.text)
    last = period[0] - timedelta(days=1)
    return items.Until(one.text, PartialDate(last.day, last.month, last.year))
