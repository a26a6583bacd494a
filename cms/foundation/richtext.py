"""Contributors' rich text made safe for every outlet: an allow-list, as HTML or as plain text (design §3.15)."""

import re
from html import escape, unescape

import nh3
from wagtail.rich_text import expand_db_html

MAX_CHARACTERS = 60_000
_BULLET = re.compile(r"[-–•*]\s+")
TAGS = {"p", "h3", "h4", "b", "strong", "i", "em", "ul", "ol", "li", "a", "br"}


def clean_html(source: str) -> str:
    """Return stored rich text as HTML of a few plain tags; links to pages are written out; cut at 60 000 characters."""
    html = expand_db_html(source[:MAX_CHARACTERS]) if source else ""
    return nh3.clean(
        html, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto", "tel"}, link_rel="noopener"
    ).strip()


def to_text(html: str) -> str:
    """Return safe HTML as plain text: a line per paragraph, "- " before list items, links' addresses in brackets."""
    text = re.sub(r'<a href="([^"]+)"[^>]*>(.*?)</a>', r"\2 (\1)", html, flags=re.DOTALL)
    text = re.sub(r"<li[^>]*>", "- ", text)
    text = re.sub(r"<br\s*/?>|</(p|h3|h4|li)>", "\n", text)
    text = unescape(re.sub(r"<[^>]+>", "", text))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def from_text(text: str) -> str:
    """Return typed text as the few tags that every outlet allows; nothing typed is ever taken for a tag.

    Blank lines part paragraphs, lines that begin with "- " are a list.
    """
    blocks: list[str] = []
    lines: list[str] = []
    items: list[str] = []
    for line in [*(line.strip() for line in text.splitlines()), ""]:
        bullet = _BULLET.match(line)
        if items and not bullet:
            blocks.append(f"<ul>{''.join(items)}</ul>")
            items = []
        if lines and (bullet or not line):
            blocks.append(f"<p>{'<br/>'.join(lines)}</p>")
            lines = []
        if bullet:
            items.append(f"<li>{escape(line[bullet.end() :], quote=False)}</li>")
        elif line:
            lines.append(escape(line, quote=False))
    return "".join(blocks)
