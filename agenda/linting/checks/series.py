"""Series: rules that end, dates of the same type as DTSTART, exceptions that meet an occurrence (rule 4)."""

from collections.abc import Iterator

from agenda.linting.feed import Event, Feed
from agenda.linting.moments import Kind, Moment
from agenda.linting.reading import Line
from agenda.linting.recurring import MOST, TOO_FREQUENT, Recurrence
from agenda.linting.rules import ADVICE, ERROR, WARNING, Hit, _, rule


def _series(feed: Feed) -> Iterator[tuple[Event, Recurrence, Moment, int]]:
    """Yield what has a rule and a start, with the rule's line."""
    for event in feed.events:
        if event.recurrence and event.start and event.rule_line:
            yield event, event.recurrence, event.start, event.rule_line.number


@rule(
    "bad-rule", 4, ERROR,
    what=_("RRULE cannot be read: %(value)s"),
    remedy=_("Write FREQ and parts of RFC 5545 only, UNTIL or COUNT but not both, numbers from 1."),
    sources=("RFC 5545 §3.3.10",),
)  # fmt: skip
def bad_rule(feed: Feed) -> Iterator[Hit]:
    """RRULE is one."""
    for event in feed.events:
        if event.recurrence and event.rule_line and event.rule_line.value.strip():
            for fault in event.recurrence.faults():
                yield Hit(event.rule_line.number, fault)


@rule(
    "rule-on-utc", 4, WARNING,
    what=_("A series begins in UTC: it shifts by an hour when the clocks change."),
    remedy=_("Write DTSTART with TZID and a VTIMEZONE."),
    breaks=("FullCalendar", "rrule.js"), sources=("fullcalendar#6999", "rrule#550"),
)  # fmt: skip
def rule_on_utc(feed: Feed) -> Iterator[Hit]:
    """A series is local."""
    for event, _recurrence, start, _number in _series(feed):
        if start.kind is Kind.UTC:
            yield Hit(event.line_of("DTSTART"))


@rule(
    "until-not-utc", 4, ERROR,
    what=_("UNTIL=%(value)s is not in UTC, although DTSTART has a zone."),
    remedy=_("Write UNTIL in UTC, ending in Z."),
    breaks=("ical",), sources=("RFC 5545 §3.3.10",),
)  # fmt: skip
def until_not_utc(feed: Feed) -> Iterator[Hit]:
    """UNTIL is an instant when DTSTART is one."""
    for _event, recurrence, start, number in _series(feed):
        until = recurrence.until
        if until and start.kind in {Kind.ZONED, Kind.UTC} and until.kind is not Kind.UTC:
            yield Hit(number, recurrence.parts["UNTIL"])


@rule(
    "until-not-a-date", 4, ERROR,
    what=_("UNTIL=%(value)s has an hour, although DTSTART is a day."),
    remedy=_("Write UNTIL as a day, for example UNTIL=20270131."),
    sources=("RFC 5545 §3.3.10",),
)  # fmt: skip
def until_not_a_date(feed: Feed) -> Iterator[Hit]:
    """UNTIL is a day when DTSTART is one."""
    for _event, recurrence, start, number in _series(feed):
        until = recurrence.until
        if until and start.kind is Kind.DATE and until.kind is not Kind.DATE:
            yield Hit(number, recurrence.parts["UNTIL"])


@rule(
    "until-before-start", 4, WARNING,
    what=_("The series ends before it begins."),
    remedy=_("Let UNTIL come after DTSTART."),
    sources=("RFC 5545 §3.3.10",),
)  # fmt: skip
def until_before_start(feed: Feed) -> Iterator[Hit]:
    """UNTIL comes after DTSTART."""
    for _event, recurrence, start, number in _series(feed):
        if recurrence.ends_before(start):
            yield Hit(number)


@rule(
    "rule-without-end", 4, ADVICE,
    what=_("The series never ends."),
    remedy=_("Give it UNTIL: what nobody ends is shown for ever, also when nobody comes any more."),
    sources=("RFC 5545 §3.3.10",),
)  # fmt: skip
def rule_without_end(feed: Feed) -> Iterator[Hit]:
    """A series has an end, unless it is a yearly one."""
    for _event, recurrence, _start, number in _series(feed):
        if recurrence.frequency != "YEARLY" and not {"UNTIL", "COUNT"} & set(recurrence.parts):
            yield Hit(number)


@rule(
    "too-many-dates", 4, WARNING,
    what=_("The series has more dates than programs take: %(value)s"),
    remedy=_("Repeat daily at most, without BYHOUR, BYMINUTE or BYSECOND, and a few thousand times at most."),
    breaks=("icalendar", "node-ical", "recurring-ical-events"), sources=("RFC 5545 §3.3.10",),
)  # fmt: skip
def too_many_dates(feed: Feed) -> Iterator[Hit]:
    """Nobody's machine is kept busy."""
    for event, recurrence, _start, number in _series(feed):
        parts = set(recurrence.parts)
        if recurrence.frequency in TOO_FREQUENT or parts & {"BYHOUR", "BYMINUTE", "BYSECOND"}:
            yield Hit(number, event.rule_line.value if event.rule_line else "")
        elif (count := recurrence.number("COUNT")) and count > MOST:
            yield Hit(number, f"COUNT={count}")
    for event in feed.events:
        dates = sum(line.value.count(",") + 1 for line in event.component.lines if line.name == "RDATE")
        if dates > MOST:
            yield Hit(event.line_of("RDATE"), f"RDATE × {dates}")


