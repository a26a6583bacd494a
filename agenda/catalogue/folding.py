r"""Folds content lines at 75 octets as RFC 5545 §3.1 asks, and inside no character and no escape.

The library folds between any two characters: "\\," may end up with its two halves on two lines, which readers that
unescape line by line get wrong (interop rule 6).
"""

from collections.abc import Iterator

MOST_OCTETS = 75
_FOLD = b"\r\n "


def refold(calendar: bytes) -> bytes:
    """Return the same content lines, each folded anew; `calendar` has CRLF line ends and folds by a space."""
    lines = calendar.replace(_FOLD, b"").split(b"\r\n")
    return b"\r\n".join(_FOLD.join(_pieces(line)) for line in lines)


def _pieces(line: bytes) -> Iterator[bytes]:
    # The space that a continuation begins with counts.
    room = MOST_OCTETS
    while len(line) > room:
        cut = _cut(line, room)
        yield line[:cut]
        line, room = line[cut:], MOST_OCTETS - 1
    yield line


def _cut(line: bytes, most: int) -> int:
    """Return the last place, `most` at most, that is neither inside a character nor after an escape's backslash."""
    cut = most
    while line[cut] & 0xC0 == 0x80:  # a continuation octet (RFC 3629 §3)
        cut -= 1
    before = line[:cut]
    escapes = len(before) - len(before.rstrip(b"\\"))
    return cut - escapes % 2
