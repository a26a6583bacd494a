"""Every day, and what says which: "tous les soirs, du 1er au 24 décembre", "tous les jours, du lundi au samedi"."""

from itertools import pairwise

from agenda.recurrence import items
from agenda.recurrence.clauses import NAMED
from agenda.recurrence.items import Item
from agenda.recurrence.questions import Ask

# From as many days on, days named beside "tous les jours" tell which are meant.
_RANGE = 3
# "En semaine" and "les jours ouvrables" only tell the days from the week-end: one day of them may be named.
_WORKING = 6
# What may stand between them; "jours ouvrables" brings its public holidays.
_BETWEEN = (items.Stop, items.Opening, items.Regular, items.PublicHolidays)


def is_of_a_period(named: list[Item]) -> bool:
    """Tell whether a sentence names nothing but one period, of which "tous les soirs" are all evenings."""
    return len(named) == 1 and isinstance(named[0], items.Span)


def with_each_day(found: list[Item]) -> list[Item]:
    """Return the items, "tous les soirs" of a period, or the period but some weekdays, as all days of it."""
    named = named_of(found)
    unsaid = not any(isinstance(one, items.Unknown) for one in found)
    if unsaid and [type(one) for one in named] == [items.Span, items.Weekdays]:
        # "Du 6 au 17 février, hors week-end": all days of it but these.
        place = found.index(named[1])
        if place and isinstance(found[place - 1], items.Except):
            whole = items.Weekdays(named[0].text, tuple(range(7)), repeats=True, loose=True)
            return [*found[: found.index(named[0]) + 1], whole, *found[found.index(named[0]) + 1 :]]
    return [
        items.Weekdays(one.text, tuple(range(7)), repeats=True)
        if isinstance(one, items.Unknown) and one.kind == "every_half_day" and is_of_a_period(named)
        else one
        for one in found
    ]


def named_of(found: list[Item]) -> list[Item]:
    """Return the days and periods that a sentence names."""
    return [one for one in found if isinstance(one, NAMED)]


def without_loose_days(found: list[Item]) -> list[Item]:
    """Return the items without "tous les jours", "en semaine" right beside the days that it means.

    Raises:
        Ask: a day or two stand beside "tous les jours".
    """
    kept = [one for one in found if not isinstance(one, _BETWEEN)]
    for one, other in pairwise(kept):
        if not isinstance(one, items.Weekdays) or not isinstance(other, items.Weekdays):
            continue
        loose = next((each for each in (one, other) if each.loose), None)
        near = other if loose is one else one
        if loose is None or near.loose or not set(near.days) <= set(loose.days):
            continue
        if len(near.days) < _RANGE and len(loose.days) > _WORKING:
            raise Ask("two_rhythms", near.text)
        return without_loose_days([each for each in found if each is not loose])
    return found
