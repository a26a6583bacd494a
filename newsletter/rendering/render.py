"""Turns a letter into the two parts of a mail, and refuses what mail programs would cut."""

import textwrap
from collections.abc import Sequence
from dataclasses import replace

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from branding.models import Brand
from branding.tokens import mjml_attributes, palette
from newsletter.rendering.contributed import ContributedTextTooLong, clean_html, html_to_text, printable
from newsletter.rendering.engine import mjml_to_html
from newsletter.rendering.letter import Letter, Rendered, Section, map_texts

# Stands in both parts where each person's own address is written at sending; ASCII, and never in a contributor's text.
SLOT = "__ADRESSE-DE-DESABONNEMENT__"

# Gmail cuts a mail near 102 kB and hides the rest behind a link that nobody sees (newsletter.md §3.2).
WARNED_BYTES = 80_000
REFUSED_BYTES = 95_000
TEXT_WIDTH = 76
# Stands in the letter itself, hence French here (design §3.17: page copy).
REPLACED = "<p>Ce passage n’a pas pu être affiché. Lisez-le sur le site.</p>"


class LetterRefused(Exception):
    """The letter cannot be sent as it is; holds the sentence that says what to change."""


def render_letter(letter: Letter, brand: Brand) -> Rendered:
    """Return subject, HTML part and complete text part of one letter; see `render_letters`."""
    [rendered] = render_letters([letter], brand)
    if isinstance(rendered, LetterRefused):
        raise rendered
    return rendered


def render_letters(letters: Sequence[Letter], brand: Brand) -> list[Rendered | LetterRefused]:
    """Return subject, HTML part and complete text part of each letter, or the sentence that says why it has none.

    A letter is refused when it is larger than mail programs show, or when one text is too long. A block that the
    engine cannot lay out is replaced by a sentence, and a warning names it: the letter is not lost for it.
    """
    letters = [map_texts(letter, printable) for letter in letters]
    link_style = f"color:{palette(brand).primary};text-decoration:underline"
    cleaned = [_cleaned_or_refused(letter, link_style) for letter in letters]
    safe = [letter for letter in cleaned if isinstance(letter, Letter)]
    laid_out = iter(zip(safe, _lay_out(safe, brand), strict=True))
    answers: list[Rendered | LetterRefused] = []
    for letter, found in zip(letters, cleaned, strict=True):
        answers.append(found if isinstance(found, LetterRefused) else _finished(letter, *next(laid_out), brand))
    return answers


def _cleaned_or_refused(letter: Letter, link_style: str) -> Letter | LetterRefused:
    try:
        return _cleaned(letter, link_style)
    except LetterRefused as refused:
        return refused


def _finished(
    letter: Letter, safe: Letter, laid_out: tuple[str, tuple[str, ...]] | LetterRefused, brand: Brand
) -> Rendered | LetterRefused:
    """Put both parts together, unless the letter weighs too much."""
    if isinstance(laid_out, LetterRefused):
        return laid_out
    html, warnings = laid_out
    rendered = Rendered(subject=_one_line(letter.subject), html=html, text=_text(safe, brand), warnings=warnings)
    size = rendered.size
    if size > REFUSED_BYTES:
        return LetterRefused(_too_large(letter, size))
    if size > WARNED_BYTES:
        sentence = _("The letter weighs %(size)d kB; above %(limit)d kB it cannot be sent. %(advice)s") % {
            "size": size // 1000, "limit": REFUSED_BYTES // 1000, "advice": _advice(letter),
        }  # fmt: skip
        return replace(rendered, warnings=(*warnings, sentence))
    return rendered


def _lay_out(letters: Sequence[Letter], brand: Brand) -> list[tuple[str, tuple[str, ...]] | LetterRefused]:
    """Return each letter's HTML and warnings."""
    answers = mjml_to_html([_mjml(letter, brand) for letter in letters])
    return [
        (html, ()) if isinstance(html, str) else _without_bad_blocks(letter, brand)
        for letter, html in zip(letters, answers, strict=True)
    ]


def _without_bad_blocks(letter: Letter, brand: Brand) -> tuple[str, tuple[str, ...]] | LetterRefused:
    """Try every block alone, and lay the letter out with a sentence in the place of those that fail."""
    alone = [replace(letter, editorial="", sections=(section,)) for section in letter.sections]
    alone.append(replace(letter, sections=()))
    *sections, editorial = mjml_to_html([_mjml(one, brand) for one in alone])
    bad = [isinstance(answer, Exception) for answer in sections]
    mended = replace(
        letter,
        editorial=REPLACED if isinstance(editorial, Exception) else letter.editorial,
        sections=tuple(
            replace(section, items=(), html=REPLACED, picture=None) if is_bad else section
            for section, is_bad in zip(letter.sections, bad, strict=True)
        ),
    )
    [html] = mjml_to_html([_mjml(mended, brand)])
    if isinstance(html, Exception):
        return LetterRefused(
            _("The letter cannot be laid out. Look for an odd sign in the text changed last, and type it again.")
        )
    names = [section.heading for section, is_bad in zip(letter.sections, bad, strict=True) if is_bad]
    names += [_("Editorial")] if isinstance(editorial, Exception) else []
    return html, tuple(_replaced_sentence(name) for name in names)


def _replaced_sentence(name: str) -> str:
    sentence = _("“%(name)s” could not be laid out: a sentence stands in its place. Type this text again.")
    return sentence % {"name": name}


def _mjml(letter: Letter, brand: Brand) -> str:
    colours = palette(brand)
    context = {
        "letter": letter,
        "brand": brand,
        "colours": colours,
        "attributes": mjml_attributes(brand),
        "link_style": f"color:{colours.primary};text-decoration:underline",
        "call_link_style": f"color:{colours.ink};text-decoration:underline",
        "slot": SLOT,
    }
    return printable(render_to_string(_template(letter), context))


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
