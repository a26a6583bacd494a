"""Text as people type it: rich text in a plain box (`richtext.from_text` leads back), and what no text may hold."""

import re
from html import unescape

from cms.foundation.richtext import clean_html

_LINK = re.compile(r'<a href="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
_BLOCK_END = re.compile(r"</(?:p|h3|h4|ul|ol)>")
# What ends a line, whoever wrote it (as `str.splitlines`), and what is neither letter nor space nor end of line:
# control characters, and the marks that turn a text's direction round, which make a title say something else.
_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


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


def one_line(text: str) -> str:
    """Return what was typed or pasted into one line without line breaks, tabs and characters that nobody sees."""
    return re.sub(" *[\n\t]+ *", " ", several_lines(text)).strip(" ")


def several_lines(text: str) -> str:
    """Return a longer text with line feeds at the end of its lines, without characters that nobody sees."""
    return _UNSEEN.sub("", _LINE_ENDS.sub("\n", text))
