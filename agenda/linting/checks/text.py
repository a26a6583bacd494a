"""What the content lines show: their form, and the escapes of texts (rule 7)."""

import re
from collections.abc import Iterator

from agenda.linting.feed import Feed, unescape
from agenda.linting.reading import Line
from agenda.linting.rules import ADVICE, ERROR, WARNING, Hit, _, rule

TEXTS = frozenset({"SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "CONTACT", "NAME", "X-WR-CALNAME", "X-WR-CALDESC"})
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_SEPARATOR = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_BAD_ESCAPE = re.compile(r"\\(?:\\|[;,nN])|(\\.?)")
_NOT_ESCAPED = re.compile(r"\\.|([;,])")
_WORDS_OF_A_CATEGORY = 3
_FRAME = frozenset({"BEGIN", "END"})


def _texts(feed: Feed) -> Iterator[Line]:
    return (line for line in feed.lines if line.name in TEXTS)


@rule(
    "bad-line", 7, ERROR,
    what=_("This line is no property: %(value)s"),
    remedy=_("Write a line break inside a text as \\n; a line needs a name and a colon."),
    breaks=("icalendar", "ical", "vobject", "ical.js", "sabre/vobject", "libical"), sources=("RFC 5545 §3.1",),
)  # fmt: skip
def bad_line(feed: Feed) -> Iterator[Hit]:
    """Each line has a name, parameters and a colon."""
    for number, text in feed.unparsed:
        yield Hit(number, text)


@rule(
    "trailing-blank", 6, ERROR,
    what=_("A blank stands behind %(value)s."),
    remedy=_("Leave no blank at the end of BEGIN and END lines."),
    breaks=("icalendar", "ical.js", "node-ical"), sources=("RFC 5545 §3.6",),
)  # fmt: skip
def trailing_blank(feed: Feed) -> Iterator[Hit]:
    """BEGIN and END end with their name."""
    for line in feed.lines:
        if line.name in _FRAME and line.value != line.value.strip():
            yield Hit(line.number, f"{line.name}:{line.value.strip()}")


@rule(
    "control-character", 7, ERROR,
    what=_("A control character stands in %(value)s."),
    remedy=_("Take out what is no text: octets below 20 (hexadecimal) and 7F."),
    sources=("RFC 5545 §3.1",),
)  # fmt: skip
def control_character(feed: Feed) -> Iterator[Hit]:
    """No control characters but the tab."""
    for line in feed.lines:
        if _CONTROL.search(line.value):
            yield Hit(line.number, line.name)


@rule(
    "line-separator", 7, WARNING,
    what=_("A Unicode line separator (NEL, U+2028 or U+2029) stands in %(value)s."),
    remedy=_("Write \\n instead: some readers cut the line there."),
    breaks=("Python str.splitlines",), sources=("RFC 5545 §3.1",),
)  # fmt: skip
def line_separator(feed: Feed) -> Iterator[Hit]:
    """No character at which a careless reader splits lines."""
    for line in feed.lines:
        found = _SEPARATOR.search(line.value)
        if found and found.group() > "\x1f":
            yield Hit(line.number, line.name)


@rule(
    "bad-escape", 7, WARNING,
    what=_("%(value)s holds a backslash that escapes nothing: %(other)s"),
    remedy=_("Escape only backslash, comma, semicolon and line break (\\n)."),
    sources=("RFC 5545 §3.3.11",),
)  # fmt: skip
def bad_escape(feed: Feed) -> Iterator[Hit]:
    r"""A backslash stands before ``\``, ``,``, ``;``, ``n`` or ``N``."""
    for line in _texts(feed):
        bad = next((match.group(1) for match in _BAD_ESCAPE.finditer(line.value) if match.group(1)), None)
        if bad:
            yield Hit(line.number, line.name, bad)


@rule(
    "unescaped-text", 7, WARNING,
    what=_("%(value)s holds a “%(other)s” that is not escaped."),
    remedy=_("Write \\, and \\; in texts: what follows may be cut off."),
    sources=("RFC 5545 §3.3.11",),
)  # fmt: skip
def unescaped_text(feed: Feed) -> Iterator[Hit]:
    """Commas and semicolons in texts are escaped."""
    for line in _texts(feed):
        bad = next((match.group(1) for match in _NOT_ESCAPED.finditer(line.value) if match.group(1)), None)
        if bad:
            yield Hit(line.number, line.name, bad)


@rule(
    "double-escape", 7, WARNING,
    what=_("%(value)s was escaped twice: readers see \\n or \\, in the text."),
    remedy=_("Escape a text once."),
    sources=("RFC 5545 §3.3.11",),
)  # fmt: skip
def double_escape(feed: Feed) -> Iterator[Hit]:
    r"""What is left after unescaping holds no ``\,`` or ``\n`` at a place where a sentence has them."""
    for line in _texts(feed):
        if "\\\\" in line.value and re.search(r"\\[,;]|\\n(?:\\n|[A-ZÀ-Ý]|$)", unescape(line.value)):
            yield Hit(line.number, line.name)


@rule(
    "categories-joined", 7, ADVICE,
    what=_("CATEGORIES holds one category with commas in it: %(value)s"),
    remedy=_("Escape each category on its own and put plain commas between them."),
    breaks=("Gancio",), sources=("RFC 5545 §3.8.1.2",),
)  # fmt: skip
def categories_joined(feed: Feed) -> Iterator[Hit]:
    """The commas between categories are not escaped; a phrase with a comma in it is longer than words in a list."""
    for line in feed.lines:
        if line.name != "CATEGORIES" or "\\," not in line.value or re.search(r"(?<!\\),", line.value):
            continue
        if all(len(part.split()) <= _WORDS_OF_A_CATEGORY for part in line.value.split("\\,")):
            yield Hit(line.number, unescape(line.value))


@rule(
    "blank-property", 7, WARNING,
    what=_("%(value)s is empty."),
    remedy=_("Leave out a property that has no value."),
    sources=("RFC 5545 §3.2",),
)  # fmt: skip
def blank_property(feed: Feed) -> Iterator[Hit]:
    """A property that stands there has a value."""
    for line in feed.lines:
        if not line.value.strip() and line.name not in _FRAME:
            yield Hit(line.number, line.name)


@rule(
    "old-parameter", 7, ERROR,
    what=_("%(value)s has the parameter %(other)s of vCalendar 1.0."),
    remedy=_("Write UTF-8 and escapes, without CHARSET and QUOTED-PRINTABLE."),
    sources=("RFC 5545 appendix A",),
)  # fmt: skip
def old_parameter(feed: Feed) -> Iterator[Hit]:
    """No CHARSET, no quoted-printable."""
    for line in feed.lines:
        if "CHARSET" in line.parameters:
            yield Hit(line.number, line.name, "CHARSET")
        elif line.parameter("ENCODING").upper() == "QUOTED-PRINTABLE":
            yield Hit(line.number, line.name, "QUOTED-PRINTABLE")
