"""Builds the letter (plain data) that an issue's fields say, and its editions, for rendering, previews and freezing."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.blocks import StructValue
from wagtail.rich_text import expand_db_html

from branding.models import Brand
from newsletter.issues.cutting import Edition, cut, shorten
from newsletter.issues.editions import DEPARTEMENT, editions_now, read_whereabouts
from newsletter.rendering.contributed import printable
from newsletter.rendering.letter import Item, Kind, Letter, Picture, Rendered, Section, map_texts
from newsletter.rendering.render import LetterRefused, render_letters
from newsletter.subscribers.models import LetterForm

if TYPE_CHECKING:  # the model serves its previews with this module
    from newsletter.issues.models import Issue

# Shown 552 pixels wide (600 less the margins), sent twice as fine for good screens.
SHOWN_WIDTH = 552
PICTURE_FILTER = "max-1104x1104|format-jpeg|jpegquality-75"


@dataclass(frozen=True)
class RenderedEdition:
    """One edition in one form, as its subscribers would receive it now."""

    edition: Edition
    form: str
    letter: Letter
    rendered: Rendered


def build_editions(
    issue: "Issue", brand: Brand, editions: Sequence[Edition] | None = None
) -> list[tuple[Edition, str, Letter]]:
    """Return each edition's letter in each form, the département's first; None: the editions that exist now."""
    editions = editions_now() if editions is None else editions
    whole = build_letter(issue, brand)
    codes = {item.code for section in whole.sections for item in section.items if item.code}
    where = read_whereabouts(codes, editions)
    letters: list[tuple[Edition, str, Letter]] = []
    for edition in editions:
        letter = replace(cut(whole, edition, where), url=settings.PUBLIC_URL + issue.path_of(edition.slug))
        letter = replace(letter, preheader=_first_title(letter))
        letters += [(edition, LetterForm.FULL, letter), (edition, LetterForm.SHORT, shorten(letter))]
    return letters


def render_editions(issue: "Issue", editions: Sequence[Edition] | None = None) -> list[RenderedEdition]:
    """Return all mails of the issue as they would leave now.

    Raises:
        LetterRefused: one of them cannot be sent; the sentence says which and what to change.
    """
    brand = Brand.load()
    built = build_editions(issue, brand, editions)
    found = render_letters([letter for _edition, _form, letter in built], brand)
    return [
        RenderedEdition(edition, form, letter, _or_raise(letter, rendered))
        for (edition, form, letter), rendered in zip(built, found, strict=True)
    ]


def _or_raise(letter: Letter, rendered: Rendered | LetterRefused) -> Rendered:
    if not isinstance(rendered, LetterRefused):
        return rendered
    if not letter.edition:
        raise rendered
    raise LetterRefused(_("Edition of %(territory)s: %(problem)s") % {"territory": letter.edition, "problem": rendered})


def digest_of_all(parts: Iterable[tuple[str, str, str]]) -> str:
    """Return one SHA-256 for all (SIREN, form, digest) of an issue: what was read and approved is compared by it."""
    return hashlib.sha256("\n".join(":".join(part) for part in sorted(parts)).encode()).hexdigest()


def digest_of_editions(rendered: Iterable[RenderedEdition]) -> str:
    """Return the digest of all mails of an issue."""
    return digest_of_all((item.edition.siren, item.form, item.rendered.digest) for item in rendered)


def render_issue(issue: "Issue", edition: Edition = DEPARTEMENT, form: str = LetterForm.FULL) -> Rendered:
    """Return one mail of the issue as it would leave now; raises `LetterRefused` like `render_letter`."""
    brand = Brand.load()
    letters = {found: letter for _edition, found, letter in build_editions(issue, brand, [edition])}
    letter = letters[LetterForm(form)]
    return _or_raise(letter, *render_letters([letter], brand))


def build_letter(issue: "Issue", brand: Brand) -> Letter:
    """Return all that the issue says, for every edition; unticked lines and empty sections are left out."""
    sections = [section for block in issue.content if (section := _section(block.block_type, block.value))]
    letter = Letter(
        subject=issue.subject,
        title=brand.newsletter_name,
        month=issue.month,
        programme=brand.programme_name,
        editorial=expand_db_html(issue.editorial) if issue.editorial else "",
        sections=tuple(sections),
        url=issue.url,
        agenda_url=settings.PUBLIC_URL + reverse("pages:agenda"),
        address=tuple(brand.address_lines),
        contact_email=brand.contact_email,
    )
    return map_texts(letter, printable)


def _first_title(letter: Letter) -> str:
    """Return what mail programs show beside the subject."""
    return next((item.title for section in letter.sections for item in section.items), "")


def _section(kind: str, value: StructValue) -> Section | None:
    # Drafts made before blocks could be hidden do not say it.
    return _BUILDERS[kind](kind, value) if value.get("shown", True) else None


def _listed(kind: str, value: StructValue) -> Section | None:
    items = _items(value["entries"])
    return Section(Kind(kind), heading=value["heading"], items=items) if items else None


def _agenda(kind: str, value: StructValue) -> Section | None:
    section = _listed(kind, value)
    # Drafts made before editions existed name no territory.
    return replace(section, epci=value.get("epci") or "") if section else None


def _call(kind: str, value: StructValue) -> Section:
    return Section(
        Kind(kind),
        heading=value["heading"],
        phone=value["phone"],
        hours=value["hours"],
        items=_items(value["entries"]),
    )


def _text(kind: str, value: StructValue) -> Section:
    return Section(Kind(kind), heading=value["heading"], html=expand_db_html(value["body"].source))


def _picture(kind: str, value: StructValue) -> Section | None:
    picture = _shown_picture(value)
    return Section(Kind(kind), picture=picture) if picture else None


def _shown_picture(value: StructValue) -> Picture | None:
    image = value["image"]
    if image is None:  # none, or deleted since
        return None
    rendition = image.get_rendition(PICTURE_FILTER)
    width = min(SHOWN_WIDTH, rendition.width)
    return Picture(
        url=f"{settings.PUBLIC_URL}{rendition.url}",
        width=width,
        height=round(rendition.height * width / rendition.width),
        alt=value["alt"],
        caption=value.get("caption", ""),
    )


def _portrait(kind: str, value: StructValue) -> Section | None:
    """Return the portrait; without a text of its own, the page's sentence. A page not public any more has none."""
    page = value["page"].specific if value["page"] else None
    if page is None or not page.live:
        return None
    html = expand_db_html(value["body"].source) if value["body"] else ""
    link = Item(title=page.title, line="" if html else getattr(page, "summary", ""), url=settings.PUBLIC_URL + page.url)
    return Section(Kind.TEXT, heading=value["heading"], html=html, items=(link,), picture=_shown_picture(value))


def _items(lines: Iterable[StructValue]) -> tuple[Item, ...]:
    return tuple(
        Item(
            title=line["title"],
            line=line["line"],
            url=_address(line),
            by=line["by"],
            code=line["code"] or "",
            local=bool(line.get("local")),
        )
        for line in lines
        if line["show"]
    )


def _address(line: StructValue) -> str:
    """Return the permanent address of the line's event, else its link."""
    if line["code"]:
        return settings.PUBLIC_URL + reverse("pages:event_code", args=[line["code"]])
    return str(line["url"] or "")


_BUILDERS: dict[str, Callable[[str, Any], Section | None]] = {
    "agenda": _agenda,
    "proposals": _listed,
    "news": _listed,
    "call": _call,
    "text": _text,
    "picture": _picture,
    "portrait": _portrait,
}
