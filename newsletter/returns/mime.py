"""Opens a mail that anybody may have written: bounded in size, depth and parts, and never raising. Pure, no Django."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses

LARGEST = 1_000_000
MOST_PARTS = 200
DEEPEST = 20
LONGEST_TEXT = 100_000
LONGEST_HEADER = 4_000

_BROKEN = (MessageError, LookupError, ValueError, TypeError, AttributeError, RecursionError, AssertionError)


def open_mail(raw: bytes) -> "Message[str, str]":
    """Return the mail; only its headers when its parts are nested too deep to be read."""
    raw = raw[:LARGEST]
    try:
        return message_from_bytes(raw)
    except _BROKEN:
        return headers_of(raw)


def headers_of(raw: bytes) -> "Message[str, str]":
    """Return the headers alone; none at all where even they cannot be read."""
    try:
        return BytesHeaderParser().parsebytes(raw[:LARGEST])
    except _BROKEN:
        return Message()


def parts_of(mail: "Message[str, str]") -> "Iterator[Message[str, str]]":
    """Yield the mail's own parts, itself included, never those of a mail attached to it."""
    waiting, seen = [(mail, 0)], 0
    while waiting and seen < MOST_PARTS:
        part, depth = waiting.pop()
        seen += 1
        yield part
        children = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(children, list) and depth < DEEPEST:
            messages = [child for child in children[:MOST_PARTS] if isinstance(child, Message)]
            waiting.extend((child, depth + 1) for child in reversed(messages))


def header(mail: "Message[str, str]", name: str) -> str:
    """Return a header in plain characters on one line, decoded where it can be; "" when there is none."""
    try:
        # As it was written: `get` would replace characters that nobody encoded, as French servers often send.
        value = next((str(raw) for field, raw in mail.raw_items() if field.lower() == name.lower()), "")
        value = _decoded(value[:LONGEST_HEADER].encode("utf-8", "surrogateescape"), "utf-8")
        pieces = decode_header(value)
        words = [
            _decoded(piece, charset or "utf-8") if isinstance(piece, bytes) else piece for piece, charset in pieces
        ]
    except _BROKEN:
        return ""
    return " ".join(clean("".join(words)).split())[:LONGEST_HEADER]


def addresses(mail: "Message[str, str]", *names: str) -> list[str]:
    """Return the addresses of these headers in lower case, at most fifty."""
    values = [header(mail, name) for name in names]
    try:
        found = [address.strip().lower() for _name, address in getaddresses([value for value in values if value])]
    except _BROKEN:
        found = []
    return [address for address in found if "@" in address and len(address) <= 254][:50]


def text_of(part: "Message[str, str]") -> str:
    """Return a part's text in any charset it claims; what cannot be decoded is replaced, never refused."""
    try:
        content = part.get_payload(decode=True)
        charset = part.get_content_charset() or "utf-8"
    except _BROKEN:
        return ""
    if not isinstance(content, bytes):
        return ""
    return clean(_decoded(content[:LONGEST_TEXT], charset))


# Codecs of Python that are no charset of mail; some take quadratic time.
_NO_CHARSET = frozenset({"punycode", "idna", "undefined", "raw_unicode_escape", "unicode_escape", "mbcs", "oem"})


def _decoded(content: bytes, charset: str) -> str:
    if charset.lower().replace("-", "_") in _NO_CHARSET:
        charset = "utf-8"
    try:
        return content.decode("utf-8" if charset.lower() in {"us-ascii", "ascii", "unknown-8bit"} else charset)
    except (LookupError, UnicodeError, ValueError):
        try:
            return content.decode()
        except UnicodeError:
            return content.decode("cp1252", "replace")


_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def clean(text: str) -> str:
    """Return the text without what no database or page can hold: controls, halves of characters."""
    return _CONTROLS.sub("", text)
