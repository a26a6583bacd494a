"""The first way to give dates: one line a date, with its hours. What is typed in lines, and the sittings it means."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _

from agenda.events import schedule as sched
from agenda.events.schedule import ScheduleError, Slot, make_slot
from agenda.events.schedule_words import Problem, Problems, end_first, missing, unreadable
from cms.foundation.wording import hour

# A form holds so many lines (Django reads 1 000 fields at most); an event with more dates is kept whole another way.
MAX_ROWS = 120
PARTS = ("date", "start", "end")

Row = dict[str, str]
_READERS: dict[str, Callable[[str], Any]] = {
    "date": date.fromisoformat, "start": time.fromisoformat, "end": time.fromisoformat,
}  # fmt: skip


def blank_row() -> Row:
    """Return a line to be typed in."""
    return dict.fromkeys(PARTS, "")


def rows_of(slots: Iterable[Slot]) -> list[Row]:
    """Return the lines that say these sittings."""
    return [
        {"date": f"{slot.start:%Y-%m-%d}", "start": f"{slot.start:%H:%M}", "end": f"{slot.end:%H:%M}"} for slot in slots
    ]


def read_part(part: str, text: str) -> Any:
    """Return the date or the hour of a text.

    Raises:
        ValueError: it is none, or it carries seconds or an offset.
    """
    read = _READERS[part](text)
    if isinstance(read, time) and (read.tzinfo or read.second or read.microsecond):
        raise ValueError("local time without offset, in whole minutes")
    return read


def read_rows(rows: Sequence[Row], prefix: str = "", line: str = "") -> list[Slot]:
    """Return the sittings of lines; keys of mistakes begin with `prefix`, `line` says "Date %(n)s" in other words.

    Raises:
        Problems: in the order of the lines.
    """
    slots: list[Slot] = []
    found: list[Problem] = []
    seen: dict[Any, int] = {}
    line = line or _("Date %(n)s")
    if len(rows) > MAX_ROWS:
        said = _("More than %(most)s dates one by one: give a rhythm, or make two events.") % {"most": MAX_ROWS}
        raise Problems([Problem(f"{prefix}0-date", said)])
    for n, row in enumerate(rows):
        where = line % {"n": n + 1}
        try:
            slot = read_row(row, f"{prefix}{n}-", where)
        except Problems as problems:
            found += problems.found
            continue
        if slot.start in seen:
            said = _("%(line)s: the same day and hour as line %(other)s.") % {"line": where, "other": seen[slot.start]}
            found.append(Problem(f"{prefix}{n}-date", said))
        seen.setdefault(slot.start, n + 1)
        slots.append(slot)
    if found:
        raise Problems(found)
    return slots


def read_row(row: Row, key: str, where: str) -> Slot:
    """Return the sitting of one line.

    Raises:
        Problems: what is missing or cannot be.
    """
    read: dict[str, Any] = {}
    found = []
    for part in PARTS:
        try:
            read[part] = read_part(part, row[part])
        except ValueError:
            found.append(Problem(key + part, (unreadable if row[part] else missing)(part, where)))
    if found:
        raise Problems(found)
    try:
        return make_slot(read["date"], read["start"], read["end"])
    except ScheduleError as error:
        if error.code != sched.END_BEFORE_START:
            raise Problems([Problem(f"{key}date", unreadable("date", where))]) from error
        said = end_first(hour(read["start"]), hour(read["end"]), where)
        raise Problems([Problem(f"{key}end", said)]) from error
