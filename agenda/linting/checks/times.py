"""Start, end and stamps of an event: readable, in order, of one type; whole days (rules 5 and 9)."""

from collections.abc import Iterator
from datetime import timedelta

from agenda.linting.feed import Event, Feed
from agenda.linting.moments import Kind, moment_of, parse_duration
from agenda.linting.rules import ADVICE, ERROR, WARNING, Hit, _, rule

_STAMPS = ("DTSTAMP", "CREATED", "LAST-MODIFIED")
_CLOCK_MAY_DIFFER = timedelta(minutes=10)
_FEW = 3


@rule(
    "no-dtstart", 0, ERROR,
    what=_("The event has no DTSTART."),
    remedy=_("Write when the event begins."),
    sources=("RFC 5545 §3.6.1",),
)  # fmt: skip
def no_dtstart(feed: Feed) -> Iterator[Hit]:
    """Each event begins."""
    for event in feed.events:
        if event.first("DTSTART") is None:
            yield Hit(event.number)


@rule(
    "bad-date", 0, ERROR,
    what=_("%(value)s:%(other)s is no date."),
    remedy=_("Write 20270131 or 20270131T140000, a day and an hour that exist."),
    sources=("RFC 5545 §3.3.5",),
)  # fmt: skip
def bad_date(feed: Feed) -> Iterator[Hit]:
    """Dates exist."""
    for event in feed.events:
        for line, values in event.dated:
            bad = next((text for text, moment in values if moment is None), None)
            if bad is not None:
                yield Hit(line.number, line.name, bad)


@rule(
    "value-date-missing", 5, ERROR,
    what=_("%(value)s is a day, and does not say so."),
    remedy=_("Write ;VALUE=DATE behind the name."),
    sources=("codeandtalk#403", "integreat-cms#2967", "RFC 5545 §3.3.4"),
)  # fmt: skip
def value_date_missing(feed: Feed) -> Iterator[Hit]:
    """A date has VALUE=DATE."""
    for event in feed.events:
        for line, values in event.dated:
            is_day = any(moment and moment.kind is Kind.DATE for _text, moment in values)
            if is_day and not line.parameter("VALUE"):
                yield Hit(line.number, line.name)


@rule(
    "value-date-wrong", 5, ERROR,
    what=_("%(value)s says VALUE=DATE and holds an hour."),
    remedy=_("Leave out VALUE=DATE, or the hour."),
    sources=("codeandtalk#403", "RFC 5545 §3.3.4"),
)  # fmt: skip
def value_date_wrong(feed: Feed) -> Iterator[Hit]:
    """VALUE=DATE holds a date."""
    for event in feed.events:
        for line, values in event.dated:
            has_hour = any(moment and moment.kind is not Kind.DATE for _text, moment in values)
            if has_hour and line.parameter("VALUE").upper() == "DATE":
                yield Hit(line.number, line.name)


@rule(
    "end-and-duration", 0, ERROR,
    what=_("The event has both DTEND and DURATION."),
    remedy=_("Write one of the two."),
    breaks=("ical", "vobject"), sources=("RFC 5545 §3.6.1",),
)  # fmt: skip
def end_and_duration(feed: Feed) -> Iterator[Hit]:
    """One end."""
    for event in feed.events:
        if event.first("DTEND") and (line := event.first("DURATION")):
            yield Hit(line.number)


@rule(
    "bad-duration", 0, ERROR,
    what=_("DURATION:%(value)s is no duration of an event."),
    remedy=_("Write PT1H30M, P1D or P2W: weeks stand alone, nothing is negative."),
    sources=("RFC 5545 §3.3.6",),
)  # fmt: skip
def bad_duration(feed: Feed) -> Iterator[Hit]:
    """A duration is one, and not negative."""
    for event in feed.events:
        if line := event.first("DURATION"):
            span = parse_duration(line.value)
            if span is None or span < timedelta():
                yield Hit(line.number, line.value)


@rule(
    "end-before-start", 0, ERROR,
    what=_("The event ends before it begins, or at once."),
    remedy=_("Let DTEND come after DTSTART, or leave it out."),
    breaks=("recurring-ical-events",), sources=("RFC 5545 §3.8.2.2",),
)  # fmt: skip
def end_before_start(feed: Feed) -> Iterator[Hit]:
    """The end comes after the start."""
    for event, start in feed.timed():
        if event.end is None or event.end.kind is Kind.DATE:
            continue
        if event.end.is_like(start):
            wrong = event.end.at <= start.at
        else:
            instants = (start.instant(), event.end.instant())
            wrong = instants[0] is not None and instants[1] is not None and instants[1] <= instants[0]
        if wrong:
            yield Hit(event.line_of("DTEND"))


@rule(
    "all-day-end", 5, ERROR,
    what=_("DTEND of a whole day is not the day after."),
    remedy=_("DTEND is the first day on which the event is over: one day long means the next day."),
    sources=("codeandtalk#403", "integreat-cms#2967", "RFC 5545 §3.6.1"),
)  # fmt: skip
def all_day_end(feed: Feed) -> Iterator[Hit]:
    """The end of whole days is exclusive."""
    for event in feed.events:
        start, end = event.start, event.end
        if start and end and start.kind is end.kind is Kind.DATE and end.at <= start.at:
            yield Hit(event.line_of("DTEND"))


