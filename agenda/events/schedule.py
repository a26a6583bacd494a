"""The schedule: an event's dates as one value, without Django (design §3.3).

The value is JSON, version 1, all times local to the installation's zone and without offset::

    {"version": 1,
     "slots":    [{"start": "2026-12-01T14:00", "end": "2026-12-01T16:00"}, …],
     "rule":     {"frequency": "weekly", "from": "2026-12-01", "until": "2027-01-26",
                  "start": "14:00", "end": "16:00"} | null,
     "excluded": ["2026-12-29", …],
     "extra":    [slot, …]}

`slots` are dates typed one by one. `rule` repeats every week on the weekday of `from`, `until` included. `excluded`
takes days away from the rule, `extra` adds slots to it. An end that is not after its start on the same day means the
next day (a game night from 20:00 to 01:00) only up to six hours; beyond that it is taken for a mistake.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from dateutil.rrule import WEEKLY, rrule

VERSION = 1
MAX_OCCURRENCES = 800
MAX_SPAN = timedelta(days=731)
MAX_NIGHT = timedelta(hours=6)
# A year outside is a slip of the keyboard (0026), and dates near the ends of the calendar overflow.
YEARS = range(2000, 2200)

# Codes rather than sentences: this module knows no language. `agenda.events.schedule_field` says them to people.
NO_DATE = "no_date"
END_BEFORE_START = "end_before_start"
TOO_LONG = "too_long"
TOO_MANY = "too_many"
DUPLICATE = "duplicate"
UNREADABLE = "unreadable"
UNTIL_BEFORE_FROM = "until_before_from"
EVERYTHING_EXCLUDED = "everything_excluded"
# Of the form only: what it cannot hold in one rule, and an exception that excepts nothing.
ONE_LINE = "one_line"
NOT_A_SITTING = "not_a_sitting"


class ScheduleError(ValueError):
    """The value is no schedule; `code` is one of this module's constants, `where` names the key at fault."""

    def __init__(self, code: str, where: str = "") -> None:
        """Keep the code and the place."""
        super().__init__(f"{code} {where}".strip())
        self.code = code
        self.where = where


@dataclass(frozen=True, order=True)
class Slot:
    """One sitting, in local time without offset."""

    start: datetime
    end: datetime

    def to_json(self) -> dict[str, str]:
        """Return the slot as in the module's docstring."""
        return {"start": self.start.isoformat(timespec="minutes"), "end": self.end.isoformat(timespec="minutes")}


@dataclass(frozen=True)
class WeeklyRule:
    """Every week, on the weekday of `first`, up to and including `until`."""

    first: date
    until: date
    start: time
    end: time

    def slots(self, excluded: frozenset[date]) -> Iterable[Slot]:
        """Yield the rule's slots but those on excluded days."""
        for moment in rrule(WEEKLY, dtstart=datetime.combine(self.first, self.start), until=_end_of(self.until)):
            if moment.date() not in excluded:
                yield make_slot(moment.date(), self.start, self.end)

    def to_json(self) -> dict[str, str]:
        """Return the rule as in the module's docstring."""
        return {
            "frequency": "weekly",
            "from": self.first.isoformat(),
            "until": self.until.isoformat(),
            "start": self.start.isoformat(timespec="minutes"),
            "end": self.end.isoformat(timespec="minutes"),
        }


@dataclass(frozen=True)
class Schedule:
    """A valid schedule; make one with `parse_schedule` or `Schedule.of`."""

    slots: tuple[Slot, ...] = ()
    rule: WeeklyRule | None = None
    excluded: frozenset[date] = frozenset()
    extra: tuple[Slot, ...] = ()
    _occurrences: tuple[Slot, ...] = field(default=(), compare=False, repr=False)

    @classmethod
    def of(
        cls,
        *,
        slots: Iterable[Slot] = (),
        rule: WeeklyRule | None = None,
        excluded: Iterable[date] = (),
        extra: Iterable[Slot] = (),
    ) -> "Schedule":
        """Return the checked schedule.

        Raises:
            ScheduleError: no date, an end before its start, more than two years or 800 occurrences, a date twice.
        """
        slots, excluded, extra = tuple(sorted(slots)), frozenset(excluded), tuple(sorted(extra))
        if rule:
            _check_rule(rule)
        found = [*slots, *(rule.slots(excluded) if rule else ()), *extra]
        if not found:
            raise ScheduleError(EVERYTHING_EXCLUDED if rule else NO_DATE)
        found.sort()
        if len({slot.start for slot in found}) != len(found):
            raise ScheduleError(DUPLICATE)
        if found[-1].start - found[0].start > MAX_SPAN:
            raise ScheduleError(TOO_LONG)
        if len(found) > MAX_OCCURRENCES:
            raise ScheduleError(TOO_MANY)
        return cls(slots, rule, excluded, extra, tuple(found))

    def occurrences(self) -> tuple[Slot, ...]:
        """Return all sittings in order, in local time without offset."""
        return self._occurrences

    def shifted_to(self, start: date) -> "Schedule":
        """Return the same schedule with its first day at `start` and all distances between its dates kept."""
        by = timedelta(days=(start - self.occurrences()[0].start.date()).days)
        rule = self.rule and WeeklyRule(self.rule.first + by, self.rule.until + by, self.rule.start, self.rule.end)
        return Schedule.of(
            slots=[Slot(slot.start + by, slot.end + by) for slot in self.slots],
            rule=rule,
            excluded=[day + by for day in self.excluded],
            extra=[Slot(slot.start + by, slot.end + by) for slot in self.extra],
        )

    def to_json(self) -> dict[str, Any]:
        """Return the value as in the module's docstring."""
        return {
            "version": VERSION,
            "slots": [slot.to_json() for slot in self.slots],
            "rule": self.rule.to_json() if self.rule else None,
            "excluded": sorted(day.isoformat() for day in self.excluded),
            "extra": [slot.to_json() for slot in self.extra],
        }


