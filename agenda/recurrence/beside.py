"""What is said beside days already named: public holidays that are open too, and another hour at which some end."""

from dataclasses import replace

from agenda.recurrence import items
from agenda.recurrence.clauses import NAMED, Instead
from agenda.recurrence.items import Item
from agenda.recurrence.splitting import Instance, Split
from cms.foundation.digits import is_digits


def without_instead(split: list[Instance], found: list[Item]) -> tuple[list[Instance], list[Instead]]:
    """Set apart "(17 h le vendredi)": days named already, with one hour alone, at which they end instead."""
    kept, instead = list(split), []
    for n, one in enumerate(kept[:-1]):
        other = kept[n + 1]
        hour = next((each.item for each in (one, other) if isinstance(each.item, items.Times)), None)
        days = next((each.item for each in (one, other) if isinstance(each.item, items.Weekdays)), None)
        if hour is None or days is None or not _ends(one, other, hour, found):
            continue
        before = next((each.item for each in reversed(kept[:n]) if isinstance(each.item, (*NAMED, items.Times))), None)
        if isinstance(before, items.Times):
            instead.append(Instead(one.place, days.days, hour.start, f"{one.item.text} {other.item.text}"))
            kept[n] = kept[n + 1] = Instance(one.place, items.Only(""))
    return kept, instead


def _ends(one: Instance, other: Instance, hour: items.Times, found: list[Item]) -> bool:
    """Tell whether an hour and its days stand alone in brackets, the hour bare."""
    opened = found[one.place - 1] if one.place else None
    closed = found[other.place + 1] if other.place + 1 < len(found) else None
    return (
        hour.end is None
        and is_digits(hour.text[:1])
        and isinstance(opened, items.Stop)
        and opened.text == "("
        and (closed is None or isinstance(closed, items.Stop | items.Except | items.And))
    )


def with_open_holidays(found: Split, whole: list[Item]) -> Split:
    """Return the same, public holidays told as days beside days or before hours: "dimanche et jours fériés"."""
    kept = list(found.kept)
    for n, one in enumerate(kept):
        if not isinstance(one.item, items.PublicHolidays) or one.left_out or one.item.mode != "named":
            continue
        before = kept[n - 1] if n else None
        after = kept[n + 1].item if n + 1 < len(kept) else None
        joined = before is not None and isinstance(before.item, NAMED) and all(
            isinstance(each, items.And) or (isinstance(each, items.Stop) and each.text == ",")
            for each in whole[before.place + 1 : one.place]
        )  # fmt: skip
        hours = isinstance(after, items.Times) and after.end is not None and before is not None
        if joined or hours:
            kept[n] = replace(one, item=replace(one.item, mode="open"))
    found.kept = kept
    return found
