"""RRULE values (RFC 5545 §3.3.10) and what can be said of them without expanding anything."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from agenda.linting.moments import Kind, Moment, parse_moment

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY")
TOO_FREQUENT = frozenset(FREQUENCIES[:3])
MOST = 5000
LARGEST = 2**31 - 1  # RFC 5545 §3.3.8
_WHOLE = re.compile(r"[0-9]{1,18}")
_BY_DAY = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_NUMBERS = re.compile(r"[+-]?[0-9]{1,3}(?:,[+-]?[0-9]{1,3})*")
_PARTS = frozenset({
    "FREQ", "UNTIL", "COUNT", "INTERVAL", "WKST", "BYSECOND", "BYMINUTE", "BYHOUR", "BYDAY", "BYMONTHDAY", "BYYEARDAY",
    "BYWEEKNO", "BYMONTH", "BYSETPOS", "RSCALE", "SKIP",  # the last two: RFC 7529
})  # fmt: skip
_DAYS_APART = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_HOURS = frozenset({"BYHOUR", "BYMINUTE", "BYSECOND"})


@dataclass(frozen=True)
class Recurrence:
    """The parts of a RRULE by name, as they are written."""

    parts: dict[str, str]

    @property
    def frequency(self) -> str:
        """FREQ, upper case; empty when there is none."""
        return self.parts.get("FREQ", "").upper()

    @property
    def until(self) -> Moment | None:
        """What UNTIL means; None without one, or when it cannot be read."""
        return parse_moment(self.parts.get("UNTIL", ""))

    @property
    def days(self) -> list[tuple[int | None, int]]:
        """BYDAY as (ordinal or None, weekday from Monday 0); what cannot be read is left out."""
        found = (_BY_DAY.fullmatch(one.strip().upper()) for one in self.parts.get("BYDAY", "").split(","))
        return [(int(one[1]) if one[1] else None, WEEKDAYS.index(one[2])) for one in found if one]

    def number(self, name: str) -> int | None:
        """Return a whole number; None without one, or when it is none."""
        text = self.parts.get(name, "")
        return int(text) if _WHOLE.fullmatch(text) else None

    def faults(self) -> Iterator[str]:
        """Yield the parts that RFC 5545 does not allow."""
        if self.frequency not in FREQUENCIES:
            yield f"FREQ={self.frequency}"
        if "UNTIL" in self.parts and self.until is None:
            yield f"UNTIL={self.parts['UNTIL']}"
        if {"UNTIL", "COUNT"} <= set(self.parts):
            yield "UNTIL + COUNT"
        for name in ("INTERVAL", "COUNT"):
            if name in self.parts and not 0 < (self.number(name) or 0) <= LARGEST:
                yield f"{name}={self.parts[name]}"
        for name, text in self.parts.items():
            if not self._is_readable(name, text):
                yield f"{name}={text}" if text else name

    def _is_readable(self, name: str, text: str) -> bool:
        if name not in _PARTS:
            return name.startswith("X-")
        if name == "BYDAY":
            return len(self.days) == len(text.split(","))
        return not name.startswith("BY") or _NUMBERS.fullmatch(text) is not None

    def never_meets(self, start: Moment, at: Moment) -> bool:
        """Tell whether a date of the series' own type is surely none of its occurrences; in doubt it may be one."""
        if self.frequency not in _DAYS_APART or _HOURS & set(self.parts):
            return False
        if at.at < start.at or at.at.time() != start.at.time():
            return True
        interval = self.number("INTERVAL") or 1
        if self.frequency == "DAILY":
            return (at.at - start.at).days % interval != 0
        return self.frequency == "WEEKLY" and self._misses_week(start, at, interval)

    def _misses_week(self, start: Moment, at: Moment, interval: int) -> bool:
        """Tell whether a weekly rule has another weekday, or another week; weeks begin on WKST."""
        weekdays = {day for _ordinal, day in self.days} or {start.at.weekday()}
        if at.at.weekday() not in weekdays:
            return True
        first = self.parts.get("WKST", "").upper()
        shift = WEEKDAYS.index(first) if first in WEEKDAYS else 0
        weeks = [(moment.at.toordinal() - 1 - shift) // 7 for moment in (start, at)]
        return (weeks[1] - weeks[0]) % interval != 0

    def start_is_outside(self, start: Moment) -> bool:
        """Tell whether DTSTART is surely no occurrence of a weekly rule, which RFC 5545 leaves undefined."""
        if self.frequency != "WEEKLY" or not self.days:
            return False
        return start.at.weekday() not in {day for _ordinal, day in self.days}

    def ends_before(self, start: Moment) -> bool:
        """Tell whether UNTIL comes before DTSTART; where their types differ, by more than a day."""
        until = self.until
        if until is None:
            return False
        slack = timedelta() if until.is_like(start) or start.kind is Kind.DATE else timedelta(days=1)
        return until.at.date() < start.at.date() - slack


def parse_recurrence(text: str) -> Recurrence:
    """Return the parts of a RRULE; a part without "=" is kept under its text, which is a fault."""
    parts: dict[str, str] = {}
    for part in text.strip().split(";"):
        name, _equals, value = part.partition("=")
        parts[name.strip().upper()] = value.strip()
    return Recurrence(parts)
