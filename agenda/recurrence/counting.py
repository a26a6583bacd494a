"""How often days listed one by one take place: "un samedi par mois : 16 janvier, 13 février, 20 mars"."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from agenda.recurrence import items
from agenda.recurrence.items import Item


def is_counted(one: Item, days: Iterable[date]) -> bool:
    """Tell whether days agree with how often it was said that they take place each week or month."""
    if isinstance(one, items.TimesEach):
        number, a_month = one.number, one.a_month
    elif isinstance(one, items.Every) and one.parity is None and 1 in {one.weeks, one.months}:
        number, a_month = 1, one.months == 1
    else:
        return False
    spread = Counter((day.year, day.month) if a_month else day.isocalendar()[:2] for day in set(days))
    return set(spread.values()) == {number}
