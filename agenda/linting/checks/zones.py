"""Zones: named, described, described simply, and described rightly (rules 1 to 3)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from agenda.linting.feed import Feed
from agenda.linting.moments import Kind, zone_of
from agenda.linting.offsets import NEEDED, NotSimple, ZoneClock, parse_offset, parts_of
from agenda.linting.reading import Component
from agenda.linting.rules import ADVICE, ERROR, WARNING, Hit, _, rule

_TRIED = 500


def _used(feed: Feed) -> dict[str, int]:
    """Return each TZID in use with its first line."""
    found: dict[str, int] = {}
    for line in feed.lines:
        if tzid := line.parameter("TZID"):
            found.setdefault(tzid, line.number)
    return found


@rule(
    "zone-undeclared", 1, ERROR,
    what=_("The zone %(value)s is used, but no VTIMEZONE describes it."),
    remedy=_("Add a VTIMEZONE with exactly this TZID: otherwise events are shown an hour late, or not at all."),
    breaks=("Outlook", "ical.js"),
    sources=("owncloud#687", "urlaubsverwaltung#4827", "zammad#3989", "spatie/icalendar-generator#235", "osmcal#185"),
)  # fmt: skip
def zone_undeclared(feed: Feed) -> Iterator[Hit]:
    """Each TZID has its VTIMEZONE."""
    for tzid, number in _used(feed).items():
        if tzid not in feed.zones:
            yield Hit(number, tzid)


@rule(
    "zone-declared-twice", 1, ERROR,
    what=_("The zone %(value)s is described twice."),
    remedy=_("Write each VTIMEZONE once."),
    sources=("RFC 5545 §3.6.5",),
)  # fmt: skip
def zone_declared_twice(feed: Feed) -> Iterator[Hit]:
    """Each TZID has one VTIMEZONE."""
    for calendar in feed.calendars:
        seen: set[str] = set()
        for one in calendar.inner:
            line = one.first("TZID") if one.name == "VTIMEZONE" else None
            if line and line.value.strip() in seen:
                yield Hit(one.number, line.value)
            elif line:
                seen.add(line.value.strip())


@rule(
    "zone-incomplete", 1, ERROR,
    what=_("The VTIMEZONE %(value)s lacks %(other)s."),
    remedy=_("A zone needs a TZID and a STANDARD or DAYLIGHT part, each with DTSTART and both offsets."),
    breaks=("Outlook",), sources=("owncloud#687", "RFC 5545 §3.6.5"),
)  # fmt: skip
def zone_incomplete(feed: Feed) -> Iterator[Hit]:
    """A VTIMEZONE has all that it needs."""
    for one in feed.components:
        if one.name != "VTIMEZONE":
            continue
        line = one.first("TZID")
        name = line.value if line else "?"
        if line is None:
            yield Hit(one.number, name, "TZID")
        if not parts_of(one):
            yield Hit(one.number, name, "STANDARD")
        for part in parts_of(one):
            yield from (Hit(part.number, name, missing) for missing in NEEDED if not part.first(missing))


@rule(
    "zone-offset", 1, ERROR,
    what=_("%(value)s is no offset."),
    remedy=_("Write offsets as +0100, below 24 hours."),
    breaks=("icalendar",), sources=("RFC 5545 §3.3.14",),
)  # fmt: skip
def zone_offset(feed: Feed) -> Iterator[Hit]:
    """Offsets are offsets."""
    for line in feed.lines:
        if line.name in {"TZOFFSETFROM", "TZOFFSETTO"} and parse_offset(line.value) is None:
            yield Hit(line.number, line.value)


@rule(
    "zone-wrong", 1, ERROR,
    what=_("The VTIMEZONE %(value)s gives another time than that zone has (%(other)s)."),
    remedy=_("Describe the zone as it is, summer time included: programs that believe the file show another hour."),
    breaks=("Outlook",), sources=("owncloud#687", "ical4j#611"),
)  # fmt: skip
def zone_wrong(feed: Feed) -> Iterator[Hit]:
    """The offsets of the events, and of both halves of the year where something recurs, are the zone's own."""
    for tzid, zone in feed.zones.items():
        known = zone_of(tzid)
        if known is None:
            continue
        try:
            clock = ZoneClock(zone)
            for wall in islice(_walls(feed, tzid), _TRIED):
                told = clock.offset(wall)
                # Twice an hour a year two offsets are right.
                true = {wall.replace(tzinfo=known, fold=fold).utcoffset() for fold in (0, 1)}
                if told is not None and told not in true:
                    yield Hit(zone.number, tzid, f"{wall:%Y-%m-%d %H:%M}")
                    break
        except NotSimple:
            continue


