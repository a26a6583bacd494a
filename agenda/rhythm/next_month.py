"""The same again next month: which dates an event would have, and which of them fall on a day when nobody comes.

Pure: what is published, the holidays and the closures are given. Dates are local, without offset, so that ten o'clock
stays ten o'clock on both sides of a change of the clocks.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from agenda.events.schedule import Schedule, Slot
from cms.foundation.digits import is_digits
from cms.foundation.holidays import holiday_name
from cms.foundation.wording import month_name, short_day, weekday_name

# Three Tuesdays of a month at the same hour are a weekly meeting, one or two are the second or the last Tuesday.
WEEKLY_FROM = 3
_ORDINALS = ("", "premier", "deuxième", "troisième", "quatrième", "cinquième")


@dataclass(frozen=True)
class ProposedEvent:
    """One event as it would be held in a month: its sittings, and in French what was left out and why."""

    event_id: int
    title: str
    slots: tuple[Slot, ...]
    left_out: tuple[str, ...] = ()

    @property
    def schedule(self) -> dict[str, Any]:
        """The dates as the event's page stores them."""
        return Schedule.of(slots=self.slots).to_json()

    @property
    def starts(self) -> tuple[datetime, ...]:
        """When each sitting starts, local time without offset."""
        return tuple(slot.start for slot in self.slots)


def parse_month(text: str) -> date | None:
    """Return the first day of "2026-12"; None when the text is no month."""
    year, _sep, month = text.partition("-")
    if not is_digits(year, 4) or not is_digits(month, 2) or not 1 <= int(month) <= 12 or not 2000 <= int(year) <= 2999:
        return None
    return date(int(year), int(month), 1)


def month_after(day: date) -> date:
    """Return the first day of the month that follows the day's."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def month_before(month: date) -> date:
    """Return the first day of the month before."""
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def propose(
    *, event_id: int, title: str, schedule: Schedule, month: date, closed: Callable[[date], str] = lambda _day: ""
) -> ProposedEvent | None:
    """Return the event's dates in `month` (its first day), after those of the month before.

    What meets weekly stays weekly; the second Tuesday stays the second Tuesday. Left out, with a word: public
    holidays, days for which `closed` gives a reason, and a fifth weekday that the month does not have. None when the
    event had no date in the month before, has some in `month` already.
    """
    before = month_before(month)
    slots = schedule.occurrences()
    last = [slot for slot in slots if _in(slot, before)]
    if not last or any(_in(slot, month) for slot in slots):
        return None
    kept: list[Slot] = []
    left_out: list[str] = []
    for group in _alike(last).values():
        days, missing = _days_of(group, month)
        left_out += missing
        for day in days:
            reason = holiday_name(day) or closed(day)
            if reason:
                left_out.append(f"{short_day(day)}\N{NO-BREAK SPACE}: {reason}")
            else:
                kept.append(_on(group[0], day))
    return ProposedEvent(event_id, title, tuple(sorted(set(kept))), tuple(left_out))


def _in(slot: Slot, month: date) -> bool:
    return (slot.start.year, slot.start.month) == (month.year, month.month)


def _alike(slots: Iterable[Slot]) -> dict[tuple[Any, ...], list[Slot]]:
    """Return the slots by weekday and hours."""
    found: dict[tuple[Any, ...], list[Slot]] = defaultdict(list)
    for slot in slots:
        found[slot.start.weekday(), slot.start.time(), slot.end - slot.start].append(slot)
    return found


def _days_of(group: list[Slot], month: date) -> tuple[list[date], list[str]]:
    weekday = group[0].start.weekday()
    days = [day for day in _days(month) if day.weekday() == weekday]
    if len(group) >= WEEKLY_FROM:
        return days, []
    found, missing = [], []
    for slot in group:
        number = (slot.start.day - 1) // 7 + 1
        if number <= len(days):
            found.append(days[number - 1])
        else:
            name = f"{_ORDINALS[number]} {weekday_name(slot.start.date())}"
            missing.append(f"{month_name(month)} n’a pas de {name}")
    return found, missing


def _days(month: date) -> list[date]:
    return [month.replace(day=day) for day in range(1, monthrange(month.year, month.month)[1] + 1)]


def _on(slot: Slot, day: date) -> Slot:
    start = datetime.combine(day, slot.start.time())
    return Slot(start, start + (slot.end - slot.start))
