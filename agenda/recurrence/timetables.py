"""Timetables: "Permanence : mardi 9 h-12 h" is each Tuesday, where "mardi 9 h-12 h" alone may be the next one."""

from agenda.recurrence import items
from agenda.recurrence.items import Item


def is_timetable(found: list[Item]) -> bool:
    """Tell whether a weekday stands right after a colon, after a word of what comes back, and before whole hours."""
    for n, one in enumerate(found[:-1]):
        days = [each for each in found[n + 1 :] if not isinstance(each, items.HalfDay | items.Stop)][:2]
        if isinstance(one, items.Stop) and one.text == ":" and isinstance(found[n + 1], items.Weekdays):
            return any(isinstance(each, items.Regular) for each in found[:n]) and (
                isinstance(days[-1], items.Times) and days[-1].end is not None
            )
    return False
