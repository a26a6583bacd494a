"""DATE and DATE-TIME values as RFC 5545 §3.3.4 and §3.3.5 write them, with the zone that they name."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from agenda.linting.reading import Line

_MOMENT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})(Z?))?")
_DURATION = re.compile(
    r"([+-]?)P(?:([0-9]{1,6})W|(?:([0-9]{1,6})D)?(?:T(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,6})S)?)?)"
)


class Kind(Enum):
    """What a time is bound to; the values are the format's own words, which need no translation."""

    DATE = "DATE"
    UTC = "UTC"
    ZONED = "TZID"
    FLOATING = "DATE-TIME"


@dataclass(frozen=True, slots=True)
class Moment:
    """One value; `at` is naive: the wall clock of `tzid`, or of UTC; midnight for a date."""

    kind: Kind
    at: datetime
    tzid: str = ""

    def is_like(self, other: "Moment") -> bool:
        """Tell whether two values are of one type and of one zone."""
        return (self.kind, self.tzid) == (other.kind, other.tzid)

    def instant(self) -> datetime | None:
        """Return the instant in UTC; None where it cannot be told."""
        if self.kind is Kind.UTC:
            return self.at.replace(tzinfo=UTC)
        zone = zone_of(self.tzid) if self.kind is Kind.ZONED else None
        try:
            return self.at.replace(tzinfo=zone).astimezone(UTC) if zone else None
        except OverflowError:
            return None


@cache
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones())


def zone_of(tzid: str) -> ZoneInfo | None:
    """Return the zone of that name in the system's zone data; None when there is none.

    The name is looked up in a list first: it comes from outside, and ZoneInfo would take it for a file's.
    """
    return ZoneInfo(tzid) if tzid in _zone_names() else None


def parse_moment(text: str, tzid: str = "") -> Moment | None:
    """Return the moment that the text means; None for what is none, 31 February included."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    try:
        at = datetime(year, month, day, hour, minute, min(second, 59) if second == 60 else second)  # noqa: DTZ001
    except ValueError:
        return None
    if match.group(4) is None:
        return Moment(Kind.DATE, at)
    if match.group(7):
        return Moment(Kind.UTC, at)
    return Moment(Kind.ZONED if tzid else Kind.FLOATING, at, tzid)


def moments_of(line: Line) -> list[tuple[str, Moment | None]]:
    """Return each value of a line with what it means; periods count from their start."""
    tzid = line.parameter("TZID")
    return [(text, parse_moment(text.strip().split("/")[0], tzid)) for text in line.value.split(",")]


def moment_of(line: Line | None) -> Moment | None:
    """Return what a line of one value means."""
    return parse_moment(line.value.strip(), line.parameter("TZID")) if line else None


def parse_duration(text: str) -> timedelta | None:
    """Return a DURATION (RFC 5545 §3.3.6); None for what is none, "P1W2D" and "P" included."""
    match = _DURATION.fullmatch(text.strip())
    if match is None or text.strip()[-1] in "PT":
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    span = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -span if match.group(1) == "-" else span