def make_slot(day: date, start: time, end: time) -> Slot:
    """Return the slot of a day; an end at or before the start is of the next day when the night stays short.

    Raises:
        ScheduleError: the end lies before the start.
    """
    if day.year not in YEARS or start.tzinfo or end.tzinfo:
        raise ScheduleError(UNREADABLE)
    begins, ends = datetime.combine(day, start), datetime.combine(day, end)
    if ends <= begins:
        ends += timedelta(days=1)
        if ends - begins > MAX_NIGHT:
            raise ScheduleError(END_BEFORE_START)
    return Slot(begins, ends)


def parse_schedule(value: Any) -> Schedule:
    """Return the schedule of a JSON value.

    Raises:
        ScheduleError: the value does not follow the module's docstring, or breaks a rule of `Schedule.of`.
    """
    if not isinstance(value, dict) or value.get("version") != VERSION:
        raise ScheduleError(UNREADABLE, "version")
    rule = value.get("rule")
    return Schedule.of(
        slots=[_parse_slot(item, "slots") for item in _items(value, "slots")],
        rule=_parse_rule(rule) if rule else None,
        excluded=[_parsed(date.fromisoformat, item, "excluded") for item in _items(value, "excluded")],
        extra=[_parse_slot(item, "extra") for item in _items(value, "extra")],
    )


def _items(value: dict[str, Any], key: str) -> list[Any]:
    items = value.get(key) or []
    if not isinstance(items, list) or len(items) > MAX_OCCURRENCES:
        raise ScheduleError(UNREADABLE, key)
    return items


def _parse_slot(item: Any, where: str) -> Slot:
    if not isinstance(item, dict):
        raise ScheduleError(UNREADABLE, where)
    slot = Slot(_parsed(_local, item.get("start"), where), _parsed(_local, item.get("end"), where))
    if slot.start.year not in YEARS:
        raise ScheduleError(UNREADABLE, where)
    if slot.end <= slot.start or slot.end - slot.start > timedelta(days=1):
        raise ScheduleError(END_BEFORE_START, where)
    return slot


def _parse_rule(item: Any) -> WeeklyRule:
    if not isinstance(item, dict) or item.get("frequency") != "weekly":
        raise ScheduleError(UNREADABLE, "rule")
    return WeeklyRule(
        _parsed(date.fromisoformat, item.get("from"), "rule"),
        _parsed(date.fromisoformat, item.get("until"), "rule"),
        _parsed(time.fromisoformat, item.get("start"), "rule"),
        _parsed(time.fromisoformat, item.get("end"), "rule"),
    )


def _parsed(parse: Any, text: Any, where: str) -> Any:
    try:
        return parse(text)
    except (TypeError, ValueError) as error:
        raise ScheduleError(UNREADABLE, where) from error


def _local(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo or moment.second or moment.microsecond:
        raise ValueError("local time without offset, in whole minutes")
    return moment


def _check_rule(rule: WeeklyRule) -> None:
    if rule.first.year not in YEARS or rule.until.year not in YEARS:
        raise ScheduleError(UNREADABLE, "rule")
    if rule.until < rule.first:
        raise ScheduleError(UNTIL_BEFORE_FROM, "rule")
    if rule.until - rule.first > MAX_SPAN:
        raise ScheduleError(TOO_LONG, "rule")
    make_slot(rule.first, rule.start, rule.end)


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max)
