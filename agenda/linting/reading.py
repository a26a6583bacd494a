"""Octets to lines to components, as RFC 5545 §3.1 has them; nothing is mended, what does not fit is kept and told.

Every step is linear and bounded, so that a hostile calendar costs no more than an honest one of its size.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

MAX_OCTETS = 8_000_000
MAX_LINES = 300_000
MAX_DEPTH = 20

_END = re.compile(rb"\r\n|\n|\r")
_NAME = re.compile(r"[A-Za-z0-9-]+")
_VALUE = r'(?:"[^"]*"|[^";:,]*)'
_PARAMETER = re.compile(rf";([A-Za-z0-9-]+)=({_VALUE}(?:,{_VALUE})*)")
_ONE_VALUE = re.compile(r'"([^"]*)"|([^",]+)')
BOM = b"\xef\xbb\xbf"


class Unreadable(Exception):
    """Nothing can be said about these octets; the text is an English msgid."""


class TooLarge(Unreadable):
    """More octets, lines or levels than any honest feed has."""


class NotACalendar(Unreadable):
    """No BEGIN:VCALENDAR stands in it."""


class Physical(NamedTuple):
    """One line of the file: its number from 1, its octets, and what ended it."""

    number: int
    octets: bytes
    end: bytes


@dataclass(frozen=True, slots=True)
class Folded:
    """One content line before unfolding: the number of its first line and its pieces, fold blanks taken off."""

    number: int
    parts: tuple[bytes, ...]

    @property
    def octets(self) -> bytes:
        """The unfolded line."""
        return b"".join(self.parts)


@dataclass(frozen=True, slots=True)
class Line:
    """One content line; names are upper case, parameter values unquoted, the value as it stands in the file."""

    number: int
    name: str
    parameters: dict[str, tuple[str, ...]]
    value: str

    def parameter(self, name: str) -> str:
        """Return a parameter's first value, or nothing."""
        return (self.parameters.get(name) or ("",))[0]


@dataclass(slots=True)
class Component:
    """BEGIN to END: own lines, components inside."""

    name: str
    number: int
    lines: list[Line] = field(default_factory=list)
    inner: list["Component"] = field(default_factory=list)

    def all(self, name: str) -> list[Line]:
        """Return the lines of that name."""
        return [line for line in self.lines if line.name == name]

    def first(self, name: str) -> Line | None:
        """Return the first line of that name."""
        return next((line for line in self.lines if line.name == name), None)

    def walk(self) -> Iterator["Component"]:
        """Yield this component and all below it; MAX_DEPTH bounds how deep."""
        yield self
        for one in self.inner:
            yield from one.walk()


def split_lines(octets: bytes) -> list[Physical]:
    """Return the file's lines, whatever ends them.

    Raises:
        TooLarge: there are more than MAX_LINES.
    """
    found: list[Physical] = []
    start = 0
    for match in _END.finditer(octets):
        found.append(Physical(len(found) + 1, octets[start : match.start()], match.group()))
        start = match.end()
        if len(found) > MAX_LINES:
            raise TooLarge
    if start < len(octets):
        found.append(Physical(len(found) + 1, octets[start:], b""))
    return found


def unfold(physical: list[Physical]) -> list[Folded]:
    """Return the content lines; blank lines are left out."""
    pieces: list[tuple[int, list[bytes]]] = []
    for line in physical:
        if line.octets[:1] in {b" ", b"\t"} and pieces:
            pieces[-1][1].append(line.octets[1:])
        elif line.octets.strip():
            pieces.append((line.number, [line.octets]))
    return [Folded(number, tuple(parts)) for number, parts in pieces]


def parse_line(number: int, text: str) -> Line | None:
    """Return a content line's name, parameters and value; None when it is none."""
    match = _NAME.match(text)
    if match is None:
        return None
    name, parameters = match.group().upper(), {}
    at = match.end()
    while found := _PARAMETER.match(text, at):
        values = tuple(quoted or plain for quoted, plain in _ONE_VALUE.findall(found.group(2)))
        parameters[found.group(1).upper()] = values
        at = found.end()
    if text[at : at + 1] != ":":
        return None
    return Line(number, name, parameters, text[at + 1 :])


@dataclass(slots=True)
class Tree:
    """The components of a file, and what stood where nothing may stand."""

    calendars: list[Component] = field(default_factory=list)
    unclosed: list[Component] = field(default_factory=list)
    stray: list[Line] = field(default_factory=list)
    outside: list[Line] = field(default_factory=list)


def build_tree(lines: list[Line]) -> Tree:
    """Return the components; END closes what it names and leaves unclosed what was begun inside.

    Raises:
        TooLarge: components stand more than MAX_DEPTH deep.
    """
    tree, stack = Tree(), list[Component]()
    for line in lines:
        if line.name == "BEGIN":
            made = Component(line.value.strip().upper(), line.number)
            (stack[-1].inner if stack else tree.calendars).append(made)
            stack.append(made)
            if len(stack) > MAX_DEPTH:
                raise TooLarge
        elif line.name == "END":
            name = line.value.strip().upper()
            if name not in {one.name for one in stack}:
                tree.stray.append(line)
                continue
            while stack[-1].name != name:
                tree.unclosed.append(stack.pop())
            stack.pop()
        elif stack:
            stack[-1].lines.append(line)
        else:
            tree.outside.append(line)
    tree.unclosed += stack
    return tree