def _walls(feed: Feed, tzid: str) -> Iterator[datetime]:
    """Yield the wall clocks at which a zone is asked for its offset."""
    for event, start in feed.timed():
        if start.tzid != tzid or not 1900 < start.at.year < 2200:
            continue
        yield start.at
        if event.has_dates_beside:
            yield from (start.at.replace(month=month, day=15) for month in (1, 7))
            yield from (start.at + timedelta(days=days) for days in (91, 182))


@rule(
    "zone-history", 2, WARNING,
    what=_("The VTIMEZONE %(value)s tells the zone's history in %(other)s parts or dates."),
    remedy=_("Write one DAYLIGHT and one STANDARD with FREQ=YEARLY, BYMONTH and BYDAY."),
    breaks=("Outlook on the web",), sources=("ical4j#611", "skarim/vobject#151"),
)  # fmt: skip
def zone_history(feed: Feed) -> Iterator[Hit]:
    """One part of each kind, no RDATE."""
    for tzid, zone in feed.zones.items():
        parts = parts_of(zone)
        dates = sum(line.value.count(",") + 1 for part in parts for line in part.all("RDATE"))
        kinds = [part.name for part in parts]
        if dates or len(kinds) != len(set(kinds)):
            yield Hit(zone.number, tzid, str(len(parts) + dates))


@rule(
    "zone-without-rule", 2, WARNING,
    what=_("The VTIMEZONE %(value)s changes its clocks once and never again."),
    remedy=_("Give DAYLIGHT and STANDARD a RRULE: FREQ=YEARLY;BYMONTH;BYDAY, without UNTIL."),
    breaks=("Outlook",), sources=("ical4j#611",),
)  # fmt: skip
def zone_without_rule(feed: Feed) -> Iterator[Hit]:
    """Where there are both kinds, both recur without end."""
    for tzid, zone in feed.zones.items():
        parts = parts_of(zone)
        offsets = {line.value.strip() for part in parts if (line := part.first("TZOFFSETTO"))}
        if len({part.name for part in parts}) == len(parts) == len(offsets) == 2 and not all(map(_recurs, parts)):
            yield Hit(zone.number, tzid)


def _recurs(part: Component) -> bool:
    line = part.first("RRULE")
    return part.first("RDATE") is not None or (line is not None and "UNTIL" not in line.value.upper())


@rule(
    "zone-not-iana", 1, ADVICE,
    what=_("The zone %(value)s has a name of its own."),
    remedy=_("Use the name of the IANA list, for example Europe/Paris: several programs look at the name only."),
    breaks=("icalendar", "node-ical"), sources=("node-ical",),
)  # fmt: skip
def zone_not_iana(feed: Feed) -> Iterator[Hit]:
    """TZID is an IANA name."""
    for tzid, number in _used(feed).items():
        if tzid in feed.zones and zone_of(tzid) is None:
            yield Hit(number, tzid)


@rule(
    "zone-on-utc", 1, ERROR,
    what=_("%(value)s has a TZID and ends in Z: local or UTC?"),
    remedy=_("Leave out one of the two."),
    sources=("RFC 5545 §3.2.19",),
)  # fmt: skip
def zone_on_utc(feed: Feed) -> Iterator[Hit]:
    """No TZID on a UTC time."""
    for line in feed.lines:
        if line.parameter("TZID") and line.value.strip().endswith("Z"):
            yield Hit(line.number, line.name)


@rule(
    "utc-only", 1, WARNING,
    what=_("Every time is in UTC."),
    remedy=_("Write local times with TZID and a VTIMEZONE: some programs show UTC as it stands."),
    breaks=("Outlook classic",), sources=("keeper.sh PR#417",),
)  # fmt: skip
def utc_only(feed: Feed) -> Iterator[Hit]:
    """Some event has a zone."""
    timed = [(event, start) for event, start in feed.timed() if not event.has_dates_beside]
    if timed and len(timed) == sum(1 for _pair in feed.timed()) and all(one.kind is Kind.UTC for _e, one in timed):
        yield Hit(timed[0][0].line_of("DTSTART"))


@rule(
    "floating-time", 3, ERROR,
    what=_("%(value)s is bound to no zone: each program takes its own."),
    remedy=_("Add TZID and a VTIMEZONE; X-WR-TIMEZONE alone does not suffice."),
    breaks=("Google",), sources=("x-wr-timezone (PyPI)",),
)  # fmt: skip
def floating_time(feed: Feed) -> Iterator[Hit]:
    """No floating start."""
    for event, start in feed.timed():
        if start.kind is Kind.FLOATING:
            yield Hit(event.line_of("DTSTART"), "DTSTART")
