"""Timetables: "Permanence : mardi 9 h-12 h" is each Tuesday, where "mardi 9 h-12 h" alone may be the next one."""

from agenda.recurrence import items
from agenda.recurrence.items import Item


def is_timetable(found: list[Item]) -> bool:
    """Tell whether a weekday stands in a timetable, with whole hours.

    Right after a colon that follows a word of what comes back, or before a colon with morning and afternoon hours.
    """
    for n, one in enumerate(found[:-1]):
        if not isinstance(one, items.Stop) or one.text != ":":
            continue
        rest = [each for each in found[n + 1 :] if not isinstance(each, items.HalfDay | items.Stop | items.And)]
        if (
            n
            and isinstance(found[n - 1], items.Weekdays)
            and len(rest) > 1
            and all(_is_whole(each) for each in rest[:2])
        ):
            return True
        if isinstance(found[n + 1], items.Weekdays) and any(isinstance(each, items.Regular) for each in found[:n]):
            return len(rest) > 1 and _is_whole(rest[1])
    return False


def _is_whole(one: Item) -> bool:
    return isinstance(one, items.Times) and one.end is not None
