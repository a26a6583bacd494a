"""From the choices that somebody made to the schedule they mean, or to what is missing in them."""

from collections.abc import Iterable
from datetime import date
from itertools import product
from typing import Any

from django.utils.translation import gettext as _

from agenda.events import schedule as sched
from agenda.events.schedule import Schedule, ScheduleError, Slot, make_slot
from agenda.events.schedule_rows import Row, read_part, read_rows
from agenda.events.schedule_words import (
    MESSAGES,
    Problem,
    Problems,
    end_first,
    missing,
    schedule_error_message,
    unreadable,
)
from agenda.recurrence.rules import MAX_COUNT, Days, Frequency, Hours, Parity, Rule, RuleError, School
from cms.foundation.digits import whole_number
from cms.foundation.wording import hour, long_day, weekday_name

WEEKDAYS = range(7)
RHYTHMS = ("1", "2", "3", "4", "even", "odd", "month", "date")
MONTH_DAYS = frozenset({-1, *range(1, 32)})
# A Monday: what the names of weekdays and the lengths of nights are reckoned from.
_MONDAY = date(2001, 1, 1)
# Where a mistake stands that concerns the rule as a whole.
_AT = {sched.TOO_LONG: "until", sched.TOO_MANY: "until", sched.EVERYTHING_EXCLUDED: "weekdays"}


def read_choices(typed: dict[str, Any], zone: str) -> Schedule:
    """Return the schedule of choices as in the docstring of `schedule_choices`.

    Raises:
        Problems: something is missing, contradicts itself, or gives no date.
    """
    return _Choices(typed, zone).schedule()


