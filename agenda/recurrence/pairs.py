"""Hours with nothing between them: "9 h 12 h" is from 9 to 12 where the sentence shows it, else it is asked."""

from datetime import time
from itertools import pairwise

from agenda.recurrence import items
from agenda.recurrence.clauses import NAMED
from agenda.recurrence.items import Item
from agenda.recurrence.questions import Ask

_NOON, _AFTER = (time(11, 30), time(13, 0)), (time(12, 30), time(15, 0))


def paired(text: str, moments: list[time]) -> list[items.Times] | None:
    """Return hours two by two; None when they cannot be: an odd number, not rising, or four without a noon between."""
    rising = all(first < second for first, second in pairwise(moments))
    if len(moments) % 2 or not rising or len(moments) > 4:
        return None
    if len(moments) == 4 and not (
        _NOON[0] <= moments[1] <= _NOON[1] and _AFTER[0] <= moments[2] <= _AFTER[1] and moments[1] < moments[2]
    ):
        return None
    return [items.Times(text, start, end, bare=True) for start, end in zip(moments[::2], moments[1::2], strict=True)]


def check_lasting(found: list[Item]) -> None:
    """Ask where how long is said between two hours: of the first, or of both ("18 h 30 (durée 2 h) puis 20 h 30").

    Raises:
        Ask: as said.
    """
    said = [one for one in found if isinstance(one, items.Lasting | items.Times)]
    for before, one, after in zip(said, said[1:], said[2:], strict=False):
        starts = [each for each in (before, after) if isinstance(each, items.Times) and each.end is None]
        if isinstance(one, items.Lasting) and len(starts) == 2:
            raise Ask("end", one.text)


def check_pairs(found: list[Item]) -> None:
    """Ask where a single pair of hours with nothing between may as well be two starts.

    Not of an opening or of what comes back each week, whose two hours are from when to when: two shows of one day are
    of a date, or of a cinema's "mercredi".

    Raises:
        Ask: as said.
    """
    bare = [one for one in found if isinstance(one, items.Times) and one.bare]
    open_hours = any(isinstance(one, items.Opening | items.Regular) for one in found)
    weekly = [one for one in found if isinstance(one, NAMED)]
    comes_back = bool(weekly) and all(
        isinstance(one, items.Weekdays) and (one.repeats or one.article) for one in weekly
    )
    if len(bare) == 1 and not open_hours and not comes_back:
        raise Ask("pair", bare[0].text)