@rule(
    "midnight-to-midnight", 5, ADVICE,
    what=_("The event lasts from midnight to one minute before midnight."),
    remedy=_("Write a whole day with VALUE=DATE, DTEND the day after."),
    sources=("codeandtalk#403", "integreat-cms#2967"),
)  # fmt: skip
def midnight_to_midnight(feed: Feed) -> Iterator[Hit]:
    """Whole days are dates."""
    for event, start in feed.timed():
        if (
            event.end
            and start.at.time() == start.at.min.time()
            and (event.end.at.hour, event.end.at.minute) == (23, 59)
        ):
            yield Hit(event.line_of("DTSTART"))


@rule(
    "end-unlike-start", 5, ERROR,
    what=_("DTEND is of another type than DTSTART: %(value)s, %(other)s."),
    remedy=_("Write both as dates, or both as times bound in the same way."),
    sources=("RFC 5545 §3.8.2.2",),
)  # fmt: skip
def end_unlike_start(feed: Feed) -> Iterator[Hit]:
    """Start and end are both dates, both floating, or both instants."""
    for event in feed.events:
        start, end = event.start, event.end
        if start is None or end is None or start.kind is end.kind:
            continue
        if Kind.DATE in {start.kind, end.kind} or Kind.FLOATING in {start.kind, end.kind}:
            yield Hit(event.line_of("DTEND"), start.kind.value, end.kind.value)


@rule(
    "stamp-not-utc", 9, ERROR,
    what=_("%(value)s is not in UTC."),
    remedy=_("Write DTSTAMP, CREATED and LAST-MODIFIED in UTC, ending in Z."),
    sources=("RFC 5545 §3.8.7",),
)  # fmt: skip
def stamp_not_utc(feed: Feed) -> Iterator[Hit]:
    """Stamps are UTC."""
    for event in feed.events:
        for name in _STAMPS:
            line = event.first(name)
            moment = moment_of(line)
            if line and line.value.strip() and (moment is None or moment.kind is not Kind.UTC):
                yield Hit(line.number, name)


@rule(
    "stamp-in-future", 9, WARNING,
    what=_("%(value)s lies in the future: %(other)s."),
    remedy=_("Local time was probably written as UTC: convert it before adding Z."),
    sources=("nextcloud (calendar subscriptions)", "indico#4790"),
)  # fmt: skip
def stamp_in_future(feed: Feed) -> Iterator[Hit]:
    """Nothing was changed later than now."""
    for event in feed.events:
        for name in _STAMPS:
            line = event.first(name)
            moment = moment_of(line)
            instant = moment.instant() if moment and moment.kind is Kind.UTC else None
            if line and instant and instant > feed.now + _CLOCK_MAY_DIFFER:
                yield Hit(line.number, name, line.value)


def _value(event: Event, name: str) -> str:
    line = event.first(name)
    return line.value if line else ""


@rule(
    "stamps-all-equal", 9, ADVICE,
    what=_("All events have one DTSTAMP, although they were changed at different times."),
    remedy=_("Take DTSTAMP from the event's last change, not from the clock: readers take each event for changed."),
    breaks=("Nextcloud",), sources=("nextcloud (calendar subscriptions)", "indico#4790"),
)  # fmt: skip
def stamps_all_equal(feed: Feed) -> Iterator[Hit]:
    """DTSTAMP differs as LAST-MODIFIED does."""
    stamps = {_value(event, "DTSTAMP") for event in feed.events}
    changes = {_value(event, "LAST-MODIFIED") for event in feed.events} - {""}
    if len(stamps) == 1 and stamps != {""} and len(changes) >= _FEW:
        yield Hit(feed.events[0].line_of("DTSTAMP"))


@rule(
    "no-last-modified", 9, ADVICE,
    what=_("The event does not say when it was changed last."),
    remedy=_("Write LAST-MODIFIED, in UTC, from your data."),
    sources=("nextcloud (calendar subscriptions)",),
)  # fmt: skip
def no_last_modified(feed: Feed) -> Iterator[Hit]:
    """Each event has LAST-MODIFIED."""
    for event in feed.events:
        if event.first("LAST-MODIFIED") is None:
            yield Hit(event.number)


@rule(
    "no-sequence", 9, ADVICE,
    what=_("The event has no SEQUENCE."),
    remedy=_("Write SEQUENCE, and add 1 whenever time, place or status change."),
    sources=("RFC 5545 §3.8.7.4",),
)  # fmt: skip
def no_sequence(feed: Feed) -> Iterator[Hit]:
    """Each event has SEQUENCE."""
    for event in feed.events:
        if event.first("SEQUENCE") is None:
            yield Hit(event.number)


@rule(
    "bad-sequence", 9, ERROR,
    what=_("SEQUENCE:%(value)s is no whole number from 0 to 2147483647."),
    remedy=_("Count the changes from 0."),
    sources=("RFC 5545 §3.3.8", "RFC 5545 §3.8.7.4"),
)  # fmt: skip
def bad_sequence(feed: Feed) -> Iterator[Hit]:
    """SEQUENCE is a number that programs can hold: seconds since 1970 fit, milliseconds do not."""
    for event in feed.events:
        line = event.first("SEQUENCE")
        text = line.value.strip() if line else ""
        if line and text and not _fits(text):
            yield Hit(line.number, line.value)


def _fits(text: str) -> bool:
    return len(text) <= 10 and set(text) <= set("0123456789") and int(text) < 2**31
