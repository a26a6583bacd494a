"""Builds the letter (plain data) that an issue's fields say, for rendering, previews and freezing."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from wagtail.blocks import StructValue
from wagtail.rich_text import expand_db_html

from branding.models import Brand
from newsletter.rendering.contributed import printable
from newsletter.rendering.letter import Item, Kind, Letter, Picture, Rendered, Section, map_texts
from newsletter.rendering.render import render_letter

if TYPE_CHECKING:  # the model serves its previews with this module
    from newsletter.issues.models import Issue

# Shown 552 pixels wide (600 less the margins), sent twice as fine for good screens.
SHOWN_WIDTH = 552
PICTURE_FILTER = "max-1104x1104|format-jpeg|jpegquality-75"


def render_issue(issue: "Issue") -> Rendered:
    """Return the issue's mail as it would leave now; raises `LetterRefused` like `render_letter`."""
    brand = Brand.load()
    return render_letter(build_letter(issue, brand), brand)


def build_letter(issue: "Issue", brand: Brand) -> Letter:
    """Return what the issue says; unticked lines and empty sections are left out."""
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
        preheader=next((item.title for section in sections for item in section.items), ""),
    )
    return map_texts(letter, printable)


def _section(kind: str, value: StructValue) -> Section | None:
    return _BUILDERS[kind](kind, value)


def _listed(kind: str, value: StructValue) -> Section | None:
    items = _items(value["entries"])
    return Section(Kind(kind), heading=value["heading"], items=items) if items else None


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
    image = value["image"]
    if image is None:  # deleted since
        return None
    rendition = image.get_rendition(PICTURE_FILTER)
    width = min(SHOWN_WIDTH, rendition.width)
    picture = Picture(
        url=f"{settings.PUBLIC_URL}{rendition.url}",
        width=width,
        height=round(rendition.height * width / rendition.width),
        alt=value["alt"],
        caption=value["caption"],
    )
    return Section(Kind(kind), picture=picture)


def _items(lines: Iterable[StructValue]) -> tuple[Item, ...]:
    return tuple(
        Item(title=line["title"], line=line["line"], url=_address(line), by=line["by"])
        for line in lines
        if line["show"]
    )


def _address(line: StructValue) -> str:
    """Return the permanent address of the line's event, else its link."""
    if line["code"]:
        return settings.PUBLIC_URL + reverse("pages:event_code", args=[line["code"]])
    return str(line["url"] or "")


_BUILDERS: dict[str, Callable[[str, Any], Section | None]] = {
    "agenda": _listed,
    "proposals": _listed,
    "news": _listed,
    "call": _call,
    "text": _text,
    "picture": _picture,
}
