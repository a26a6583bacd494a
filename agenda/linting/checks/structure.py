"""What components must and may hold (RFC 5545 §3.4, §3.6), and what a subscribed calendar says of itself."""

import re
from base64 import b64decode
from collections.abc import Iterator
from datetime import timedelta

from agenda.linting.feed import Feed
from agenda.linting.moments import parse_duration, zone_of
from agenda.linting.rules import ADVICE, ERROR, WARNING, Hit, _, rule

_ONCE = frozenset({
    "UID", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "STATUS", "SEQUENCE",
    "CLASS", "TRANSP", "GEO", "CREATED", "LAST-MODIFIED", "ORGANIZER", "RECURRENCE-ID", "RRULE", "PRIORITY",
})  # fmt: skip
_ALLOWED = {
    "STATUS": frozenset({"TENTATIVE", "CONFIRMED", "CANCELLED"}),
    "TRANSP": frozenset({"OPAQUE", "TRANSPARENT"}),
}
_REFRESH = ("REFRESH-INTERVAL", "X-PUBLISHED-TTL")
_FASTEST = timedelta(minutes=5)
_GEO = re.compile(r"([+-]?[0-9]{1,3}(?:\.[0-9]+)?);([+-]?[0-9]{1,3}(?:\.[0-9]+)?)")


@rule(
    "not-closed", 0, ERROR,
    what=_("%(value)s is never closed: the file was cut, or END is missing."),
    remedy=_("Close every component in the order in which it was begun; check that the whole file arrives."),
    breaks=("icalendar", "ical.js", "libical"), sources=("RFC 5545 §3.4",),
)  # fmt: skip
def not_closed(feed: Feed) -> Iterator[Hit]:
    """Every BEGIN has its END."""
    for one in feed.tree.unclosed:
        yield Hit(one.number, one.name)


@rule(
    "stray-end", 0, ERROR,
    what=_("END:%(value)s closes nothing."),
    remedy=_("Give BEGIN and END the same name."),
    sources=("RFC 5545 §3.6",),
)  # fmt: skip
def stray_end(feed: Feed) -> Iterator[Hit]:
    """Every END has its BEGIN."""
    for line in feed.tree.stray:
        yield Hit(line.number, line.value)


@rule(
    "outside", 0, ERROR,
    what=_("%(value)s stands outside the calendar."),
    remedy=_("Write nothing before BEGIN:VCALENDAR and nothing behind END:VCALENDAR."),
    sources=("RFC 5545 §3.4",),
)  # fmt: skip
def outside(feed: Feed) -> Iterator[Hit]:
    """Everything stands in a VCALENDAR."""
    for line in feed.tree.outside:
        yield Hit(line.number, line.name)
    for one in feed.tree.calendars:
        if one.name != "VCALENDAR":
            yield Hit(one.number, one.name)


@rule(
    "version", 0, ERROR,
    what=_("VERSION:2.0 is missing."),
    remedy=_("Write VERSION:2.0 behind BEGIN:VCALENDAR."),
    breaks=("vobject", "sabre/vobject", "libical"), sources=("RFC 5545 §3.7.4",),
)  # fmt: skip
def version(feed: Feed) -> Iterator[Hit]:
    """VERSION is 2.0."""
    for calendar in feed.calendars:
        line = calendar.first("VERSION")
        if line is None or line.value.strip() != "2.0":
            yield Hit(line.number if line else calendar.number)


@rule(
    "prodid", 0, ERROR,
    what=_("PRODID is missing."),
    remedy=_("Name the program that writes the file: PRODID:-//Organisation//Product//FR"),
    breaks=("vobject", "sabre/vobject", "libical"), sources=("RFC 5545 §3.7.3",),
)  # fmt: skip
def prodid(feed: Feed) -> Iterator[Hit]:
    """PRODID names the writer."""
    for calendar in feed.calendars:
        if calendar.first("PRODID") is None:
            yield Hit(calendar.number)


