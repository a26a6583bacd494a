"""UID: one a series, unique, with overrides that have a master (rule 8)."""

from collections import Counter
from collections.abc import Iterator

from agenda.linting.feed import Feed
from agenda.linting.rules import ERROR, WARNING, Hit, _, rule

_SHORTEST = 8


@rule(
    "no-uid", 8, ERROR,
    what=_("The event has no UID."),
    remedy=_("Give each event a UID that is its own for ever, for example a UUID."),
    breaks=("vobject", "sabre/vobject"), sources=("RFC 5545 §3.8.4.7",),
)  # fmt: skip
def no_uid(feed: Feed) -> Iterator[Hit]:
    """Each event has a UID."""
    for event in feed.events:
        if event.first("UID") is None:
            yield Hit(event.number)


@rule(
    "uid-shared", 8, ERROR,
    what=_("Several events have the UID %(value)s: programs keep one of them."),
    remedy=_("One UID is one event or one series; give each its own."),
    breaks=("node-ical", "recurring-ical-events", "sabre/vobject"), sources=("PlaceCal#2993",),
)  # fmt: skip
def uid_shared(feed: Feed) -> Iterator[Hit]:
    """One master a UID."""
    seen: set[str] = set()
    for event in feed.events:
        if event.uid and not event.is_override:
            if event.uid in seen:
                yield Hit(event.line_of("UID"), event.uid)
            seen.add(event.uid)


@rule(
    "uid-not-unique", 8, WARNING,
    what=_("UID:%(value)s may be another calendar's too."),
    remedy=_("Use a UUID, or add @ and your domain: a number alone exists in every calendar."),
    sources=("PlaceCal#2993", "RFC 7986 §5.3"),
)  # fmt: skip
def uid_not_unique(feed: Feed) -> Iterator[Hit]:
    """A UID is long, or belongs to a domain."""
    for event in feed.events:
        if event.uid and "@" not in event.uid and (len(event.uid) < _SHORTEST or set(event.uid) <= set("0123456789")):
            yield Hit(event.line_of("UID"), event.uid)


@rule(
    "override-alone", 8, WARNING,
    what=_("An event replaces a date of a series that is not in the feed."),
    remedy=_("Write the series (same UID, RRULE) too, or leave out RECURRENCE-ID."),
    sources=("RFC 5545 §3.8.4.4",),
)  # fmt: skip
def override_alone(feed: Feed) -> Iterator[Hit]:
    """An override has its master."""
    masters = {event.uid for event in feed.events if not event.is_override}
    for event in feed.events:
        if event.is_override and event.uid and event.uid not in masters:
            yield Hit(event.line_of("RECURRENCE-ID"))


@rule(
    "override-twice", 8, ERROR,
    what=_("One date of a series is replaced twice: %(value)s"),
    remedy=_("Write one replacement a date, the newest."),
    breaks=("node-ical",), sources=("RFC 5545 §3.8.4.4",),
)  # fmt: skip
def override_twice(feed: Feed) -> Iterator[Hit]:
    """One override an occurrence."""
    keys = ((event.uid, event.overrides) for event in feed.events if event.overrides)
    twice = {key for key, count in Counter(keys).items() if count > 1}
    seen: set[object] = set()
    for event in feed.events:
        key = (event.uid, event.overrides)
        if event.overrides and key in twice and key in seen:
            yield Hit(event.line_of("RECURRENCE-ID"), f"{event.overrides.at:%Y-%m-%d %H:%M}")
        seen.add(key)
