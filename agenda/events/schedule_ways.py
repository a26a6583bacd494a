"""Three ways to give dates (days, choices, a sentence) as one dictionary of what is typed; which one fits a schedule.

    {"way": "days" | "choices" | "text" | "kept",
     "rows": [{date, start, end}, …],   "choices": {…} as in `schedule_choices`,   "text": "tous les mardis …",
     "kept": "{…}"}

`kept` is the stored schedule itself, for one that none of the three ways can show (`way` "kept": it stays as it is),
and for one whose sentence stands in `text`: while the sentence is not touched, it means what is stored, to the byte.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from agenda.events import schedule as sched
from agenda.events.schedule import Schedule, ScheduleError, Slot, parse_schedule
from agenda.events.schedule_choices import blank_choices, choices_of
from agenda.events.schedule_chosen import read_choices
from agenda.events.schedule_rows import MAX_ROWS, PARTS, Row, read_rows, rows_of
from agenda.events.schedule_words import MESSAGES, Problem, Problems, schedule_error_message
from agenda.recurrence.calendars import school_period
from agenda.recurrence.expansion import MAX_SPAN, Sitting
from agenda.recurrence.explaining import explain
from agenda.recurrence.reading import MAX_LENGTH
from agenda.recurrence.sentences import sentence_of, sittings_sentence
from agenda.recurrence.words import day_words

DAYS, CHOICES, TEXT, KEPT = "days", "choices", "text", "kept"
WAYS = (DAYS, CHOICES, TEXT)
SUMMER = "Vacances d’été"
# A school year that ends sooner is nearly over: the next one is meant.
NEARLY_OVER = timedelta(weeks=4)
MOST_KEPT = 200_000

Typed = dict[str, Any]


@dataclass(frozen=True)
class Here:
    """Where and when dates are typed: the zone of the school holidays ("A"), and the local day."""

    zone: str
    today: date

    @property
    def school_year_ends(self) -> date | None:
        """The last day of class of this school year, or of the next when this one is nearly over; None: not known."""
        return _school_year_ends(self.zone, self.today)


@lru_cache(maxsize=8)
def _school_year_ends(zone: str, today: date) -> date | None:
    since = today
    while (period := school_period(SUMMER, zone, since)) is not None:
        if period[0] - today > NEARLY_OVER:
            return period[0] - timedelta(days=1)
        since = period[1] + timedelta(days=1)
    return None


def blank(here: Here) -> Typed:
    """Return what a new event's dates stand at."""
    return {
        "way": DAYS, "rows": [], "choices": blank_choices(here.today, here.school_year_ends), "text": "", "kept": "",
    }  # fmt: skip


def shown(value: Any, here: Here) -> Typed:
    """Return how a stored value is shown: in the first of the ways that says exactly the same, else kept as it is."""
    try:
        schedule = parse_schedule(value)
    except ScheduleError:
        return blank(here)
    typed = blank(here)
    if not schedule.rules and len(schedule.slots) <= MAX_ROWS and _same(schedule, read_slots(rows_of(schedule.slots))):
        return typed | {"way": DAYS, "rows": rows_of(schedule.slots)}
    if (choices := choices_of(schedule)) is not None:
        return typed | {"way": CHOICES, "choices": choices}
    kept = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    text, then = sentence_for(schedule), Here(schedule.zone, schedule.occurrences()[0].start.date())
    if len(text) <= MAX_LENGTH and _same(schedule, read_text(text, then)):
        return typed | {"way": TEXT, "text": text, "kept": kept}
    return typed | {"way": KEPT, "kept": kept}


def typed_in(data: Mapping[str, Any], name: str) -> Typed | None:
    """Return what a form sent; None when it does not hold the field.

    When nothing was given in the way that is chosen, and something in one other, that one is meant: without JavaScript
    all three stand open.
    """

    def text(key: str) -> str:
        return str(data.get(f"{name}-{key}") or "").strip()

    # One more than there may be: too many are refused, never cut.
    rows = _rows(data, name, MAX_ROWS + 1)
    if f"{name}-way" not in data and not rows:
        return None
    typed: Typed = {
        "way": text("way") if text("way") in {*WAYS, KEPT} else DAYS,
        "rows": rows,
        "choices": _choices(data, name),
        "text": " ".join(text("text").split()),
        "kept": text("kept")[:MOST_KEPT],
    }
    filled = [way for way in WAYS if not _is_empty(typed, way)]
    if len(filled) == 1 and is_blank(typed):
        typed["way"] = filled[0]
    return typed


def read(typed: Typed, here: Here) -> Schedule:
    """Return the schedule of what was typed.

    Raises:
        Problems: what is missing, what cannot be, or the question that a sentence leaves open.
    """
    if typed["way"] == CHOICES:
        return read_choices(typed["choices"], here.zone)
    if typed["way"] == DAYS:
        return _of("0-date", slots=read_rows(typed["rows"]), zone=here.zone)
    kept = _kept(typed)
    if typed["way"] == KEPT:
        if kept is None:
            raise Problems([Problem("way", str(MESSAGES[sched.NO_DATE]))])
        return kept
    if kept is not None and typed["text"] == sentence_for(kept):
        return kept
    found = read_text(typed["text"], here)
    if isinstance(found, Problems):
        raise found
    return found


