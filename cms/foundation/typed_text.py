"""Rich text as people type it in a plain box: blank lines part paragraphs, lines that begin with "- " are a list."""

import re
from html import escape, unescape

from cms.foundation.richtext import clean_html

_BULLET = re.compile(r"[-–•*]\s+")
_LINK = re.compile(r'<a href="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
_BLOCK_END = re.compile(r"</(?:p|h3|h4|ul|ol)>")


def as_typed(html: str) -> str:
    """Return stored rich text as somebody would type it; what a plain box cannot hold (bold, titles) is left out."""
    text = _LINK.sub(lambda found: _written_out(found[1], found[2]), clean_html(html))
    text = re.sub(r"\s*<li[^>]*>\s*", "\n- ", re.sub(r"(?<=[\n>])\s*\n\s*", "", text))
    text = _BLOCK_END.sub("\n\n", re.sub(r"<br\s*/?>", "\n", text))
    return re.sub(r"\n{3,}", "\n\n", unescape(re.sub(r"<[^>]+>", "", text))).strip()


def _written_out(address: str, words: str) -> str:
    plain = address.removeprefix("mailto:").removeprefix("tel:")
    return words if plain in unescape(words) else f"{words} ({plain})"


def as_html(text: str) -> str:
    """Return typed text as the few tags that every outlet allows; nothing typed is ever taken for a tag."""
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


def holds_more(html: str) -> bool:
    """Tell whether rich text holds what would be lost in a plain box: bold, titles, links on words, numbered lists."""
    tags = set(re.findall(r"<(\w+)", clean_html(html)))
    return bool(tags - {"p", "ul", "li", "br"})
