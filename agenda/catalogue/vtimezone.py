"""VTIMEZONE as two yearly rules, DAYLIGHT and STANDARD: Outlook fails on the long lists of dates that libraries write.

The rules are read off the system's zone data for one year and checked against the thirty after it; a zone
without summer time is one STANDARD, a zone whose changes follow no yearly rule is refused.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Component, Timezone, TimezoneDaylight, TimezoneStandard, vRecur

FIRST_YEAR = 2007  # the Union's present rule holds since 1996, the United States' since 2007
CHECKED_YEARS = 30
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class IrregularZone(ValueError):
    """The zone's clock changes follow no yearly rule."""


@dataclass(frozen=True)
class Change:
    """One clock change: the wall clock before it, and both offsets."""

    local: datetime
    before: timedelta
    after: timedelta
    name: str

    def rule(self) -> dict[str, object]:
        """Return BYMONTH and BYDAY: the last weekday of its month, or the first, second, third."""
        last = (self.local + timedelta(days=7)).month != self.local.month
        ordinal = -1 if last else (self.local.day - 1) // 7 + 1
        return {"FREQ": "YEARLY", "BYMONTH": self.local.month, "BYDAY": f"{ordinal}{DAYS[self.local.weekday()]}"}


@lru_cache(maxsize=64)
def changes(tzid: str, year: int) -> tuple[Change, ...]:
    """Return the zone's clock changes of a year, found hour by hour around the days that differ."""
    zone, found = ZoneInfo(tzid), []
    moment = datetime(year, 1, 1, tzinfo=UTC)
    while moment.year == year:
        following = moment + timedelta(hours=1)
        before, after = moment.astimezone(zone), following.astimezone(zone)
        if before.utcoffset() != after.utcoffset():
            offset = before.utcoffset() or timedelta()
            wall = (following + offset).replace(tzinfo=None)
            found.append(Change(wall, offset, after.utcoffset() or timedelta(), after.tzname() or tzid))
        moment = following
    return tuple(found)


@lru_cache(maxsize=8)
def vtimezone(tzid: str) -> Timezone:
    """Return the zone's VTIMEZONE.

    Raises:
        IrregularZone: the changes of the years checked do not follow one rule.
    """
    first = changes(tzid, FIRST_YEAR)
    zone = Timezone()
    zone.add("tzid", tzid)
    if not first:
        now = datetime(FIRST_YEAR, 1, 1, tzinfo=ZoneInfo(tzid))
        offset = now.utcoffset() or timedelta()
        zone.add_component(_part(TimezoneStandard(), now.replace(tzinfo=None), offset, offset, now.tzname() or tzid))
        return zone
    rules = [change.rule() for change in first]
    # Every fifth year is enough to notice a zone that stopped changing its clocks or moved the day.
    for year in range(FIRST_YEAR, FIRST_YEAR + CHECKED_YEARS, 5):
        if [change.rule() for change in changes(tzid, year)] != rules:
            raise IrregularZone(tzid)
    for change in first:
        kind = TimezoneDaylight if change.after > change.before else TimezoneStandard
        part = _part(kind(), change.local, change.before, change.after, change.name)
        part.add("rrule", vRecur(change.rule()))
        zone.add_component(part)
    return zone


def _part(part: Component, start: datetime, before: timedelta, after: timedelta, name: str) -> Component:
    part.add("dtstart", start)
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", after)
    part.add("tzname", name)
    return part
