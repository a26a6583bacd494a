"""Strikes what is called off between approval and sending: ANNULÉ stands before it, and nothing else changes.

The team approves this rule with the letter. Bytes are not made anew: without the word they are those approved.
"""

from collections.abc import Iterable

HTML_MARK = "<strong>ANNULÉ</strong> · "
TEXT_MARK = "ANNULÉ\N{NO-BREAK SPACE}: "


class NotFoundInLetter(Exception):
    """An event's address does not stand in the frozen mail as the templates write it."""


def strike(html: str, text: str, urls: Iterable[str]) -> tuple[str, str]:
    """Return both parts of a mail with the items that lead to `urls` marked; one marked already is left.

    The text part says everything. A block that could not be laid out stands in the HTML without its items: there is
    nothing to mark there then.

    Raises:
        NotFoundInLetter: an address stands in no list of the text, or elsewhere than in a list of the HTML.
    """
    for url in urls:
        html, text = _strike_html(html, url), _strike_text(text, url)
    return html, text


def _strike_html(html: str, url: str) -> str:
    link = f'<a href="{url}"'
    marked = html.replace(f"<li>{link}", f"<li>{HTML_MARK}{link}")
    if link in marked and f"<li>{HTML_MARK}{link}" not in marked:
        raise NotFoundInLetter(url)
    return marked


def _strike_text(text: str, url: str) -> str:
    """Mark the first line of each item whose last is the address: titles are folded, an address never is."""
    lines = text.split("\n")
    found = [place for place, line in enumerate(lines) if line.strip() == url]
    firsts = [next((at for at in range(place, -1, -1) if lines[at].startswith("- ")), None) for place in found]
    if not found or None in firsts:
        raise NotFoundInLetter(url)
    for first in firsts:
        line = lines[first or 0]
        if not line.startswith(f"- {TEXT_MARK}"):
            lines[first or 0] = f"- {TEXT_MARK}{line[2:]}"
    return "\n".join(lines)
