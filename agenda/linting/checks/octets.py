"""What only the octets show: byte order mark, line ends, folding, encoding (rule 6)."""

from collections.abc import Iterator

from agenda.linting.feed import Feed
from agenda.linting.reading import BOM
from agenda.linting.rules import ERROR, WARNING, Hit, _, rule

MAX_LINE = 75
# Threads about line ends, byte order marks and folding.
_TOLD = ("ical-generator#221", "ical.net#693", "libical#427", "icalendar PR#87")
_BLANKS = b" \t\r\n"


def _is_utf8(octets: bytes) -> bool:
    try:
        octets.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@rule(
    "bom", 6, ERROR,
    what=_("The file begins with a byte order mark."),
    remedy=_("Write plain UTF-8, without the three octets EF BB BF at the beginning."),
    breaks=("node-ical",), sources=_TOLD,
)  # fmt: skip
def bom(feed: Feed) -> Iterator[Hit]:
    """No BOM."""
    if feed.octets.startswith(BOM):
        yield Hit(1)


@rule(
    "leading-blank", 6, ERROR,
    what=_("Blanks stand before BEGIN:VCALENDAR."),
    remedy=_("Let the file begin with BEGIN:VCALENDAR: templates often leave an empty line before it."),
    sources=_TOLD,
)  # fmt: skip
def leading_blank(feed: Feed) -> Iterator[Hit]:
    """No blank before the first line."""
    if feed.octets.removeprefix(BOM)[:1] in {bytes([blank]) for blank in _BLANKS}:
        yield Hit(1)


@rule(
    "not-crlf", 6, ERROR,
    what=_("A line does not end with CR LF."),
    remedy=_("End every line with the two octets 0D 0A."),
    breaks=("ical.js (CR)", "node-ical (CR)"), sources=_TOLD,
)  # fmt: skip
def not_crlf(feed: Feed) -> Iterator[Hit]:
    """CRLF after every line, the last one included."""
    for line in feed.physical:
        if line.end != b"\r\n":
            yield Hit(line.number)


@rule(
    "empty-line", 6, WARNING,
    what=_("An empty line stands inside the calendar."),
    remedy=_("Leave empty lines out; a line break inside a text is written \\n."),
    sources=_TOLD,
)  # fmt: skip
def empty_line(feed: Feed) -> Iterator[Hit]:
    """No empty line after the first content."""
    begun = False
    for line in feed.physical:
        begun = begun or bool(line.octets.strip())
        if begun and not line.octets.strip():
            yield Hit(line.number)


@rule(
    "line-too-long", 6, WARNING,
    what=_("A line has %(value)s octets, 75 are allowed."),
    remedy=_("Fold at 75 octets, not characters: CR LF and one blank; é takes two octets, an emoji four."),
    sources=_TOLD,
)  # fmt: skip
def line_too_long(feed: Feed) -> Iterator[Hit]:
    """At most 75 octets a line."""
    for line in feed.physical:
        if len(line.octets) > MAX_LINE:
            yield Hit(line.number, str(len(line.octets)))


@rule(
    "fold-splits-character", 6, ERROR,
    what=_("A line is folded in the middle of a character."),
    remedy=_("Fold before the first octet of a character: readers that decode line by line lose it."),
    sources=_TOLD,
)  # fmt: skip
def fold_splits_character(feed: Feed) -> Iterator[Hit]:
    """A fold stands between characters."""
    for line in feed.folded:
        if len(line.parts) > 1 and not all(map(_is_utf8, line.parts)) and _is_utf8(line.octets):
            yield Hit(line.number)


@rule(
    "fold-splits-escape", 6, WARNING,
    what=_("A line is folded between a backslash and the character that it escapes."),
    remedy=_("Fold before the backslash: readers that unescape line by line show it."),
    sources=_TOLD,
)  # fmt: skip
def fold_splits_escape(feed: Feed) -> Iterator[Hit]:
    """A fold does not follow an odd number of backslashes."""
    for line in feed.folded:
        for at in range(1, len(line.parts)):
            before = b"".join(line.parts[max(0, at - 2) : at])
            if (len(before) - len(before.rstrip(b"\\"))) % 2:
                yield Hit(line.number)
                break


@rule(
    "not-utf8", 6, ERROR,
    what=_("A line is not UTF-8: accents are lost or turned into other characters."),
    remedy=_("Write the file in UTF-8, not in Windows-1252 or Latin-1."),
    sources=("RFC 5545 §3.1.4",),
)  # fmt: skip
def not_utf8(feed: Feed) -> Iterator[Hit]:
    """UTF-8 throughout."""
    for line in feed.folded:
        if not _is_utf8(line.octets):
            yield Hit(line.number)
