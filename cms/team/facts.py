"""What a moderator reads of a page: the public description of an event, the fields of the rest, and what changed."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, Field, ForeignKey
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.fields import RichTextField
from wagtail.models import Page

from agenda.catalogue.describe import describe
from agenda.events.models import EventPage
from agenda.events.schedule import ScheduleError, parse_schedule
from agenda.events.wording import when
from agenda.places.vocabulary import AUDIENCES, SERVICES, SPECIAL_NEEDS, everyday_words
from cms.foundation.richtext import clean_html, to_text
from cms.team.words import mark_words

# What is ticked in a form, in words; no code stands in two of the lists.
_TICKED = {code: term.everyday for terms in (SERVICES, AUDIENCES, SPECIAL_NEEDS) for code, term in terms.items()}


@dataclass(frozen=True)
class Change:
    """One field whose text differs between two versions, with the words marked that went and that came."""

    label: str
    old: SafeString
    new: SafeString


@dataclass(frozen=True)
class Facts:
    """Either an event's description or the filled fields of another page; `problem` when the dates cannot be read."""

    description: dict[str, Any] | None
    lines: list[tuple[str, str]]
    themes: list[str]
    # For whom especially, and whom it can receive, in words.
    audiences: list[str] = field(default_factory=list)
    special_needs: list[str] = field(default_factory=list)
    problem: bool = False


def facts_of(draft: Page) -> Facts:
    """Return what the public would read of the draft."""
    if not isinstance(draft, EventPage):
        return Facts(None, _lines(draft), [])
    try:
        description = _described(draft)
    except ScheduleError:
        return Facts(None, _lines(draft), [], problem=True)
    themes, audiences, needs = (
        everyday_words(name, description[key])
        for name, key in (("services", "themes"), ("audiences", "audiences"), ("special_needs", "special_needs"))
    )
    return Facts(description, [], themes, audiences, needs)


def _described(draft: EventPage) -> dict[str, Any]:
    """Describe the event; its picture as it stands, since describing would make the public's size of it, which writes.

    Raises:
        ScheduleError: the dates cannot be read.
    """
    image = draft.image
    draft.image = None
    try:
        description = describe(draft, draft.notices.standing() if draft.pk else [])
    finally:
        draft.image = image
    if image is not None and draft.image_rights:
        description["image"] = {"url": _address(image), "alt": draft.image_alt, "credit": draft.image_credit}
    return description


def changes_of(live: Page, draft: Page) -> list[Change]:
    """Return the fields in which the draft differs from the published version, both of the same model."""
    found = [(field, text_of(live, field), text_of(draft, field)) for field in _content_fields(type(draft))]
    return [Change(_label(field), *mark_words(old, new)) for field, old, new in found if old != new]


def picture_of(draft: Page) -> str:
    """Return the address of the picture of a news page or a structure, "" without; no rendition is made to read it."""
    image = getattr(draft, "image", None) or getattr(draft, "logo", None)
    if image is None or isinstance(draft, EventPage):
        return ""
    return _address(image)


def _address(image: Any) -> str:
    """Return the address of the largest size that exists, else of the picture as it was sent."""
    made = image.renditions.order_by("-width").first()
    return str(made.url if made else image.file.url)


def _lines(draft: Page) -> list[tuple[str, str]]:
    return [(_label(field), text) for field in _content_fields(type(draft)) if (text := text_of(draft, field))]


def _content_fields(model: type[Page]) -> list[Any]:
    """Return the title and the model's own fields that people edit."""
    own = [field for field in model._meta.concrete_fields if field.model is model and not field.primary_key]
    return [Page._meta.get_field("title"), *[field for field in own if field.editable]]


def _label(field: Any) -> str:
    return capfirst(str(field.verbose_name))


def text_of(page: Page, field: "Field[Any, Any]") -> str:
    """Return the field's value as a person reads it."""
    value = getattr(page, field.attname)
    if value is None or value in ("", []):
        return ""
    if isinstance(field, BooleanField):
        return _("Yes") if value else _("No")
    if isinstance(field, ForeignKey):
        return str(getattr(page, field.name) or "")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, RichTextField):
        return to_text(clean_html(str(value)))
    return _dates(value) if field.name == "schedule" else _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_TICKED.get(item, str(item)) for item in value)
    return str(value)


def _dates(value: Any) -> str:
    try:
        return when(parse_schedule(value))
    except ScheduleError:
        return _("dates that cannot be read")
