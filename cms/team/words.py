"""Marks, word by word, what went from an old text and what came into a new one."""

import re
from difflib import SequenceMatcher

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_TOKENS = re.compile(r"\s+|\w+|[^\w\s]")
# Comparing costs the product of both lengths: longer texts are marked whole.
MOST_TOKENS = 2_000


def mark_words(old: str, new: str) -> tuple[SafeString, SafeString]:
    """Return both texts as HTML: what went in <del>, what came in <ins>, line ends as <br>; all else escaped."""
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    if len(before) > MOST_TOKENS or len(after) > MOST_TOKENS:
        return _html([("del", old)]), _html([("ins", new)])
    left: list[tuple[str, str]] = []
    right: list[tuple[str, str]] = []
    for verb, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        left.append(("" if verb == "equal" else "del", "".join(before[a:b])))
        right.append(("" if verb == "equal" else "ins", "".join(after[c:d])))
    return _html(_joined(left)), _html(_joined(right))


def _joined(parts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Join marks that only a space keeps apart: one long mark reads better than a row of short ones."""
    found: list[tuple[str, str]] = []
    for tag, text in (part for part in parts if part[1]):
        if len(found) > 1 and tag and not found[-1][0] and not found[-1][1].strip() and found[-2][0] == tag:
            found[-2:] = [(tag, found[-2][1] + found[-1][1] + text)]
        else:
            found.append((tag, text))
    return found


def _html(parts: list[tuple[str, str]]) -> SafeString:
    written = (f"<{tag}>{_lines(text)}</{tag}>" if tag and text.strip() else _lines(text) for tag, text in parts)
    return mark_safe("".join(written))


def _lines(text: str) -> str:
    return str(escape(text)).replace("\n", "<br>")
