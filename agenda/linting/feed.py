"""A feed as the checks see it: octets, lines, events, zones and, when it came from a server, how that answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from agenda.linting.exchange import Exchange
from agenda.linting.moments import Kind, Moment, moment_of, moments_of
from agenda.linting.reading import (
    BOM,
    MAX_OCTETS,
    Component,
    Folded,
    Line,
    NotACalendar,
    Physical,
    TooLarge,
    Tree,
    build_tree,
    parse_line,
    split_lines,
    unfold,
)
from agenda.linting.recurring import Recurrence, parse_recurrence

DATED = frozenset({"DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE"})


class Event:
    """One VEVENT with its times read once."""

    def __init__(self, component: Component) -> None:
        self.component = component
        self.number = component.number
        self.first = component.first
        self.all = component.all
        uid = component.first("UID")
        self.uid = uid.value.strip() if uid else ""
        self.start = moment_of(component.first("DTSTART"))
        self.end = moment_of(component.first("DTEND"))
        self.overrides = moment_of(component.first("RECURRENCE-ID"))
        self.is_override = component.first("RECURRENCE-ID") is not None
        rule = component.first("RRULE")
        self.rule_line = rule
        self.recurrence: Recurrence | None = parse_recurrence(rule.value) if rule else None

    def text(self, name: str) -> str:
        """Return a text property with its escapes undone; empty without one."""
        line = self.first(name)
        return unescape(line.value) if line else ""

    def line_of(self, name: str) -> int:
        """Return the number of a property's line, or the event's own."""
        line = self.first(name)
        return line.number if line else self.number

    @cached_property
    def dated(self) -> list[tuple[Line, list[tuple[str, Moment | None]]]]:
        """The lines that hold dates, each with its values and what they mean."""
        return [(line, moments_of(line)) for line in self.component.lines if line.name in DATED and line.value.strip()]

    @property
    def has_dates_beside(self) -> bool:
        """Whether it recurs, by rule or by list."""
        return self.recurrence is not None or self.first("RDATE") is not None


def unescape(text: str) -> str:
    r"""Undo the escapes of a TEXT value: ``\n``, ``\,``, ``\;`` and the backslash itself."""
    pieces = text.split("\\\\")
    plain = [part.replace("\\n", "\n").replace("\\N", "\n").replace("\\,", ",").replace("\\;", ";") for part in pieces]
    return "\\".join(plain)


@dataclass
class Feed:
    """Everything that a check may ask; `now` is the instant at which the feed was read, with its zone."""

    octets: bytes
    physical: list[Physical]
    folded: list[Folded]
    lines: list[Line]
    unparsed: list[tuple[int, str]]
    tree: Tree
    now: datetime
    exchange: Exchange | None = None

    @cached_property
    def calendars(self) -> list[Component]:
        """The VCALENDARs."""
        return [one for one in self.tree.calendars if one.name == "VCALENDAR"]

    @cached_property
    def events(self) -> list[Event]:
        """The VEVENTs, in the order of the file."""
        return [Event(one) for calendar in self.calendars for one in calendar.inner if one.name == "VEVENT"]

    @cached_property
    def zones(self) -> dict[str, Component]:
        """The VTIMEZONEs by TZID; the first of each name."""
        found: dict[str, Component] = {}
        for calendar in self.calendars:
            for one in calendar.inner:
                if one.name == "VTIMEZONE" and (line := one.first("TZID")):
                    found.setdefault(line.value.strip(), one)
        return found

    @cached_property
    def components(self) -> list[Component]:
        """Every component at any depth."""
        return [one for calendar in self.calendars for one in calendar.walk()]

    def exchanges(self) -> Iterator[Exchange]:
        """Yield the exchange with the server, if there was one."""
        if self.exchange:
            yield self.exchange

    def timed(self) -> Iterator[tuple[Event, Moment]]:
        """Yield the events that start at an hour."""
        for event in self.events:
            if event.start and event.start.kind is not Kind.DATE:
                yield event, event.start


def read_feed(octets: bytes, *, now: datetime, exchange: Exchange | None = None) -> Feed:
    """Return the feed that these octets are.

    Raises:
        TooLarge: it is larger than MAX_OCTETS, or holds too many lines or levels.
        NotACalendar: no VCALENDAR begins in it.
    """
    if len(octets) > MAX_OCTETS:
        raise TooLarge
    physical = split_lines(octets.removeprefix(BOM))
    folded = unfold(physical)
    lines: list[Line] = []
    unparsed: list[tuple[int, str]] = []
    for one in folded:
        text = one.octets.decode("utf-8", "replace")
        line = parse_line(one.number, text.lstrip(" \t") if not lines else text)
        if line is None:
            unparsed.append((one.number, text))
        else:
            lines.append(line)
    tree = build_tree(lines)
    if not any(one.name == "VCALENDAR" for one in tree.calendars):
        raise NotACalendar
    return Feed(octets, physical, folded, lines, unparsed, tree, now, exchange)
