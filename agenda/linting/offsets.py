"""Which offset a VTIMEZONE gives to a wall clock (RFC 5545 §3.6.5), for the simple rules that readers understand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from agenda.linting.moments import Moment, moment_of, moments_of
from agenda.linting.reading import Component
from agenda.linting.recurring import Recurrence, parse_recurrence

PARTS = frozenset({"STANDARD", "DAYLIGHT"})
NEEDED = ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO")
_OFFSET = re.compile(r"([+-])([0-9]{2})([0-9]{2})([0-9]{2})?")
_SIMPLE = frozenset({"FREQ", "BYMONTH", "BYDAY", "UNTIL", "INTERVAL", "WKST"})


class NotSimple(Exception):
    """The zone is described by rules that are not evaluated here: nothing is said about it."""


def parse_offset(text: str) -> timedelta | None:
    """Return a UTC-OFFSET, None for what is none or reaches a day."""
    match = _OFFSET.fullmatch(text.strip())
    if match is None or int(match[2]) > 23 or int(match[3]) > 59:
        return None
    span = timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
    return -span if match[1] == "-" else span


def parts_of(zone: Component) -> list[Component]:
    """Return the STANDARD and DAYLIGHT parts."""
    return [one for one in zone.inner if one.name in PARTS]


@dataclass(frozen=True)
class _Part:
    start: datetime
    after: timedelta
    rule: Recurrence | None
    listed: tuple[datetime, ...]

    def onsets(self, before: datetime) -> Iterator[datetime]:
        """Yield the changes at or before a wall clock, as far as the last two years matter."""
        for moment in (self.start, *self.listed):
            if moment <= before:
                yield moment
        if self.rule is None:
            return
        until = self.rule.until
        # UNTIL is in UTC, the onset a wall clock: a day's difference decides about no whole year.
        last = min(before.year, until.at.year) if until else before.year
        for year in (last - 1, last):
            moment = _yearly(self.rule, year, self.start)
            if self.start <= moment <= before and not (until and moment > until.at + timedelta(days=1)):
                yield moment


def _yearly(rule: Recurrence, year: int, start: datetime) -> datetime:
    """Return the onset of a year: FREQ=YEARLY with one BYMONTH and one BYDAY, or on DTSTART's day."""
    if rule.frequency != "YEARLY" or set(rule.parts) - _SIMPLE or rule.parts.get("INTERVAL", "1") != "1":
        raise NotSimple
    month = rule.number("BYMONTH") or start.month
    if not (1 <= month <= 12 and 1 < year < 9999):
        raise NotSimple
    days = rule.days
    if not days and "BYDAY" not in rule.parts:
        return start.replace(year=year, month=month, day=min(start.day, 28))
    if len(days) != 1 or days[0][0] is None:
        raise NotSimple
    nth, weekday = days[0][0], days[0][1]
    if nth > 0:
        first = start.replace(year=year, month=month, day=1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    following = start.replace(year=year + month // 12, month=month % 12 + 1, day=1)
    last = following - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - weekday) % 7 + 7 * (-nth - 1))


class ZoneClock:
    """A VTIMEZONE, read once."""

    def __init__(self, zone: Component) -> None:
        """Read the parts.

        Raises:
            NotSimple: a part lacks what it needs.
        """
        self.parts = [_read(part) for part in parts_of(zone)]
        if not self.parts:
            raise NotSimple

    def offset(self, wall: datetime) -> timedelta | None:
        """Return the offset at a wall clock; None before the first change that the zone tells.

        Raises:
            NotSimple: a rule is of another form.
        """
        found = [(moment, part.after) for part in self.parts for moment in part.onsets(wall)]
        return max(found, key=lambda pair: pair[0])[1] if found else None


def _read(part: Component) -> _Part:
    start, after = moment_of(part.first("DTSTART")), part.first("TZOFFSETTO")
    offset = parse_offset(after.value) if after else None
    if start is None or offset is None:
        raise NotSimple
    rule = part.first("RRULE")
    listed = (moment for line in part.all("RDATE") for _text, moment in moments_of(line))
    return _Part(start.at, offset, parse_recurrence(rule.value) if rule else None, tuple(_walls(listed)))


def _walls(moments: Iterator[Moment | None]) -> Iterator[datetime]:
    return (moment.at for moment in moments if moment)
