"""A rule as the RRULEs that calendars read (RFC 5545 §3.3.10): each with its sittings and the days that it skips.

RRULE names more days than the rule: calendars know neither school holidays nor public ones, nor the parity of ISO
weeks (in a year of 53 weeks two odd ones follow each other). What it names in vain is told apart, for EXDATE.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from agenda.recurrence.expansion import MAX_LOOKED_AT, Sitting, expand
from agenda.recurrence.rules import Days, Frequency, Hours, Rule

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Series:
    """Sittings at the same hours that one RRULE names; `rrule` is without UNTIL, which needs the zone's offset.

    DTSTART is the first sitting's start; `skipped` are the starts that RRULE names between the first and the last
    sitting and at which nothing takes place.
    """

    rrule: dict[str, str | int | list[str] | list[int]]
    sittings: tuple[Sitting, ...]
    skipped: tuple[datetime, ...]

    def only(self, kept: Iterable[bool]) -> "Series | None":
        """Return the series with the sittings for which `kept` is true, in their order; None without any."""
        held = tuple(one for one, keep in zip(self.sittings, kept, strict=True) if keep)
        if not held:
            return None
        hidden = {one.start for one in self.sittings} - {one.start for one in held}
        between = sorted(start for start in hidden | set(self.skipped) if held[0].start < start < held[-1].start)
        return replace(self, sittings=held, skipped=tuple(between))


def series_of(rule: Rule, sittings: tuple[Sitting, ...]) -> list[Series]:
    """Return the series that together give exactly the rule's sittings, each of them once."""
    left = set(sittings)
    found: list[Series] = []
    if not left:  # holidays leave nothing of it, and the event has other dates
        return found
    last = max(one.start for one in sittings).date()
    for part in _parts(rule):
        named = {one for one in _named(part, part.first, last) if one in left}
        if named:
            left -= named
            found.append(_series(part, tuple(sorted(named, key=lambda one: one.start))))
    return found


def _parts(rule: Rule) -> Iterator[Rule]:
    """Yield rules of one hour each, and of one kind of days: what one RRULE can say."""
    kinds: dict[tuple[Hours, bool], list[Days]] = {}
    for days in rule.days:
        for hours in days.hours:
            kinds.setdefault((hours, days.day is not None), []).append(replace(days, hours=(hours,)))
    for days_of_kind in kinds.values():
        yield replace(rule, days=tuple(days_of_kind), count=None)


def _named(part: Rule, first: date, last: date) -> tuple[Sitting, ...]:
    """Return what RRULE names from a day to a day: the rule without anything that a calendar does not know."""
    bare = replace(
        part, first=first, until=None, parity=None, months=frozenset(), school=None, but_public_holidays=False,
        excluded=frozenset(),
    )  # fmt: skip
    return expand(bare, until=last, zone="", most=MAX_LOOKED_AT).sittings


def _series(part: Rule, sittings: tuple[Sitting, ...]) -> Series:
    # Every second week says even and odd ones while no year of 53 weeks stands between: no day is named in vain.
    options = [part, replace(part, interval=2)] if part.parity else [part]
    first, last = sittings[0].start.date(), sittings[-1].start.date()
    named = [(option, _named(option, first, last)) for option in options]
    best, starts = min((pair for pair in named if set(sittings) <= set(pair[1])), key=lambda pair: len(pair[1]))
    held = {one.start for one in sittings}
    return Series(_rrule(best), sittings, tuple(one.start for one in starts if one.start not in held))


def _rrule(part: Rule) -> dict[str, str | int | list[str] | list[int]]:
    found: dict[str, str | int | list[str] | list[int]] = {"FREQ": part.frequency.value.upper()}
    if part.interval > 1:
        found["INTERVAL"] = part.interval
    if part.frequency is Frequency.MONTHLY and part.days[0].day is not None:
        return found | {"BYMONTHDAY": [one.day for one in part.days if one.day is not None]}
    return found | {"BYDAY": [f"{one.nth or ''}{_WEEKDAYS[one.weekday or 0]}" for one in part.days]}
