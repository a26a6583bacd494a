"""Makes contributors' HTML harmless: allow-list, depth and size caps; for the mail, the page and plain text.

The MJML engine kills its process on some 8 000 nested tags and refuses a whole letter for one unclosed `<p>`: nothing
reaches it that has not been written anew here.
"""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin

import nh3
from django.conf import settings
from django.utils.html import escape, strip_tags

TAGS = {"p", "br", "strong", "b", "em", "i", "ul", "ol", "li", "a", "h3", "h4", "blockquote"}
SCHEMES = {"http", "https", "mailto", "tel"}
DEEPEST = 20
LARGEST = 20_000
VOID = {"br"}
# What XML 1.0 has no place for (§2.2): a word processor's vertical tab in a title would stop the whole letter.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class ContributedTextTooLong(Exception):
    """A text is larger than a letter can carry; holds its size in bytes."""

    def __init__(self, size: int) -> None:
        """Keep the size for the sentence that the editor sees."""
        super().__init__(f"{size} bytes")
        self.size = size


def printable(text: str) -> str:
    """Return the text without the characters that XML forbids; nobody sees them, the engine refuses them."""
    return FORBIDDEN.sub("", text)


def clean_html(html: str, *, link_style: str = "") -> str:
    """Return well-formed HTML of a few known tags, links absolute, at most 20 levels deep.

    Text nested deeper loses its tags, not its words. `link_style` becomes the style of every link (mail only).

    Raises:
        ContributedTextTooLong: more than 20 kB remain, which is the length of four printed pages.
    """
    if len(html) > 50 * LARGEST:
        raise ContributedTextTooLong(len(html))
    cleaned = nh3.clean(
        printable(html),
        tags=TAGS,
        attributes={"a": {"href"}},
        attribute_filter=_absolute,
        url_schemes=SCHEMES,
        link_rel=None,
        set_tag_attribute_values={"a": {"style": link_style}} if link_style else None,
    )
    cleaned = printable(cleaned)  # now, because "&#1;" has become the character itself
    size = len(cleaned.encode())
    if size > LARGEST:
        raise ContributedTextTooLong(size)
    if _depth(cleaned) > DEEPEST:
        cleaned = f"<p>{escape(' '.join(strip_tags(cleaned).split()))}</p>"
    return cleaned


def _absolute(tag: str, attribute: str, value: str) -> str:
    return urljoin(settings.PUBLIC_URL + "/", value) if (tag, attribute) == ("a", "href") else value


class _Depth(HTMLParser):
    """Finds how deep the tags go."""

    level = 0
    deepest = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.level += 1
            self.deepest = max(self.deepest, self.level)

    def handle_endtag(self, tag: str) -> None:
        self.level -= 1


def _depth(html: str) -> int:
    parser = _Depth()
    parser.feed(html)
    return parser.deepest


class _Text(HTMLParser):
    """Writes cleaned HTML as paragraphs: lists with a dash, the address of a link after its words."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = [""]
        self.counters: list[int | None] = []
        self.link: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"p", "h3", "h4", "blockquote"}:
            self._break()
        elif tag in {"ul", "ol"}:
            self._break()
            self.counters.append(0 if tag == "ol" else None)
        elif tag == "li":
            self._break()
            self.blocks[-1] = self._bullet()
        elif tag == "br":
            self.blocks[-1] += "\n"
        elif tag == "a":
            self.link = (dict(attrs).get("href") or "", len(self.blocks[-1]))

    def handle_endtag(self, tag: str) -> None:
        if tag in {"p", "h3", "h4", "blockquote", "li"}:
            self._break()
        elif tag in {"ul", "ol"} and self.counters:
            self.counters.pop()
        elif tag == "a" and self.link:
            href, start = self.link
            words = self.blocks[-1][start:].strip()
            self.link = None
            target = href.removeprefix("mailto:").removeprefix("tel:")
            if target and target != words:
                self.blocks[-1] += f" ({target})"

    def handle_data(self, data: str) -> None:
        data = re.sub(r"[ \t\r\n]+", " ", data)
        self.blocks[-1] += data.lstrip() if self.blocks[-1] in {"", "- "} else data

    def _bullet(self) -> str:
        if self.counters and (count := self.counters[-1]) is not None:
            self.counters[-1] = count + 1
            return f"{count + 1}. "
        return "- "

    def _break(self) -> None:
        if self.blocks[-1].strip() not in {"", "-"}:
            self.blocks.append("")
        else:
            self.blocks[-1] = "" if not self.blocks[-1].strip() else self.blocks[-1]


def html_to_text(html: str) -> str:
    """Return contributors' HTML as plain text with nothing lost but its looks; one blank line between paragraphs."""
    parser = _Text()
    parser.feed(clean_html(html))
    blocks = [block.strip() for block in parser.blocks if block.strip() not in {"", "-"}]
    lines: list[str] = []
    for block in blocks:
        listed = re.match(r"(- |\d+\. )", block)
        if lines and not (listed and re.match(r"(- |\d+\. )", lines[-1])):
            lines.append("")
        lines.append(block)
    return "\n".join(lines)
