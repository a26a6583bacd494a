"""Ends that the school calendar gives: "jusqu'aux vacances de Noël" is until the day before them."""

from datetime import date, timedelta

from agenda.recurrence import items
from agenda.recurrence.calendars import school_period
from agenda.recurrence.items import Item, PartialDate
from agenda.recurrence.questions import Ask
from agenda.recurrence.years import find_bounds


def with_known_ends(found: list[Item], today: date, zone: str) -> list[Item]:
    """Return the items, ends before school holidays as days.

    Raises:
        Ask: these holidays have begun when the series does, or are not decided yet.
    """
    return [_known(one, found, today, zone) if isinstance(one, items.UntilHolidays) else one for one in found]


def _known(one: items.UntilHolidays, found: list[Item], today: date, zone: str) -> items.Until:
    said = [each for each in found if isinstance(each, items.Since)]
    since = find_bounds(spans=[], since=said, until=[], months=[], today=today).first or today
    period = school_period(one.name, zone, since)
    if period is None or period[0] <= since:
        raise Ask("unknown_holidays", one.text)
    last = period[0] - timedelta(days=1)
    return items.Until(one.text, PartialDate(last.day, last.month, last.year))
