"""Each morning, afternoon or evening of a period: "du 1er au 24 décembre, tous les soirs à 18 h"."""

from agenda.recurrence import items
from agenda.recurrence.clauses import NAMED
from agenda.recurrence.items import Item


def is_of_a_period(named: list[Item]) -> bool:
    """Tell whether a sentence names nothing but one period, of which "tous les soirs" are all evenings."""
    return len(named) == 1 and isinstance(named[0], items.Span)


def with_each_day(found: list[Item]) -> list[Item]:
    """Return the items, "tous les soirs" of a period as all days of it; what else it may be is asked about elsewhere."""
    return [
        items.Weekdays(one.text, tuple(range(7)), repeats=True)
        if isinstance(one, items.Unknown) and one.kind == "every_half_day" and is_of_a_period(named_of(found))
        else one
        for one in found
    ]


def named_of(found: list[Item]) -> list[Item]:
    """Return the days and periods that a sentence names."""
    return [one for one in found if isinstance(one, NAMED)]
