"""The dates of an event in a form: rows to type in, and sentences that name the line at fault."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agenda.events import schedule as sched
from agenda.events.schedule import Schedule, ScheduleError, Slot, make_slot, parse_schedule, weekly
from cms.foundation.wording import hour

MAX_ROWS = 60
BLANK_ROWS = 3
EXCLUDED_ROWS = 4
UNTIL = "until"
ONE_LINE = "one_line"

MESSAGES = {
    sched.NO_DATE: _("Give at least one date, with its hours."),
    sched.END_BEFORE_START: _("The end comes before the start: check the hours."),
    sched.TOO_LONG: _("The dates cover more than two years: stop earlier, you can add the rest later."),
    sched.TOO_MANY: _("There are more than 800 dates: stop earlier, you can add the rest later."),
    sched.NO_END: _("Say until which day it repeats, or how many times."),
    sched.NO_END_HOUR: _("Say at which hour each date ends."),
    sched.DUPLICATE: _("The same date and hour stands there twice: remove one."),
    sched.UNREADABLE: _("A date or an hour is missing or cannot be read: check each line."),
    sched.UNTIL_BEFORE_FROM: _("The last date comes before the first one."),
    sched.EVERYTHING_EXCLUDED: _("No date is left: all of them are excluded."),
    ONE_LINE: _("Every week: keep one line only. For two days a week, make two events."),
    sched.NOT_A_SITTING: _("A day under “except” is none of the event's days: check it."),
}

PARTS = ("date", "start", "end")
MISSING_PART = {
    "date": _("Date %(line)s: the day is missing."),
    "start": _("Date %(line)s: the hour of the start is missing."),
    "end": _("Date %(line)s: the hour of the end is missing."),
}
UNREADABLE_PART = {
    "date": _("Date %(line)s: the day cannot be read."),
    "start": _("Date %(line)s: the hour of the start cannot be read."),
    "end": _("Date %(line)s: the hour of the end cannot be read."),
}


def schedule_error_message(error: ScheduleError) -> str:
    """Return the sentence for people."""
    if error.where == UNTIL:
        return gettext("Say until which day it repeats, and check the days left out.")
    return str(MESSAGES[error.code])


class ScheduleWidget(forms.Widget):
    """Rows of date, start and end; or one row and "every week until"."""

    class Media:
        js: ClassVar[list[str]] = ["agenda/schedule.js"]
        css: ClassVar[dict[str, list[str]]] = {"all": ["agenda/schedule.css"]}

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """Return the HTML; `value` is the schedule's JSON, or what was typed when it was refused."""
        typed = value if isinstance(value, dict) and "rows" in value else to_rows(value)
        blank = max(BLANK_ROWS - len(typed["rows"]), 1)
        rows: list[dict[str, Any]] = [
            *map(dict, typed["rows"]),
            *[{"date": "", "start": "", "end": ""} for _n in range(blank)],
        ]
        excluded = (typed["excluded"] + [""] * EXCLUDED_ROWS)[: max(EXCLUDED_ROWS, len(typed["excluded"]) + 1)]
        wrong = {(n, part) for n, part, _said in line_problems(typed)} if typed is value else set()
        for n, row in enumerate(rows):
            row["wrong"] = [part for part in PARTS if (n, part) in wrong]
        context = {"name": name, "id": (attrs or {}).get("id", name), **typed, "rows": rows, "excluded": excluded}
        return render_to_string("agenda/widgets/schedule.html", context)

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """Return what was typed, as `to_rows` returns it; None when the form does not hold the field."""
        if f"{name}-repeat" not in data:
            return None
        rows = [{part: str(data.get(f"{name}-{n}-{part}", "")).strip() for part in PARTS} for n in range(MAX_ROWS)]
        excluded = [str(data.get(f"{name}-excluded-{n}", "")).strip() for n in range(MAX_ROWS)]
        return {
            "repeat": str(data[f"{name}-repeat"]),
            "rows": [row for row in rows if any(row.values())],
            "until": str(data.get(f"{name}-until", "")).strip(),
            "excluded": [day for day in excluded if day],
        }

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Tell whether the form does not hold the field at all."""
        return f"{name}-repeat" not in data

    def use_required_attribute(self, initial: Any) -> bool:
        """Return False: the widget is many inputs and only some must be filled."""
        return False

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Return the id of the first date."""
        return f"{id_}-0-date"