class _Choices:
    def __init__(self, typed: dict[str, Any], zone: str) -> None:
        self.typed, self.zone = typed, zone
        self.found: list[Problem] = []

    def schedule(self) -> Schedule:
        days = self._days()
        first = self._date("first", _("Starting from"))
        until, count = self._ending(first)
        excluded = [
            (n, self._date(f"excluded-{n}", _("Except"), text)) for n, text in enumerate(self.typed["excluded"])
        ]
        extra = self._extra()
        if self.found or first is None:
            raise Problems(self.found)
        rhythm = self.typed["rhythm"]
        parity = {"even": Parity.EVEN, "odd": Parity.ODD}.get(rhythm)
        frequency = Frequency.MONTHLY if rhythm in {"month", "date"} else Frequency.WEEKLY
        school = School(self.typed["school"]) if self.typed["school"] in {one.value for one in School} else None
        try:
            rule = Rule.of(
                frequency, first, days, interval=whole_number(rhythm) or 1, parity=parity, until=until,
                count=count, school=school, but_public_holidays=bool(self.typed["public"]),
                excluded=frozenset(day for _n, day in excluded if day),
            )  # fmt: skip
        except RuleError as error:
            raise Problems([Problem("first", str(MESSAGES[sched.UNREADABLE]))]) from error
        return self._checked(rule, excluded, extra)

    def _checked(self, rule: Rule, excluded: list[tuple[int, date | None]], extra: list[Slot]) -> Schedule:
        try:
            alone = Schedule.of(rules=[rule], zone=self.zone)
        except ScheduleError as error:
            if error.code == sched.EVERYTHING_EXCLUDED and extra:
                # Nothing but the dates added one by one: they are what the first way is for.
                self._say("weekdays", schedule_error_message(error))
            raise Problems([Problem(_AT.get(error.code, "until"), schedule_error_message(error))]) from error
        left_out = {one.date for one in alone.skipped()}
        for n, day in excluded:
            if day and day not in left_out:
                said = _("Except: %(day)s is none of the event's days.") % {"day": long_day(day)}
                self._say(f"excluded-{n}", said)
        starts = {slot.start for slot in alone.occurrences()}
        for n, slot in enumerate(extra):
            if slot.start in starts:
                said = _("Added date %(n)s: it takes place already on %(day)s.")
                self._say(f"extra-{n}-date", said % {"n": n + 1, "day": long_day(slot.start.date())})
        if self.found:
            raise Problems(self.found)
        try:
            return Schedule.of(slots=extra, rules=[rule], zone=self.zone)
        except ScheduleError as error:
            raise Problems([Problem("extra-0-date", schedule_error_message(error))]) from error

    # --- days and hours ---

    def _days(self) -> list[Days]:
        rhythm = self.typed["rhythm"]
        weekdays = [day for day in WEEKDAYS if str(day) in self.typed["weekdays"]]
        nths = [nth for nth in (-1, 1, 2, 3, 4) if str(nth) in self.typed["nth"]]
        if rhythm not in RHYTHMS:
            self._say("rhythm", _("Choose how often."))
        if rhythm != "date" and not weekdays:
            self._say("weekdays", _("Tick at least one day of the week."))
        if rhythm == "month" and not nths:
            self._say("nth", _("Tick which ones of the month: the first, the second…"))
        if rhythm not in {"month", "date"} and nths:
            self._say("rhythm", _("“The first, the second…” goes with “each month”: choose that, or untick them."))
        if rhythm == "date" and (weekdays or nths):
            self._say("rhythm", _("A day of the month, or days of the week? Untick the ones that are not meant."))
        shared, by_day = self._shared(), self._by_day(weekdays if rhythm != "date" else [])
        if rhythm == "date":
            return [Days.on_day(day, *shared)] if (day := self._month_day()) else []
        if rhythm == "month":
            return [Days.on_nth(nth, day, *by_day.get(day, shared)) for nth, day in product(nths, weekdays)]
        return [Days.on_weekday(day, *by_day.get(day, shared)) for day in weekdays]

    def _month_day(self) -> int | None:
        text = str(self.typed["monthday"])
        number = -1 if text == "-1" else whole_number(text)
        if number in MONTH_DAYS:
            return number
        self._say("monthday", _("Choose the day of the month."))
        return None

    def _shared(self) -> list[Hours]:
        first = self._hours("start", "end", _("Hours"), self.typed["start"], self.typed["end"])
        second = None
        if self.typed["start2"] or self.typed["end2"]:
            second = self._hours("start2", "end2", _("Second time"), self.typed["start2"], self.typed["end2"])
        if first and second and first.start == second.start:
            self._say("start2", _("Second time: it begins at the same hour as the first."))
        return [one for one in (first, second) if one]

    def _by_day(self, weekdays: Iterable[int]) -> dict[int, list[Hours]]:
        found = {}
        for day in WEEKDAYS:
            hours = self.typed["hours"].get(str(day))
            if hours is None:
                continue
            name = weekday_name(date.fromordinal(_MONDAY.toordinal() + day))
            if day not in weekdays:
                self._say(f"hours-{day}-start", _("%(day)s has hours but is not ticked.") % {"day": name.capitalize()})
                continue
            keys = (f"hours-{day}-start", f"hours-{day}-end")
            one = self._hours(*keys, name.capitalize(), hours["start"], hours["end"])
            found[day] = [one] if one else []
        return found

    def _hours(self, start_key: str, end_key: str, where: str, start: str, end: str) -> Hours | None:
        read = {}
        for part, key, text in (("start", start_key, start), ("end", end_key, end)):
            try:
                read[part] = read_part(part, text)
            except ValueError:
                self._say(key, (unreadable if text else missing)(part, where))
        if len(read) < 2:
            return None
        try:
            make_slot(_MONDAY, read["start"], read["end"])
        except ScheduleError:
            self._say(end_key, end_first(hour(read["start"]), hour(read["end"]), where))
            return None
        return Hours(read["start"], read["end"])

    # --- the period and what is left out or added ---

    def _ending(self, first: date | None) -> tuple[date | None, int | None]:
        if self.typed["ending"] == "count":
            count = whole_number(self.typed["count"])
            if count is None or not 1 <= count <= MAX_COUNT:
                self._say("count", _("Say how many times, from 1 to 800."))
            return None, count
        until = self._date("until", _("Until"))
        if first and until and until < first:
            self._say("until", str(MESSAGES[sched.UNTIL_BEFORE_FROM]))
        return until, None

    def _date(self, key: str, where: str, text: str | None = None) -> date | None:
        text = self.typed[key] if text is None else text
        try:
            day: date = read_part("date", text)
        except ValueError:
            self._say(key, (unreadable if text else missing)("date", where))
            return None
        if day.year not in sched.YEARS:
            self._say(key, unreadable("date", where))
            return None
        return day

    def _extra(self) -> list[Slot]:
        """Return the dates added; one without hours has those of the rule."""
        rows: list[Row] = [
            row if row["start"] or row["end"] else row | {"start": self.typed["start"], "end": self.typed["end"]}
            for row in self.typed["extra"]
        ]
        try:
            return read_rows(rows, "extra-", _("Added date %(n)s"))
        except Problems as problems:
            self.found += problems.found
            return []

    def _say(self, key: str, said: str) -> None:
        self.found.append(Problem(key, said))