@rule(
    "start-outside-rule", 4, WARNING,
    what=_("DTSTART falls on a day that the rule does not have."),
    remedy=_("Let DTSTART be the first date of the series: programs disagree whether it counts otherwise."),
    sources=("RFC 5545 §3.8.5.3",),
)  # fmt: skip
def start_outside_rule(feed: Feed) -> Iterator[Hit]:
    """DTSTART is the first occurrence."""
    for event, recurrence, start, _number in _series(feed):
        if recurrence.start_is_outside(start):
            yield Hit(event.line_of("DTSTART"))


def _excluded(event: Event) -> Iterator[tuple[Line, Moment]]:
    for line, values in event.dated:
        if line.name == "EXDATE":
            yield from ((line, moment) for _text, moment in values if moment)


@rule(
    "exdate-unlike-start", 4, ERROR,
    what=_("EXDATE is of another type or zone than DTSTART: %(value)s, %(other)s."),
    remedy=_("Write EXDATE exactly as DTSTART: a day, or a time with the same TZID."),
    breaks=("Google", "Apple"), sources=("chroncal#492", "keeper.sh PR#397", "synctools#80"),
)  # fmt: skip
def exdate_unlike_start(feed: Feed) -> Iterator[Hit]:
    """EXDATE has DTSTART's type and zone."""
    for event in feed.events:
        if event.start is None:
            continue
        bad: dict[int, Moment] = {}
        for line, moment in _excluded(event):
            if not moment.is_like(event.start):
                bad.setdefault(line.number, moment)
        for number, moment in bad.items():
            yield Hit(number, _named(event.start), _named(moment))


@rule(
    "exdate-meets-nothing", 4, WARNING,
    what=_("EXDATE excludes a date that the series does not have: %(value)s"),
    remedy=_("Exclude the exact start of an occurrence, the hour included."),
    sources=("chroncal#492", "synctools#80"),
)  # fmt: skip
def exdate_meets_nothing(feed: Feed) -> Iterator[Hit]:
    """EXDATE names an occurrence."""
    for event, recurrence, start, _number in _series(feed):
        if event.first("RDATE"):
            continue
        for line, moment in _excluded(event):
            if moment.is_like(start) and recurrence.never_meets(start, moment):
                yield Hit(line.number, f"{moment.at:%Y-%m-%d %H:%M}")


def _overrides(feed: Feed) -> Iterator[tuple[Event, Moment, Event]]:
    """Yield each override with the moment that it replaces and its master."""
    masters = {event.uid: event for event in reversed(feed.events) if not event.is_override and event.uid}
    for event in feed.events:
        master = masters.get(event.uid)
        if event.overrides and master:
            yield event, event.overrides, master


@rule(
    "override-unlike-start", 4, ERROR,
    what=_("RECURRENCE-ID is of another type or zone than the series' DTSTART: %(value)s, %(other)s."),
    remedy=_("Write RECURRENCE-ID exactly as DTSTART: a day, or a time with the same TZID."),
    breaks=("Apple", "recurring-ical-events", "ical", "sabre/vobject"), sources=("keeper.sh PR#397", "synctools#80"),
)  # fmt: skip
def override_unlike_start(feed: Feed) -> Iterator[Hit]:
    """RECURRENCE-ID has the type and zone of the master's DTSTART."""
    for event, replaced, master in _overrides(feed):
        if master.start and not replaced.is_like(master.start):
            yield Hit(event.line_of("RECURRENCE-ID"), _named(master.start), _named(replaced))


@rule(
    "override-meets-nothing", 4, WARNING,
    what=_("RECURRENCE-ID names a date that the series does not have: %(value)s"),
    remedy=_("RECURRENCE-ID is the start that the occurrence had first, not the new one."),
    sources=("synctools#80", "RFC 5545 §3.8.4.4"),
)  # fmt: skip
def override_meets_nothing(feed: Feed) -> Iterator[Hit]:
    """RECURRENCE-ID names an occurrence of its series."""
    for event, replaced, master in _overrides(feed):
        if master.start is None or not replaced.is_like(master.start) or master.first("RDATE"):
            continue
        if master.recurrence is None or master.recurrence.never_meets(master.start, replaced):
            yield Hit(event.line_of("RECURRENCE-ID"), f"{replaced.at:%Y-%m-%d %H:%M}")


def _named(moment: Moment) -> str:
    return moment.tzid or moment.kind.value
