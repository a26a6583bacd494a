"""Timetables: "Permanence : mardi 9 h-12 h" is each Tuesday, where "mardi 9 h-12 h" alone may be the next one."""

from agenda.recurrence import items
from agenda.recurrence.items import Item


def is_timetable(found: list[Item]) -> bool:
    """Tell whether a weekday stands in a timetable, with whole hours.

    Right after a colon that follows a word of what comes back, or with two hours or more after either colon:
    "Zumba : mardi 19 h-20 h et 20 h-21 h", "mardi : 9 h-12 h et 14 h-17 h".
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
        if isinstance(found[n + 1], items.Weekdays):
            whole = [_is_whole(each) for each in rest[1:3]]
            regular = any(isinstance(each, items.Regular) for each in found[:n])
            if whole[:1] == [True] and (regular or whole == [True, True]):
                return True
    return False


def _is_whole(one: Item) -> bool:
    return isinstance(one, items.Times) and one.end is not None
