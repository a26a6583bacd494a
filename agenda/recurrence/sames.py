"""Hours said to be the same: "le mardi de 14 h à 16 h, même horaire le jeudi"."""

from agenda.recurrence import items
from agenda.recurrence.clauses import NAMED
from agenda.recurrence.items import Item
from agenda.recurrence.questions import Ask

_BETWEEN = (items.And, items.Stop)


def with_same_hours(found: list[Item]) -> list[Item]:
    """Return the items, the hours before "même horaire", "idem" written again after the days they are of.

    These stand between the hours and these words ("…, le jeudi idem"), else right after them.

    Raises:
        Ask: it cannot be told which hours, or of which days.
    """
    n = next((n for n, one in enumerate(found) if isinstance(one, items.SameHours)), None)
    if n is None:
        return found
    start = _days_before(found, n)
    hours = _hours_of_day(found[:start])
    after = n + 1
    while start == n and after < len(found) and isinstance(found[after], (items.Weekdays, items.And)):
        after += 1
    while after > n + 1 and isinstance(found[after - 1], items.And):
        after -= 1
    days = found[start:n] if start < n else found[n + 1 : after]
    rest = next((one for one in found[after:] if not isinstance(one, _BETWEEN)), None)
    if not hours or not days or isinstance(rest, items.Times | items.HalfDay):
        raise Ask("which_hours", found[n].text)
    return with_same_hours([*found[:start], *days, *hours, *found[after:]])


def _days_before(found: list[Item], n: int) -> int:
    """Return the place from which on only days stand before a place."""
    start = n
    for place in range(n - 1, -1, -1):
        if isinstance(found[place], NAMED):
            start = place
        elif not isinstance(found[place], _BETWEEN):
            break
    return start


def _hours_of_day(found: list[Item]) -> list[Item]:
    """Return the hours of the last days, with the parts of the day said of them.

    Raises:
        Ask: more is said of them than hours.
    """
    hours: list[Item] = []
    for one in reversed(found):
        if isinstance(one, NAMED):
            break
        if isinstance(one, items.Times | items.HalfDay):
            hours.insert(0, one)
        elif not isinstance(one, _BETWEEN):
            raise Ask("which_hours", one.text)
    return hours if any(isinstance(one, items.Times) for one in hours) else []


def with_other_ends(found: list[Item]) -> list[Item]:
    """Return the items, the hours before "le vendredi jusqu'à 16 h" written after these days with that end.

    Raises:
        Ask: it cannot be told when they begin.
    """
    n = next((n for n, one in enumerate(found) if isinstance(one, items.EndsAt)), None)
    if n is None:
        return found
    end = found[n]
    assert isinstance(end, items.EndsAt)  # noqa: S101 - as just found
    place = next((m for m in range(n - 1, -1, -1) if not isinstance(found[m], items.Stop)), n)
    days = found[place]
    hours = _hours_before(found[:place])
    earlier = {day for one in found[:place] if isinstance(one, items.Weekdays) for day in one.days}
    # Of several days with hours of their own, nobody can tell whose.
    only = len(hours) == sum(isinstance(one, items.Times) for one in found[:place])
    last = hours[-1] if hours and only else None
    if not isinstance(days, items.Weekdays) or not isinstance(last, items.Times) or last.end is None:
        raise Ask("hours", end.text)
    if any(isinstance(one, items.Except) for one in found[:n]) or last.start >= end.end or not (
        len(hours) == 1 or set(days.days) <= earlier
    ):  # fmt: skip
        raise Ask("hours", end.text)
    changed = items.Times(f"{days.text} {end.text}", last.start, end.end)
    return with_other_ends([*found[:n], *hours[:-1], changed, *found[n + 1 :]])


def _hours_before(found: list[Item]) -> list[Item]:
    hours: list[Item] = []
    for one in reversed(found):
        if isinstance(one, items.Times):
            hours.insert(0, one)
        elif not isinstance(one, _BETWEEN):
            break
    return hours