def is_blank(typed: Typed) -> bool:
    """Tell whether nothing was given; what a new rule stands at counts for nothing."""
    return _is_empty(typed, typed["way"])


def essence(typed: Typed) -> Any:
    """Return what tells two answers apart: the way and what was typed in it."""
    return None if is_blank(typed) else (typed["way"], _part(typed, typed["way"]))


def sentence_for(schedule: Schedule) -> str:
    """Return the sentence that says a schedule, in which it can be changed."""
    parts = [sentence_of(rule) for rule in schedule.rules]
    if schedule.slots:
        parts.append(sittings_sentence(tuple(Sitting(slot.start, slot.end) for slot in schedule.slots)))
    return " ".join(" ; ".join(parts).split())


def read_slots(rows: list[Row]) -> Schedule | Problems:
    """Return the schedule of lines alone, or what is wrong in them."""
    try:
        return _of("0-date", slots=read_rows(rows))
    except Problems as problems:
        return problems


def read_text(text: str, here: Here) -> Schedule | Problems:
    """Return the schedule of a French sentence, or the question that it leaves open."""
    if not text:
        return Problems([Problem("text", _("Write on which days and at which hours it takes place."))])
    found = explain(text, since=here.today, until=here.today + MAX_SPAN, zone=here.zone)
    if found.question or found.reading is None:
        return Problems([Problem("text", found.question or str(MESSAGES[sched.NO_DATE]))])
    rules, sittings = found.reading.rules, found.reading.sittings
    hours = [one for rule in rules for days in rule.days for one in days.hours]
    if any(one.end is None for one in hours) or any(one.end is None for one in sittings):
        return Problems([Problem("text", _("Until which hour? Write for example “from 2 pm to 4 pm”."))])
    if any(rule.until is None and rule.count is None for rule in rules):
        return Problems([Problem("text", _ask_end(here))])
    slots = [Slot(one.start, one.end) for one in sittings if one.end]
    try:
        return _of("text", slots=slots, rules=rules, zone=here.zone)
    except Problems as problems:
        return problems


def _ask_end(here: Here) -> str:
    ends = here.school_year_ends
    if ends is None:
        return _("Until which day? Add it to the sentence, or how many times.")
    said = _("Until which day? Add for example “until %(day)s”, the end of the school year.")
    return said % {"day": day_words(ends)}


def _of(key: str, **parts: Any) -> Schedule:
    try:
        return Schedule.of(**parts)
    except ScheduleError as error:
        raise Problems([Problem(key, schedule_error_message(error))]) from error


def _same(schedule: Schedule, found: Schedule | Problems) -> bool:
    """Tell whether two schedules are the same dates by the same rules; the zone is the installation's."""
    return isinstance(found, Schedule) and (schedule.slots, schedule.rules) == (found.slots, found.rules)


def _kept(typed: Typed) -> Schedule | None:
    try:
        return parse_schedule(json.loads(typed["kept"]))
    except (ValueError, RecursionError):
        return None


def _part(typed: Typed, way: str) -> Any:
    return typed[{DAYS: "rows"}.get(way, way)]


def _is_empty(typed: Typed, way: str) -> bool:
    if way != CHOICES:
        return not _part(typed, way)
    chosen = typed["choices"]
    given = ("weekdays", "nth", "monthday", "start", "end", "start2", "end2", "hours", "count", "excluded", "extra")
    return not any(chosen[key] for key in given)


def _rows(data: Mapping[str, Any], start: str, most: int) -> list[Row]:
    rows = [{part: str(data.get(f"{start}-{n}-{part}") or "").strip() for part in PARTS} for n in range(most)]
    return [row for row in rows if any(row.values())]


def _choices(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    def text(key: str) -> str:
        return str(data.get(f"{name}-{key}") or "").strip()

    def several(key: str) -> list[str]:
        found = data.getlist(f"{name}-{key}") if hasattr(data, "getlist") else data.get(f"{name}-{key}") or []
        return sorted({str(one) for one in found})

    hours = {str(day): {part: text(f"hours-{day}-{part}") for part in ("start", "end")} for day in range(7)}
    single = ("rhythm", "monthday", "start", "end", "start2", "end2", "first", "ending", "until", "count", "school")
    return {
        **{key: text(key) for key in single},
        "weekdays": several("weekdays"),
        "nth": several("nth"),
        "hours": {day: typed for day, typed in hours.items() if any(typed.values())},
        "public": text("public") == "on",
        "excluded": sorted(day for n in range(MAX_ROWS) if (day := text(f"excluded-{n}"))),
        "extra": _rows(data, f"{name}-extra", MAX_ROWS),
    }
