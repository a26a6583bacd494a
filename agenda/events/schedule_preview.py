"""What dates that were typed will be: the sentence, how many, the next ones, and the days skipped with their reason."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from agenda.events.schedule import Schedule
from agenda.events.schedule_ways import TEXT, Here, Typed, is_blank, read
from agenda.events.schedule_words import Problem, Problems
from agenda.events.wording import when
from agenda.recurrence.calendars import public_holiday, school_holiday
from agenda.recurrence.expansion import Why
from agenda.recurrence.sentences import reason_of
from cms.foundation.wording import hours, long_day

NEXT = 6
# The calendar's months: as far as an event may reach, and what was just before.
DAYS_AHEAD, DAYS_BACK = 800, 31


@dataclass(frozen=True)
class Preview:
    """What is shown of dates: their sentence and lines of words, or what is wrong; nothing at all before they begin."""

    sentence: str = ""
    number: int = 0
    over: int = 0
    following: tuple[str, ...] = ()
    everything: tuple[str, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()
    until: str = ""

    @property
    def first_skipped(self) -> tuple[tuple[str, str], ...]:
        """The skipped days that stand open."""
        return self.skipped[:NEXT]

    @property
    def other_skipped(self) -> tuple[tuple[str, str], ...]:
        """The skipped days that stand folded."""
        return self.skipped[NEXT:]


def preview_of(typed: Typed, here: Here) -> Preview:
    """Return what is shown of what was typed."""
    if is_blank(typed):
        return Preview()
    try:
        schedule = read(typed, here)
    except Problems as problems:
        asked = typed["way"] == TEXT and here.school_year_ends
        return Preview(problems=tuple(problems.found), until=f"{here.school_year_ends:%Y-%m-%d}" if asked else "")
    return _of(schedule, here)


def _of(schedule: Schedule, here: Here) -> Preview:
    sittings = schedule.occurrences()
    coming = [slot for slot in sittings if slot.start.date() >= here.today]
    lines = [f"{long_day(slot.start.date())}, {hours(slot.start, slot.end)}" for slot in coming or sittings]
    sentence = when(schedule)
    return Preview(
        sentence=f"{sentence[:1].upper()}{sentence[1:]}.",
        number=len(sittings),
        over=len(sittings) - len(coming),
        following=tuple(lines[:NEXT]),
        everything=tuple(lines) if len(lines) > NEXT else (),
        skipped=tuple((long_day(one.date), reason_of(one)) for one in schedule.skipped() if _is_said(one, here)),
    )


def _is_said(one: Any, here: Here) -> bool:
    """Leave out what is past, and the days for which the sentence says once that nothing is decided."""
    return one.date >= here.today and one.why is not Why.NOT_DECIDED


@lru_cache(maxsize=8)
def days_off(zone: str, today: date) -> dict[str, list[list[str]]]:
    """Return what the calendar shades: {"school": [[first, last, name], …], "public": [[day, name], …]}, ISO days."""
    school: list[list[str]] = []
    public: list[list[str]] = []
    for n in range(today.toordinal() - DAYS_BACK, today.toordinal() + DAYS_AHEAD):
        day = date.fromordinal(n)
        if name := public_holiday(day):
            public.append([day.isoformat(), name])
        if not (name := school_holiday(day, zone)):
            continue
        if school and school[-1][2] == name and date.fromisoformat(school[-1][1]).toordinal() == n - 1:
            school[-1][1] = day.isoformat()
        else:
            school.append([day.isoformat(), day.isoformat(), name])
    return {"school": school, "public": public}