@rule(
    "no-dtstamp", 9, ERROR,
    what=_("The event has no DTSTAMP."),
    remedy=_("Write DTSTAMP, in UTC, from the event's last change."),
    breaks=("vobject", "sabre/vobject", "libical"), sources=("RFC 5545 §3.6.1",),
)  # fmt: skip
def no_dtstamp(feed: Feed) -> Iterator[Hit]:
    """Each event has DTSTAMP."""
    for event in feed.events:
        if event.first("DTSTAMP") is None:
            yield Hit(event.number)


@rule(
    "repeated-property", 0, ERROR,
    what=_("%(value)s stands twice in one event."),
    remedy=_("Write it once: readers take the first, the last, or none."),
    sources=("RFC 5545 §3.6.1",),
)  # fmt: skip
def repeated_property(feed: Feed) -> Iterator[Hit]:
    """What may stand once stands once."""
    for event in feed.events:
        seen: set[str] = set()
        for line in event.component.lines:
            if line.name in _ONCE and line.name in seen:
                yield Hit(line.number, line.name)
            seen.add(line.name)


@rule(
    "unknown-word", 0, ERROR,
    what=_("%(value)s does not exist; allowed: %(other)s."),
    remedy=_("Write one of the allowed words, or leave the property out."),
    breaks=("ical", "libical"), sources=("RFC 5545 §3.8.1.11",),
)  # fmt: skip
def unknown_word(feed: Feed) -> Iterator[Hit]:
    """STATUS and TRANSP have their few words."""
    for event in feed.events:
        for name, allowed in _ALLOWED.items():
            line = event.first(name)
            if line and line.value.strip() and line.value.strip().upper() not in allowed:
                yield Hit(line.number, f"{name}:{line.value}", ", ".join(sorted(allowed)))


@rule(
    "geo", 15, ERROR,
    what=_("GEO:%(value)s is no point."),
    remedy=_("Write latitude, a semicolon that is not escaped, longitude: GEO:46.99;3.16"),
    sources=("RFC 5545 §3.8.1.6",),
)  # fmt: skip
def geo(feed: Feed) -> Iterator[Hit]:
    """GEO is latitude and longitude."""
    for event in feed.events:
        line = event.first("GEO")
        if line is None:
            continue
        found = _GEO.fullmatch(line.value.strip())
        if not found or abs(float(found[1])) > 90 or abs(float(found[2])) > 180:
            yield Hit(line.number, line.value)


@rule(
    "bad-base64", 0, ERROR,
    what=_("%(value)s is no base64: what is attached cannot be read."),
    remedy=_("Attach by link: ATTACH:https://… Every reader would load the file each time."),
    breaks=("icalendar",), sources=("RFC 5545 §3.8.1.1",),
)  # fmt: skip
def bad_base64(feed: Feed) -> Iterator[Hit]:
    """What says BASE64 is."""
    for event in feed.events:
        for line in event.component.lines:
            if line.parameter("ENCODING").upper() == "BASE64":
                try:
                    b64decode(line.value, validate=True)
                except ValueError:
                    yield Hit(line.number, line.name)


@rule(
    "no-x-wr-timezone", 3, WARNING,
    what=_("X-WR-TIMEZONE is missing: the calendar does not say in which zone it lives."),
    remedy=_("Write X-WR-TIMEZONE:Europe/Paris, the zone of your events."),
    breaks=("Google",), sources=("x-wr-timezone (PyPI)",),
)  # fmt: skip
def no_x_wr_timezone(feed: Feed) -> Iterator[Hit]:
    """The calendar names its zone."""
    for calendar in feed.calendars:
        if calendar.first("X-WR-TIMEZONE") is None:
            yield Hit(calendar.number)


@rule(
    "x-wr-timezone-unknown", 3, WARNING,
    what=_("X-WR-TIMEZONE:%(value)s is no zone of the IANA list."),
    remedy=_("Use a name such as Europe/Paris."),
    breaks=("Google",), sources=("x-wr-timezone (PyPI)",),
)  # fmt: skip
def x_wr_timezone_unknown(feed: Feed) -> Iterator[Hit]:
    """The calendar's zone is one that readers know."""
    for calendar in feed.calendars:
        line = calendar.first("X-WR-TIMEZONE")
        if line and line.value.strip() and zone_of(line.value.strip()) is None:
            yield Hit(line.number, line.value)


