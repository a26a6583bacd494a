"""What a public feed says to people: cancelled, past, where it happens, nothing private (rules 11 to 18)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from agenda.linting.feed import Event, Feed
from agenda.linting.moments import Kind, Moment, moment_of
from agenda.linting.rules import ADVICE, ERROR, WARNING, Hit, _, rule

_CANCELLED = re.compile(
    r"annul|cancel|abgesagt|entfällt|cancelad|annullat|geannuleerd|afgelast|avlyst|inställ|aflyst|peruttu|odwołan",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://", re.IGNORECASE)
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_OLD_ENOUGH = timedelta(days=60)
_FEW = 3


@rule(
    "cancelled-unsaid", 11, ADVICE,
    what=_("A cancelled event does not say so in its title: %(value)s"),
    remedy=_("Keep STATUS:CANCELLED and begin the title with “CANCELLED – ”, in the language of your readers."),
    breaks=("Google",), sources=("w3c/calendar#60", "hackgreenville PR#498", "shift-docs PR#730"),
)  # fmt: skip
def cancelled_unsaid(feed: Feed) -> Iterator[Hit]:
    """A cancelled event says so in words: Google hides it, others strike it through, some show it as it was."""
    for event in feed.events:
        if event.text("STATUS").strip().upper() == "CANCELLED" and not _CANCELLED.search(event.text("SUMMARY")):
            yield Hit(event.line_of("STATUS"), event.text("SUMMARY"))


@rule(
    "past-vanishes", 12, ADVICE,
    what=_("The feed is old and holds nothing that is over: what is over vanishes from people's calendars."),
    remedy=_("Keep events for 180 days after they are over."),
    breaks=("Google", "Apple", "Outlook"), sources=("Tietokilta PR#776", "w3c/calendar#66", "mos#251"),
)  # fmt: skip
def past_vanishes(feed: Feed) -> Iterator[Hit]:
    """Where stamps are older than 60 days, something began before yesterday; with few events nothing is said."""
    starts = [_instant(event.start) for event in feed.events if event.start]
    stamps = [_instant(moment_of(event.first(name))) for event in feed.events for name in ("CREATED", "LAST-MODIFIED")]
    known = [stamp for stamp in stamps if stamp]
    is_old = len(starts) >= _FEW and bool(known) and min(known) < feed.now - _OLD_ENOUGH
    if is_old and all(start and start > feed.now - timedelta(days=1) for start in starts):
        yield Hit(0)


def _instant(moment: Moment | None) -> datetime | None:
    """Return the instant, to the day where it has no zone."""
    if moment is None:
        return None
    return moment.instant() or moment.at.replace(tzinfo=UTC)


@rule(
    "method-without-organizer", 14, ERROR,
    what=_("METHOD:%(value)s obliges each event to name its ORGANIZER."),
    remedy=_("Leave out METHOD: a calendar that people subscribe to needs none."),
    breaks=("libical",), sources=("RFC 5546 §3.2.1",),
)  # fmt: skip
def method_without_organizer(feed: Feed) -> Iterator[Hit]:
    """METHOD only with ORGANIZER."""
    for calendar in feed.calendars:
        line = calendar.first("METHOD")
        events = [one for one in calendar.inner if one.name == "VEVENT"]
        if line and line.value.strip() and not all(one.first("ORGANIZER") for one in events):
            yield Hit(line.number, line.value)


@rule(
    "method-invites", 14, ERROR,
    what=_("METHOD:%(value)s makes the calendar an invitation or an answer to one."),
    remedy=_("Leave out METHOD."),
    sources=("RFC 5546 §1.4",),
)  # fmt: skip
def method_invites(feed: Feed) -> Iterator[Hit]:
    """METHOD is PUBLISH, if anything."""
    for calendar in feed.calendars:
        line = calendar.first("METHOD")
        if line and line.value.strip() and line.value.strip().upper() != "PUBLISH":
            yield Hit(line.number, line.value)


@rule(
    "no-summary", 15, WARNING,
    what=_("The event has no title."),
    remedy=_("Write SUMMARY."),
    sources=("RFC 5545 §3.8.1.12",),
)  # fmt: skip
def no_summary(feed: Feed) -> Iterator[Hit]:
    """Each event has a title."""
    for event in feed.events:
        if event.first("SUMMARY") is None:
            yield Hit(event.number)


@rule(
    "link-not-in-description", 15, WARNING,
    what=_("The link stands in URL only: %(value)s"),
    remedy=_("Write the link, and a phone number, at the end of DESCRIPTION too."),
    breaks=("Google",), sources=("RFC 5545 §3.8.4.6",),
)  # fmt: skip
def link_not_in_description(feed: Feed) -> Iterator[Hit]:
    """DESCRIPTION holds the event's link, or another one."""
    for event in feed.events:
        line = event.first("URL")
        if line and line.value.strip():
            text = event.text("DESCRIPTION")
            if line.value.strip() not in text and not _LINK.search(text):
                yield Hit(line.number, line.value)


