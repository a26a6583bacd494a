"""When what an event's draft announces takes place next: what the queue is sorted by."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from agenda.events.clock import to_instant
from agenda.events.schedule import ScheduleError, parse_schedule


def event_start(content: Mapping[str, Any], now: datetime) -> datetime | None:
    """Return the first sitting that is not over, the last one when all are; None for dates that cannot be read."""
    try:
        slots = parse_schedule(content.get("schedule")).occurrences()
    except ScheduleError:
        return None
    coming = (to_instant(slot.start) for slot in slots if to_instant(slot.end) > now)
    return next(coming, to_instant(slots[-1].start) if slots else None)
