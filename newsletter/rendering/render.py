"""Turns a letter into the two parts of a mail, and refuses what mail programs would cut."""

import logging
import textwrap
from dataclasses import replace
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from branding.models import Brand
from branding.tokens import mjml_attributes, palette
from newsletter.rendering.contributed import ContributedTextTooLong, clean_html, html_to_text, printable
from newsletter.rendering.engine import TemplateRefused, mjml_to_html
from newsletter.rendering.letter import Letter, Rendered, Section, map_texts

log = logging.getLogger(__name__)

# Stands in both parts where each person's own address is written at sending; ASCII, and never in a contributor's text.
SLOT = "__ADRESSE-DE-DESABONNEMENT__"

# Gmail cuts a mail near 102 kB and hides the rest behind a link that nobody sees (newsletter.md §3.2).
WARNED_BYTES = 80_000
REFUSED_BYTES = 95_000
TEXT_WIDTH = 76


class LetterRefused(Exception):
    """The letter cannot be sent as it is; holds the sentence that says what to change."""


def render_letter(letter: Letter, brand: Brand) -> Rendered:
    """Return subject, HTML part and complete text part of the letter.

    Raises:
        LetterRefused: larger than mail programs show, or one text is too long: the sentence names it; or the engine
            could not read the letter.
    """
    letter = map_texts(letter, printable)
    link_style = f"color:{palette(brand).primary};text-decoration:underline"
    safe = _cleaned(letter, link_style)
    context = {
        "letter": safe,
        "brand": brand,
        "colours": palette(brand),
        "attributes": mjml_attributes(brand),
        "link_style": link_style,
        "call_link_style": f"color:{palette(brand).ink};text-decoration:underline",
        "slot": SLOT,
    }
    html = _html(context)
    rendered = Rendered(
        subject=_one_line(letter.subject),
        html=html,
        text=_text(safe, brand),
        warnings=(),
    )
    size = rendered.size
    if size > REFUSED_BYTES:
        raise LetterRefused(_too_large(letter, size))
    if size > WARNED_BYTES:
        sentence = _("The letter weighs %(size)d kB; above %(limit)d kB it cannot be sent. %(advice)s") % {
            "size": size // 1000, "limit": REFUSED_BYTES // 1000, "advice": _advice(letter),
        }  # fmt: skip
        return replace(rendered, warnings=(sentence,))
    return rendered


def _html(context: dict[str, Any]) -> str:
    try:
        return mjml_to_html(printable(render_to_string(_template(context["letter"]), context)))
    except TemplateRefused as error:
        log.warning("the letter's template was refused: %s", error)
        raise LetterRefused(
            _("The letter cannot be laid out. Look for an odd sign in the text changed last, and type it again.")
        ) from error


def _template(letter: Letter) -> str:
    return "newsletter/mail/short.mjml" if letter.large else "newsletter/mail/letter.mjml"


def page_letter(letter: Letter) -> Letter:
    """Return the letter for the web page: contributors' HTML cleaned the same way, without styles."""
    return _cleaned(letter, "")


def _cleaned(letter: Letter, link_style: str) -> Letter:
    sections = tuple(
        replace(section, html=_clean(section.html, section.heading, link_style)) for section in letter.sections
    )
    return replace(letter, editorial=_clean(letter.editorial, _("Editorial"), link_style), sections=sections)


def _clean(html: str, name: str, link_style: str) -> str:
    if not html:
        return ""
    try:
        return clean_html(html.replace(SLOT, ""), link_style=link_style)
    except ContributedTextTooLong as error:
        raise LetterRefused(
            _("The text “%(name)s” is too long for a letter (%(size)d kB): shorten it.")
            % {"name": name, "size": error.size // 1000}
        ) from error


def _too_large(letter: Letter, size: int) -> str:
    sentence = _("The letter weighs %(size)d kB and mail programs cut it above %(limit)d kB. %(advice)s")
    return sentence % {"size": size // 1000, "limit": REFUSED_BYTES // 1000, "advice": _advice(letter)}


def _advice(letter: Letter) -> str:
    """Name what to shorten: the longest part of the letter."""
    parts = [(len(letter.editorial), _("Editorial"), 0)]
    parts += [(_weight(section), section.heading, len(section.items)) for section in letter.sections]
    _size, name, lines = max(parts)
    if lines:
        return ngettext(
            "Shorten first “%(name)s”, which has %(count)d line.",
            "Shorten first “%(name)s”, which has %(count)d lines.",
            lines,
        ) % {"name": name, "count": lines}
    return _("Shorten first “%(name)s”.") % {"name": name}


def _weight(section: Section) -> int:
    # A line costs its tags and link as well, about 250 bytes.
    return len(section.html) + sum(250 + len(item.title) + len(item.line) + len(item.url) for item in section.items)


def _text(letter: Letter, brand: Brand) -> str:
    sections = [(section, html_to_text(section.html) if section.html else "") for section in letter.sections]
    context = {
        "letter": letter,
        "brand": brand,
        "slot": SLOT,
        "sections": sections,
        "editorial": html_to_text(letter.editorial) if letter.editorial else "",
    }
    return _wrap(render_to_string("newsletter/mail/letter.txt", context))


def _wrap(text: str) -> str:
    """Fold long lines for old programs; an address is never cut, and no more than one blank line follows another."""
    lines: list[str] = []
    for line in map(str.rstrip, text.strip().splitlines()):
        if not line and lines and not lines[-1]:
            continue
        hanging = "  " if line.startswith("- ") else " " * (len(line) - len(line.lstrip()))
        lines += textwrap.wrap(
            line, TEXT_WIDTH, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False
        ) or [""]
    return "\n".join(lines) + "\n"


def _one_line(text: str) -> str:
    """Return text on one line: a line break in a subject would begin another header."""
    return " ".join(text.split())
