"""The schedule: an event's dates as one value, without Django (design §3.3).

The value is JSON, version 2, all times local to the installation's zone and without offset::

    {"version": 2,
     "zone":  "A",                                                            of the school holidays
     "slots": [{"start": "2026-12-01T14:00", "end": "2026-12-01T16:00"}, …],  dates one by one
     "rules": [rule, …]}                                                      as in `agenda.recurrence.rules`

What a rule leaves out (school holidays, public holidays, days named) is the rule's own. Each rule ends: by a last day
or by a number of sittings; each hour has its end. Version 1, which old revisions hold, had one weekly `rule` with its
`excluded` days, and `extra` slots beside it; it is read as the same dates.

An end that is not after its start on the same day means the next day (a game night from 20:00 to 01:00) only up to six
hours; beyond that it is taken for a mistake. An hour that a clock change skips or doubles is a matter of
`agenda.events.clock`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Any

from agenda.recurrence.calendars import ZONES
from agenda.recurrence.expansion import MAX_SITTINGS, MAX_SPAN, Expansion, Skipped, Why, expand
from agenda.recurrence.rules import MAX_NIGHT, YEARS, Days, Frequency, Hours, Rule, RuleError, parse_rule

VERSION = 2
MAX_OCCURRENCES = MAX_SITTINGS
MAX_RULES = 6
DEFAULT_ZONE = ZONES[0]

# Codes rather than sentences: this module knows no language. `agenda.events.schedule_words` says them to people.
NO_DATE = "no_date"
NO_END = "no_end"
NO_END_HOUR = "no_end_hour"
END_BEFORE_START = "end_before_start"
TOO_LONG = "too_long"
TOO_MANY = "too_many"
DUPLICATE = "duplicate"
UNREADABLE = "unreadable"
UNTIL_BEFORE_FROM = "until_before_from"
EVERYTHING_EXCLUDED = "everything_excluded"
# Of the form only: an exception that excepts nothing, and a sentence that was answered by a question.
NOT_A_SITTING = "not_a_sitting"
QUESTION = "question"

# What a rule's own errors are here; anything else is unreadable.
_OF_RULES = {"end_before_start": END_BEFORE_START, "until_before_from": UNTIL_BEFORE_FROM}


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

    def moved(self, by: timedelta) -> "Slot":
        """Return the slot so much later, by the wall clock."""
        return Slot(self.start + by, self.end + by)


@dataclass(frozen=True)
class Schedule:
    """A valid schedule; make one with `parse_schedule` or `Schedule.of`."""

    slots: tuple[Slot, ...] = ()
    rules: tuple[Rule, ...] = ()
    zone: str = DEFAULT_ZONE
    _occurrences: tuple[Slot, ...] = field(default=(), compare=False, repr=False)
    _by_rule: tuple[tuple[Slot, ...], ...] = field(default=(), compare=False, repr=False)
    _skipped: tuple[Skipped, ...] = field(default=(), compare=False, repr=False)

    @classmethod
    def of(cls, *, slots: Iterable[Slot] = (), rules: Iterable[Rule] = (), zone: str = DEFAULT_ZONE) -> "Schedule":
        """Return the checked schedule.

        Raises:
            ScheduleError: no date, a rule or an hour without its end, more than two years or 800 occurrences, a date
                twice.
        """
        slots, rules = tuple(sorted(slots)), tuple(rules)
        if len(rules) > MAX_RULES or zone not in ZONES:
            raise ScheduleError(UNREADABLE, "rules")
        given = [_expanded(rule, zone) for rule in rules]
        by_rule = tuple(tuple(Slot(one.start, one.end) for one in each.sittings if one.end) for each in given)
        found = sorted([*slots, *chain.from_iterable(by_rule)])
        if not found:
            raise ScheduleError(EVERYTHING_EXCLUDED if rules else NO_DATE)
        if len({slot.start for slot in found}) != len(found):
            raise ScheduleError(DUPLICATE)
        if found[-1].start - found[0].start > MAX_SPAN:
            raise ScheduleError(TOO_LONG)
        if len(found) > MAX_OCCURRENCES:
            raise ScheduleError(TOO_MANY)
        held = {slot.start.date() for slot in found}
        skipped = {one for each in given for one in each.skipped if one.date not in held}
        return cls(slots, rules, zone, tuple(found), by_rule, tuple(sorted(skipped)))

    def occurrences(self) -> tuple[Slot, ...]:
        """Return all sittings in order, in local time without offset."""
        return self._occurrences

    def by_rule(self) -> list[tuple[Rule, tuple[Slot, ...]]]:
        """Return each rule with its own sittings."""
        return list(zip(self.rules, self._by_rule, strict=True))

    def skipped(self) -> tuple[Skipped, ...]:
        """Return the days that a rule names and on which nothing takes place, in order, each with its reason."""
        return self._skipped

    @property
    def follows_calendars(self) -> bool:
        """Whether a new table of school or public holidays may change the dates."""
        return any(rule.school or rule.but_public_holidays for rule in self.rules)

    @property
    def stops_undecided(self) -> bool:
        """Whether the dates end because the school calendar is not decided further."""
        return any(one.why is Why.NOT_DECIDED for one in self._skipped)

    def shifted_to(self, start: date) -> "Schedule":
        """Return the same dates with the first one on the day `start` and all distances between them kept.

        A plain weekly rule stays one; what follows a calendar or the days of a month becomes dates one by one.
        """
        by = timedelta(days=(start - self.occurrences()[0].start.date()).days)
        plain = [rule for rule in self.rules if _is_plain(rule)]
        moved = [_moved(rule, by) for rule in plain]
        flat = [rule for rule in self.rules if rule not in plain]
        single = chain(self.slots, Schedule.of(rules=flat, zone=self.zone).occurrences() if flat else ())
        return Schedule.of(slots=[slot.moved(by) for slot in single], rules=moved, zone=self.zone)

    def to_json(self) -> dict[str, Any]:
        """Return the value as in the module's docstring."""
        return {
            "version": VERSION,
            "zone": self.zone,
            "slots": [slot.to_json() for slot in self.slots],
            "rules": [rule.to_json() for rule in self.rules],
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


def weekly(first: date, until: date, start: time, end: time, excluded: Iterable[date] = ()) -> Rule:
    """Return the rule of every week on the weekday of `first`, up to and including `until`, but for `excluded` days.

    Raises:
        ScheduleError: the end comes before the start, or the last day before the first.
    """
    try:
        days = [Days.on_weekday(first.weekday(), Hours(start, end))]
        return Rule.of(Frequency.WEEKLY, first, days, until=until, excluded=frozenset(excluded))
    except RuleError as error:
        raise ScheduleError(_OF_RULES.get(error.code, UNREADABLE), "rules") from error


def parse_schedule(value: Any) -> Schedule:
    """Return the schedule of a JSON value, of this version or the one before.

    Raises:
        ScheduleError: the value does not follow the module's docstring, or breaks a rule of `Schedule.of`.
    """
    version = value.get("version") if isinstance(value, dict) else None
    if version == 1:
        return _parse_first_version(value)
    if version != VERSION:
        raise ScheduleError(UNREADABLE, "version")
    slots = [_parse_slot(item, "slots") for item in _items(value, "slots")]
    rules = [_parse_rule(item) for item in _items(value, "rules")]
    return Schedule.of(slots=slots, rules=rules, zone=value.get("zone", DEFAULT_ZONE))


def _parse_first_version(value: dict[str, Any]) -> Schedule:
    slots = [_parse_slot(item, key) for key in ("slots", "extra") for item in _items(value, key)]
    excluded = [_parsed(date.fromisoformat, item, "excluded") for item in _items(value, "excluded")]
    rule = value.get("rule")
    if not rule:
        return Schedule.of(slots=slots)
    if not isinstance(rule, dict) or rule.get("frequency") != "weekly":
        raise ScheduleError(UNREADABLE, "rule")
    first, until = (_parsed(date.fromisoformat, rule.get(key), "rule") for key in ("from", "until"))
    start, end = (_parsed(time.fromisoformat, rule.get(key), "rule") for key in ("start", "end"))
    return Schedule.of(slots=slots, rules=[weekly(first, until, start, end, excluded)])


def _expanded(rule: Rule, zone: str) -> Expansion:
    """Return what a rule gives, after what this module asks of one."""
    if rule.until is None and rule.count is None:
        raise ScheduleError(NO_END, "rules")
    if any(hours.end is None for days in rule.days for hours in days.hours):
        raise ScheduleError(NO_END_HOUR, "rules")
    if rule.until and rule.until - rule.first > MAX_SPAN:
        raise ScheduleError(TOO_LONG, "rules")
    found = expand(rule, until=rule.first + MAX_SPAN, zone=zone)
    if found.cut:
        raise ScheduleError(TOO_MANY, "rules")
    undecided = any(one.why is Why.NOT_DECIDED for one in found.skipped)
    if rule.count is not None and 0 < len(found.sittings) < rule.count and not undecided:
        raise ScheduleError(TOO_LONG, "rules")
    return found


def _is_plain(rule: Rule) -> bool:
    follows = rule.school or rule.but_public_holidays or rule.months or rule.parity
    return rule.frequency is Frequency.WEEKLY and not follows


def _moved(rule: Rule, by: timedelta) -> Rule:
    days = [Days.on_weekday(((one.weekday or 0) + by.days) % 7, *one.hours) for one in rule.days]
    return Rule.of(
        rule.frequency, rule.first + by, days, interval=rule.interval, until=rule.until + by if rule.until else None,
        count=rule.count, excluded=frozenset(day + by for day in rule.excluded),
    )  # fmt: skip


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


def _parse_rule(item: Any) -> Rule:
    try:
        return parse_rule(item)
    except RuleError as error:
        raise ScheduleError(_OF_RULES.get(error.code, UNREADABLE), "rules") from error


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
