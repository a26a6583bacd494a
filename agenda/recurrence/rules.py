"""A recurrence rule as one value, without Django: which days, at which hours, from when to when, but for which days.

The value is JSON; days and hours are local to the installation's zone and without offset::

    {"frequency": "weekly" | "monthly",
     "interval": 1,                      every n weeks or months
     "parity": "even" | "odd" | null,    weekly only: by the number of the ISO week
     "from": "2027-01-05",               nothing happens before
     "until": "2027-06-30" | null,       included
     "count": 10 | null,                 instead of "until": as many sittings, skipped ones not counted
     "days": [{"weekday": 1, "hours": [{"start": "14:00", "end": "16:00" | null}]},   weekly; Monday is 0
              {"weekday": 1, "nth": 1, "hours": […]},    monthly: the first Tuesday; -1 the last, -2 the last but one
              {"day": 15, "hours": […]}],                monthly: the 15th; -1 the last day
     "months": [9, 10, …],               empty: all
     "school_holidays": "except" | "only" | null,
     "public_holidays": "except" | null,
     "excluded": ["2027-02-09", …]}
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

MAX_INTERVAL = 12
MAX_DAYS = 31
MAX_HOURS = 6
MAX_COUNT = 800
MAX_EXCLUDED = 800
# An end at or before its start is of the next day when the night stays as short as that (20:00 to 01:00);
# midnight ends any day.
MAX_NIGHT = timedelta(hours=8)
# A year outside is a slip of the keyboard (0026), and dates near the ends of the calendar overflow.
YEARS = range(2000, 2200)


class RuleError(ValueError):
    """The value is no rule; `code` names what is wrong, for whoever says it to people."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        super().__init__(code)
        self.code = code


class Frequency(StrEnum):
    """What repeats."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


class Parity(StrEnum):
    """Which ISO weeks."""

    EVEN = "even"
    ODD = "odd"


class School(StrEnum):
    """What school holidays do."""

    EXCEPT = "except"
    ONLY = "only"


@dataclass(frozen=True)
class Hours:
    """From when to when, local time; an end at or before the start is of the next day; None: nobody said when."""

    start: time
    end: time | None

    def on(self, day: date) -> tuple[datetime, datetime | None]:
        """Return the start and the end of a sitting on that day."""
        starts = datetime.combine(day, self.start)
        if self.end is None:
            return starts, None
        ends = datetime.combine(day, self.end)
        return starts, ends if ends > starts else ends + timedelta(days=1)

    def to_json(self) -> dict[str, str | None]:
        """Return the hours as in the module's docstring."""
        return {"start": f"{self.start:%H:%M}", "end": f"{self.end:%H:%M}" if self.end else None}


def in_order(hours: Iterable[Hours]) -> tuple[Hours, ...]:
    """Return hours by their start."""
    return tuple(sorted(hours, key=lambda one: (one.start, one.end or one.start)))


@dataclass(frozen=True)
class Days:
    """Days of a week or a month, all at the same hours: `weekday` alone, the `nth` weekday of a month, or a `day`."""

    weekday: int | None
    nth: int | None
    day: int | None
    hours: tuple[Hours, ...]

    @classmethod
    def on_weekday(cls, weekday: int, *hours: Hours) -> "Days":
        """Return every such weekday (Monday is 0)."""
        return cls(weekday, None, None, in_order(hours))

    @classmethod
    def on_nth(cls, nth: int, weekday: int, *hours: Hours) -> "Days":
        """Return the nth such weekday of a month; -1 is the last."""
        return cls(weekday, nth, None, in_order(hours))

    @classmethod
    def on_day(cls, day: int, *hours: Hours) -> "Days":
        """Return a day of the month; -1 is the last."""
        return cls(None, None, day, in_order(hours))

    @property
    def key(self) -> tuple[int, int, int]:
        """What tells these days from others, in the order in which people name them."""
        nth = self.nth or 0
        return ((self.day or 0) % 40, nth if nth >= 0 else 10 - nth, -1 if self.weekday is None else self.weekday)

    def to_json(self) -> dict[str, Any]:
        """Return the days as in the module's docstring."""
        which = {"weekday": self.weekday, "nth": self.nth, "day": self.day}
        return {name: value for name, value in which.items() if value is not None} | {
            "hours": [one.to_json() for one in self.hours]
        }