@rule(
    "no-link", 15, ADVICE,
    what=_("The event leads nowhere: no URL, and no link in DESCRIPTION."),
    remedy=_("Add the address of the event's page to both."),
    breaks=("Google",), sources=("RFC 5545 §3.8.4.6",),
)  # fmt: skip
def no_link(feed: Feed) -> Iterator[Hit]:
    """Readers can find out more."""
    for event in feed.events:
        if event.first("URL") is None and not _LINK.search(event.text("DESCRIPTION")):
            yield Hit(event.number)


@rule(
    "relative-link", 15, ERROR,
    what=_("URL:%(value)s is no complete address."),
    remedy=_("Write the whole address, https:// included: a calendar has no site that it belongs to."),
    sources=("RFC 5545 §3.3.13",),
)  # fmt: skip
def relative_link(feed: Feed) -> Iterator[Hit]:
    """URL is absolute."""
    for event in feed.events:
        line = event.first("URL")
        if line and line.value.strip() and not _ABSOLUTE.match(line.value.strip()):
            yield Hit(line.number, line.value)


@rule(
    "location-lines", 15, WARNING,
    what=_("LOCATION has several lines."),
    remedy=_("Write one line: name, street, postal code and town."),
    breaks=("Google", "Apple"), sources=("RFC 5545 §3.8.1.7",),
)  # fmt: skip
def location_lines(feed: Feed) -> Iterator[Hit]:
    """LOCATION is one line."""
    for event in feed.events:
        if "\n" in event.text("LOCATION").strip():
            yield Hit(event.line_of("LOCATION"))


@rule(
    "alarm", 18, WARNING,
    what=_("The feed sets an alarm on every subscriber's phone."),
    remedy=_("Leave VALARM out of public feeds: each person decides."),
    sources=("RFC 5545 §3.6.6",),
)  # fmt: skip
def alarm(feed: Feed) -> Iterator[Hit]:
    """No VALARM."""
    for one in feed.components:
        if one.name == "VALARM":
            yield Hit(one.number)


@rule(
    "attendee", 18, ERROR,
    what=_("The feed names people who take part (ATTENDEE)."),
    remedy=_("Leave ATTENDEE out of public feeds: it is personal, and some programs take it for an invitation."),
    sources=("RFC 5545 §3.8.4.1",),
)  # fmt: skip
def attendee(feed: Feed) -> Iterator[Hit]:
    """No ATTENDEE, at any depth."""
    for one in feed.components:
        for line in one.lines:
            if line.name == "ATTENDEE":
                yield Hit(line.number)


@rule(
    "not-public", 18, ERROR,
    what=_("CLASS:%(value)s: programs may hide the event or its text."),
    remedy=_("Write CLASS:PUBLIC, and leave out what is not public."),
    sources=("RFC 5545 §3.8.1.3",),
)  # fmt: skip
def not_public(feed: Feed) -> Iterator[Hit]:
    """CLASS is PUBLIC."""
    for event in feed.events:
        line = event.first("CLASS")
        if line and line.value.strip() and line.value.strip().upper() != "PUBLIC":
            yield Hit(line.number, line.value)


@rule(
    "blocks-time", 18, ADVICE,
    what=_("The event marks its subscribers as busy."),
    remedy=_("Write TRANSP:TRANSPARENT: an agenda offers events, nobody attends them all."),
    sources=("RFC 5545 §3.8.2.7",),
)  # fmt: skip
def blocks_time(feed: Feed) -> Iterator[Hit]:
    """TRANSP is TRANSPARENT, unless the event is a whole day, which is free by default in most programs."""
    for event in feed.events:
        opaque = event.text("TRANSP").strip().upper() in {"", "OPAQUE"}
        if opaque and not _is_whole_day(event):
            yield Hit(event.line_of("TRANSP"))


def _is_whole_day(event: Event) -> bool:
    return event.start is not None and event.start.kind is Kind.DATE