def to_rows(value: Any) -> dict[str, Any]:
    """Return a schedule's JSON as the widget shows it: `{"repeat", "rows", "until", "excluded"}`."""
    empty = {"repeat": "no", "rows": [], "until": "", "excluded": []}
    try:
        schedule = parse_schedule(value)
    except ScheduleError:
        return empty
    if len(schedule.rules) == 1 and not schedule.slots:
        rule = schedule.rules[0].to_json()
        row = {"date": rule["from"], **rule["days"][0]["hours"][0]}
        return {"repeat": "weekly", "rows": [row], "until": rule["until"], "excluded": rule["excluded"]}
    rows = [
        {"date": f"{slot.start:%Y-%m-%d}", "start": f"{slot.start:%H:%M}", "end": f"{slot.end:%H:%M}"}
        for slot in schedule.slots
    ]
    return {**empty, "rows": rows}


def from_rows(typed: dict[str, Any]) -> Schedule:
    """Return the schedule of what was typed.

    Raises:
        ScheduleError: nothing typed, something unreadable, or a rule of `Schedule.of` broken.
    """
    if typed["repeat"] != "weekly":
        return Schedule.of(slots=[_row_slot(row) for row in typed["rows"]])
    if not typed["rows"]:
        raise ScheduleError(sched.NO_DATE)
    if len(typed["rows"]) > 1:
        raise ScheduleError(ONE_LINE)
    row = typed["rows"][0]
    _row_slot(row)
    try:
        until, excluded = date.fromisoformat(typed["until"]), [date.fromisoformat(day) for day in typed["excluded"]]
    except ValueError as error:
        raise ScheduleError(sched.UNREADABLE, UNTIL) from error
    first, start, end = date.fromisoformat(row["date"]), *(time.fromisoformat(row[key]) for key in ("start", "end"))
    schedule = Schedule.of(rules=[weekly(first, until, start, end, excluded)])
    if not {one.date for one in schedule.skipped()}.issuperset(excluded):
        raise ScheduleError(sched.NOT_A_SITTING)
    return schedule


def _row_slot(row: dict[str, str]) -> Slot:
    try:
        return make_slot(
            date.fromisoformat(row["date"]), time.fromisoformat(row["start"]), time.fromisoformat(row["end"])
        )
    except ScheduleError:
        raise
    except ValueError as error:
        raise ScheduleError(sched.UNREADABLE, "rows") from error


def line_problems(typed: dict[str, Any]) -> list[tuple[int, str, str]]:
    """Return (row, "date"|"start"|"end", sentence) of everything in the rows that is missing or cannot be."""
    rows = typed["rows"][:1] if typed["repeat"] == "weekly" else typed["rows"]
    return [(n, part, said) for n, row in enumerate(rows) for part, said in _row_problems(n + 1, row)]


def _row_problems(line: int, row: dict[str, str]) -> list[tuple[str, str]]:
    read: dict[str, Any] = {}
    found = []
    for part in PARTS:
        try:
            read[part] = (date if part == "date" else time).fromisoformat(row[part])
        except ValueError:
            said = UNREADABLE_PART if row[part] else MISSING_PART
            found.append((part, str(said[part]) % {"line": line}))
    if found:
        return found
    try:
        make_slot(read["date"], read["start"], read["end"])
    except ScheduleError as error:
        if error.code != sched.END_BEFORE_START:
            return [("date", str(UNREADABLE_PART["date"]) % {"line": line})]
        words = {"line": line, "end": hour(read["end"]), "start": hour(read["start"])}
        return [("end", gettext("Date %(line)s: the end (%(end)s) comes before the start (%(start)s).") % words)]
    return []


class ScheduleField(forms.Field):
    """A schedule typed in rows, cleaned to the JSON value of `agenda.events.schedule`."""

    widget = ScheduleWidget

    def clean(self, value: Any) -> Any:
        """Return the JSON value; what was typed is kept in the widget when it is refused."""
        if not isinstance(value, dict) or "rows" not in value:
            raise ValidationError(MESSAGES[sched.NO_DATE])
        if problems := line_problems(value):
            raise ValidationError([said for _n, _part, said in problems])
        try:
            return from_rows(value).to_json()
        except ScheduleError as error:
            raise ValidationError(schedule_error_message(error)) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell whether what was typed differs from the stored value."""
        return to_rows(initial) != data
