"""Rich text as people type it in a plain box, `cms.foundation.richtext.from_text` leads back."""

import re
from html import unescape

from cms.foundation.richtext import clean_html

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


def holds_more(html: str) -> bool:
    """Tell whether rich text holds what would be lost in a plain box: bold, titles, links on words, numbered lists."""
    tags = set(re.findall(r"<(\w+)", clean_html(html)))
    return bool(tags - {"p", "ul", "li", "br"})
