"""Which UID each series and each single date of an entry has: the same as before while it is the same to people.

Calendars know an event by its UID (RFC 5545 §3.8.4.7): one that changes takes people's own alarm and note away. So an
edited series keeps the UID of the one with which it shares most sittings, else a day at another hour; the entry's own
is handed on when what bore it is gone. Everything else derives its UID from its first sitting.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from agenda.events.clock import to_instant, to_local, zone
from agenda.events.schedule import Schedule, ScheduleError, Slot, parse_schedule
from agenda.recurrence.expansion import Sitting
from agenda.recurrence.series import Series, series_of

# Clocks change at night, everywhere.
_DAYBREAK = 6
# First sitting's instant, and all of them.
Part = tuple[datetime, frozenset[datetime]]


def parts_of(schedule: Schedule) -> tuple[list[Series], list[Slot]]:
    """Return the series that calendars count as we do, and all other dates, in order."""
    series, singles = [], list(schedule.slots)
    for rule, slots in schedule.by_rule():
        for one in series_of(rule, tuple(Sitting(slot.start, slot.end) for slot in slots)):
            if _is_regular(one):
                series.append(one)
            else:
                singles += [Slot(sitting.start, sitting.end) for sitting in one.sittings if sitting.end]
    return series, sorted(singles)


def is_plain(local: datetime) -> bool:
    """Tell whether an hour of the wall clock is one instant: clock changes skip some and double others.

    Engines differ on both, whatever RFC 5545 §3.3.5 says: such hours are written in UTC.
    """
    return local.replace(tzinfo=zone(), fold=0).utcoffset() == local.replace(tzinfo=zone(), fold=1).utcoffset()


def _is_regular(series: Series) -> bool:
    starts = [*(one.start for one in series.sittings), *series.skipped]
    return all(map(is_plain, [*starts, *(one.end for one in series.sittings if one.end)])) and not _meets_change(series)


def _meets_change(series: Series) -> bool:
    """Tell whether a monthly series is at an hour that a clock change skips or doubles on a day between its sittings.

    libical passes through such days on its way from month to month, and comes out an hour late.
    """
    first, last = series.sittings[0].start, series.sittings[-1].start
    if series.rrule["FREQ"] != "MONTHLY" or first.hour >= _DAYBREAK:
        return False
    return not all(is_plain(first + timedelta(days=n)) for n in range((last - first).days + 1))


def uid_of(entry_uid: UUID, uids: dict[str, str], first: datetime) -> str:
    """Return the UID of what has its first sitting at that instant."""
    return uids.get(first.isoformat()) or str(uuid5(entry_uid, first.isoformat()))


def first_uids(entry_uid: UUID, series: list[Series], singles: list[Slot]) -> dict[str, str]:
    """Return who bears the entry's own UID at first, the first series, else the first date; and all other series'.

    A series' name is written down even where it is derived: a new table of holidays may take its first sitting away.
    """
    firsts = [to_instant(one.sittings[0].start) for one in series] or [to_instant(singles[0].start)]
    return {first.isoformat(): str(entry_uid) if n == 0 else uid_of(entry_uid, {}, first)
            for n, first in enumerate(firsts)}  # fmt: skip


def kept_uids(entry_uid: UUID, uids: dict[str, str], before: Any, after: Any) -> dict[str, str]:
    """Return the UIDs that differ from the derived ones, when a stored schedule `before` (None: none) becomes `after`.

    The result names what bore the entry's own UID last, also when it is gone: that UID is never given to something
    that stood beside it.
    """
    schedule = parse_schedule(after)
    if before is None:
        return first_uids(entry_uid, *parts_of(schedule))
    if uids and before == after:
        return _followed(uids, schedule)
    old = _named(entry_uid, uids, before)
    parts = list(_parts(schedule))
    held = _matched(parts, old)
    free = [first for first, _starts in parts if first not in held]
    if free and str(entry_uid) in old and str(entry_uid) not in held.values():
        held[free[0]] = str(entry_uid)
    for first in free:
        held.setdefault(first, _fresh(entry_uid, first, set(held.values())))
    of_series = {to_instant(one.sittings[0].start) for one in parts_of(schedule)[0]}
    kept = {
        first.isoformat(): uid
        for first, uid in held.items()
        if first in of_series or uid != uid_of(entry_uid, {}, first)
    }
    last = {first: uid for first, uid in uids.items() if uid == str(entry_uid) and uid not in kept.values()}
    return kept | last


def _followed(uids: dict[str, str], schedule: Schedule) -> dict[str, str]:
    """Return the same names for the same value, of which a new table of holidays may have moved first sittings."""
    series, singles = parts_of(schedule)
    firsts = [to_instant(one.sittings[0].start) for one in series]
    known = {*firsts, *(to_instant(slot.start) for slot in singles)}
    lost = [moment for text in uids if (moment := datetime.fromisoformat(text)) not in known]
    found = dict(uids)
    for first in firsts:
        if first.isoformat() in found:
            continue
        alike = [moment for moment in lost if to_local(moment).time() == to_local(first).time()]
        if alike:
            nearest = min(alike, key=partial(_distance, first))
            lost.remove(nearest)
            found[first.isoformat()] = found.pop(nearest.isoformat())
    return found


def _distance(first: datetime, moment: datetime) -> tuple[bool, timedelta]:
    """Return how far from a first sitting another is: one of the same weekday is nearer than any other."""
    return to_local(moment).weekday() != to_local(first).weekday(), abs(moment - first)


def _parts(schedule: Schedule) -> Iterator[Part]:
    series, singles = parts_of(schedule)
    for one in series:
        starts = [to_instant(sitting.start) for sitting in one.sittings]
        yield starts[0], frozenset(starts)
    for start in dict.fromkeys(to_instant(slot.start) for slot in singles):
        yield start, frozenset([start])


def _named(entry_uid: UUID, uids: dict[str, str], value: Any) -> dict[str, frozenset[datetime]]:
    """Return {UID: sittings} of what stood before; nothing when it cannot be read any more."""
    try:
        schedule = parse_schedule(value)
    except ScheduleError:
        return {}
    uids = uids or first_uids(entry_uid, *parts_of(schedule))
    return {uid_of(entry_uid, uids, first): starts for first, starts in _parts(schedule)}


def _matched(parts: list[Part], old: dict[str, frozenset[datetime]]) -> dict[datetime, str]:
    """Return {first sitting: UID}: most sittings in common first, then most days in common."""
    held: dict[datetime, str] = {}
    for of in (frozenset, _days):
        was = {uid: of(starts) for uid, starts in old.items() if uid not in held.values()}
        now = {first: of(starts) for first, starts in parts if first not in held}
        shared = [(len(a & b), first, uid) for first, a in now.items() for uid, b in was.items() if a & b]
        for _number, first, uid in sorted(shared, key=lambda one: (-one[0], one[1], one[2])):
            if first not in held and uid not in held.values():
                held[first] = uid
    return held


def _days(starts: frozenset[datetime]) -> frozenset[Any]:
    return frozenset(to_local(start).date() for start in starts)


def _fresh(entry_uid: UUID, first: datetime, taken: set[str]) -> str:
    """Return a derived UID that nothing else bears: a series that moved on may hold the one of this start."""
    uid, turn = uid_of(entry_uid, {}, first), 1
    while uid in taken:
        turn += 1
        uid = str(uuid5(entry_uid, f"{first.isoformat()}#{turn}"))
    return uid