@dataclass(frozen=True)
class Rule:
    """A checked rule; make one with `Rule.of` or `parse_rule`. See the module's docstring."""

    frequency: Frequency
    first: date
    days: tuple[Days, ...]
    interval: int = 1
    parity: Parity | None = None
    until: date | None = None
    count: int | None = None
    months: frozenset[int] = field(default_factory=frozenset)
    school: School | None = None
    but_public_holidays: bool = False
    excluded: frozenset[date] = field(default_factory=frozenset)

    @classmethod
    def of(cls, frequency: Frequency, first: date, days: Iterable[Days], **more: Any) -> "Rule":
        """Return the rule, its days in order, checked.

        Raises:
            RuleError: it says nothing, contradicts itself, or passes one of the module's bounds.
        """
        rule = cls(frequency, first, tuple(sorted(days, key=lambda one: one.key)), **more)
        _check(rule)
        return rule

    def starting(self, first: date) -> "Rule":
        """Return the same rule from another day on."""
        return replace(self, first=first)

    def to_json(self) -> dict[str, Any]:
        """Return the value as in the module's docstring."""
        return {
            "frequency": self.frequency.value,
            "interval": self.interval,
            "parity": self.parity.value if self.parity else None,
            "from": self.first.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "count": self.count,
            "days": [one.to_json() for one in self.days],
            "months": sorted(self.months),
            "school_holidays": self.school.value if self.school else None,
            "public_holidays": "except" if self.but_public_holidays else None,
            "excluded": sorted(day.isoformat() for day in self.excluded),
        }


def _check(rule: Rule) -> None:
    if not rule.days or len(rule.days) > MAX_DAYS or len({one.key for one in rule.days}) != len(rule.days):
        raise RuleError("days")
    for days in rule.days:
        _check_days(rule.frequency, days)
    if rule.first.year not in YEARS or (rule.until and rule.until.year not in YEARS):
        raise RuleError("year")
    if rule.until and rule.until < rule.first:
        raise RuleError("until_before_from")
    if not 1 <= rule.interval <= MAX_INTERVAL or (rule.parity and (rule.interval != 1 or _is_monthly(rule))):
        raise RuleError("interval")
    if rule.count is not None and (not 1 <= rule.count <= MAX_COUNT or rule.until):
        raise RuleError("count")
    if not rule.months <= set(range(1, 13)) or len(rule.excluded) > MAX_EXCLUDED:
        raise RuleError("except")


def _is_monthly(rule: Rule) -> bool:
    return rule.frequency is Frequency.MONTHLY


def _check_days(frequency: Frequency, days: Days) -> None:
    plain = days.nth is None and days.day is None
    if plain is not (frequency is Frequency.WEEKLY):
        raise RuleError("days")
    if days.day is None:
        if days.weekday not in range(7) or days.nth not in {None, 1, 2, 3, 4, 5, -1, -2}:
            raise RuleError("days")
    elif days.weekday is not None or days.nth is not None or days.day not in {-1, *range(1, 32)}:
        raise RuleError("days")
    if not days.hours or len(days.hours) > MAX_HOURS or len({one.start for one in days.hours}) != len(days.hours):
        raise RuleError("hours")
    check_nights(days.hours)


def check_nights(hours: Iterable[Hours]) -> None:
    """Raise where hours end before they start, and it is no short night.

    Raises:
        RuleError: its code is "end_before_start".
    """
    for one in hours:
        starts, ends = one.on(date(2000, 1, 1))
        if ends and ends.date() > starts.date() and one.end != time(0) and ends - starts > MAX_NIGHT:
            raise RuleError("end_before_start")


def parse_rule(value: Any) -> Rule:
    """Return the rule of a JSON value.

    Raises:
        RuleError: the value does not follow the module's docstring.
    """
    try:
        return Rule.of(
            Frequency(value["frequency"]),
            date.fromisoformat(value["from"]),
            [_parse_days(one) for one in value["days"][: MAX_DAYS + 1]],
            interval=_whole(value.get("interval", 1)),
            parity=Parity(value["parity"]) if value.get("parity") else None,
            until=date.fromisoformat(value["until"]) if value.get("until") else None,
            count=_whole(value["count"]) if value.get("count") is not None else None,
            months=frozenset(_whole(month) for month in value.get("months") or ()),
            school=School(value["school_holidays"]) if value.get("school_holidays") else None,
            but_public_holidays=value.get("public_holidays") == "except",
            excluded=frozenset(date.fromisoformat(day) for day in (value.get("excluded") or ())[: MAX_EXCLUDED + 1]),
        )
    except RuleError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RuleError("unreadable") from error


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise RuleError("unreadable")
    return value


def _parse_days(value: dict[str, Any]) -> Days:
    hours = [
        Hours(time.fromisoformat(one["start"]), time.fromisoformat(one["end"]) if one["end"] else None)
        for one in value["hours"][: MAX_HOURS + 1]
    ]
    numbers = [None if value.get(name) is None else _whole(value[name]) for name in ("weekday", "nth", "day")]
    return Days(numbers[0], numbers[1], numbers[2], in_order(hours))