@rule(
    "no-x-wr-calname", 3, WARNING,
    what=_("X-WR-CALNAME is missing: subscribers see the address instead of a name."),
    remedy=_("Write X-WR-CALNAME and the calendar's name."),
    sources=("RFC 7986 §5.1",),
)  # fmt: skip
def no_x_wr_calname(feed: Feed) -> Iterator[Hit]:
    """The calendar has the name that today's programs read."""
    for calendar in feed.calendars:
        if calendar.first("X-WR-CALNAME") is None:
            yield Hit(calendar.number)


@rule(
    "no-name", 3, ADVICE,
    what=_("NAME is missing."),
    remedy=_("Write the calendar's name as NAME too: it is the standard's X-WR-CALNAME."),
    sources=("RFC 7986 §5.1",),
)  # fmt: skip
def no_name(feed: Feed) -> Iterator[Hit]:
    """The calendar has its standard name."""
    for calendar in feed.calendars:
        if calendar.first("NAME") is None:
            yield Hit(calendar.number)


@rule(
    "names-differ", 3, ADVICE,
    what=_("NAME and X-WR-CALNAME differ: %(value)s, %(other)s."),
    remedy=_("Give both the same text."),
    sources=("RFC 7986 §5.1",),
)  # fmt: skip
def names_differ(feed: Feed) -> Iterator[Hit]:
    """The calendar has one name."""
    for calendar in feed.calendars:
        name, old = calendar.first("NAME"), calendar.first("X-WR-CALNAME")
        if name and old and name.value != old.value:
            yield Hit(name.number, name.value, old.value)


@rule(
    "no-refresh", 17, ADVICE,
    what=_("Nothing says how often the calendar should be asked for."),
    remedy=_("Write REFRESH-INTERVAL;VALUE=DURATION:PT1H and X-PUBLISHED-TTL:PT1H; both are hints only."),
    sources=("RFC 7986 §5.7",),
)  # fmt: skip
def no_refresh(feed: Feed) -> Iterator[Hit]:
    """The calendar suggests a rhythm."""
    for calendar in feed.calendars:
        if not any(map(calendar.first, _REFRESH)):
            yield Hit(calendar.number)


@rule(
    "refresh-unreadable", 17, WARNING,
    what=_("%(value)s is no duration."),
    remedy=_("Write REFRESH-INTERVAL;VALUE=DURATION:PT1H: the parameter is obligatory."),
    sources=("RFC 7986 §5.7",),
)  # fmt: skip
def refresh_unreadable(feed: Feed) -> Iterator[Hit]:
    """The rhythm is a DURATION above zero and says so."""
    for calendar in feed.calendars:
        for line in filter(None, map(calendar.first, _REFRESH)):
            span = parse_duration(line.value)
            typed = line.name != "REFRESH-INTERVAL" or line.parameter("VALUE").upper() == "DURATION"
            if not typed or span is None or span <= timedelta():
                yield Hit(line.number, f"{line.name}:{line.value}")


@rule(
    "refresh-too-fast", 17, ADVICE,
    what=_("%(value)s: no program asks so often."),
    remedy=_("Suggest an hour; programs ask every 5 minutes at best and once a day at worst."),
    breaks=("Google", "Outlook"), sources=("RFC 7986 §5.7",),
)  # fmt: skip
def refresh_too_fast(feed: Feed) -> Iterator[Hit]:
    """The rhythm is one that somebody follows."""
    for calendar in feed.calendars:
        for line in filter(None, map(calendar.first, _REFRESH)):
            span = parse_duration(line.value)
            if span and timedelta() < span < _FASTEST:
                yield Hit(line.number, f"{line.name}:{line.value}")
