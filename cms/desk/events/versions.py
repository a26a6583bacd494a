"""Two people on one event: what each changed since the version that both had seen, question by question."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField
from django.utils.translation import gettext_lazy as _

from agenda.events.models import EventPage
from cms.team.facts import text_of

# A question of the form and the columns that answer it: they are kept or taken together.
GROUPS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "title": (_("Title"), ("title",)),
    "summary": (_("In one or two sentences"), ("summary",)),
    "schedule": (_("Dates"), ("schedule",)),
    "where": (
        _("Where"),
        ("location", "place", "address_name", "address_street", "address_commune", "remote_link", "remote_phone"),
    ),
    "themes": (_("Themes"), ("themes",)),
    "registration": (
        _("To come"),
        ("registration_required", "registration_phone", "registration_email", "registration_link", "seats"),
    ),
    "image": (_("Picture"), ("image", "image_alt", "image_credit", "image_rights")),
    "poster": (_("Poster"), ("poster",)),
    "newsletter": (_("Newsletter"), ("newsletter_proposed", "newsletter_sentence")),
    "kind": (_("Kind"), ("kind", "is_cycle")),
    "body": (_("Description"), ("body",)),
    "audience": (_("For whom"), ("audience", "audiences")),
    "price": (_("Price"), ("price", "price_details")),
    "practical": (_("Good to know"), ("bring", "access", "special_needs")),
}


@dataclass(frozen=True)
class Difference:
    """One question that both answered differently."""

    group: str
    label: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Comparison:
    """What the other one changed alone (taken over), and what both changed (to be chosen)."""

    taken: list[Difference]
    both: list[Difference]


def compare(*, base: EventPage, mine: EventPage, theirs: EventPage) -> Comparison:
    """Return what differs between two versions that started from `base`."""
    taken: list[Difference] = []
    both: list[Difference] = []
    for group, (label, _fields) in GROUPS.items():
        old, own, other = (_said(page, group) for page in (base, mine, theirs))
        if other in (old, own):
            continue
        difference = Difference(group, str(label), _shown(mine, group), _shown(theirs, group))
        (taken if own == old else both).append(difference)
    return Comparison(taken, both)


def take_over(*, mine: EventPage, theirs: EventPage, groups: Iterable[str]) -> None:
    """Give a page the other's answers to the questions named; names that are none are passed over."""
    for group in groups:
        for name in _columns(group):
            setattr(mine, name, getattr(theirs, name))


def apply_values(page: EventPage, values: Mapping[str, Any]) -> None:
    """Give a page values by the names of its columns; what was read of the old ones is forgotten."""
    for name, value in values.items():
        setattr(page, name, value)
    page.__dict__.pop("parsed_schedule", None)


def _columns(group: str) -> list[str]:
    names = GROUPS[group][1] if group in GROUPS else ()
    return [EventPage._meta.get_field(name).attname for name in names]


def _said(page: EventPage, group: str) -> list[Any]:
    return [getattr(page, name) or None for name in _columns(group)]


def _shown(page: EventPage, group: str) -> str:
    texts = [_text(page, EventPage._meta.get_field(name)) for name in GROUPS[group][1]]
    return " · ".join(text for text in texts if text) or "–"


def _text(page: EventPage, field: Any) -> str:
    """Return what a column says; a box says its own name when it is ticked."""
    if isinstance(field, BooleanField):
        return str(field.verbose_name) if getattr(page, field.attname) else ""
    return text_of(page, field)
