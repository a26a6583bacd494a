"""Hands a place of the département's register over to its structure, and guesses whose it may be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.move_page import MovePageAction
from wagtail.log_actions import log
from wagtail.models import Page

from agenda.places.models import PlacePage
from agenda.places.names import like_words, same_words, senses
from agenda.places.records import PlaceRecord
from agenda.places.signals import place_handed_over
from cms.accounts.models import User
from cms.structures.models import StructurePage

SUGGESTED = 3


class HandOverRefused(ValueError):
    """The place cannot be handed over; the message is for the person."""


@dataclass(frozen=True)
class Suggestion:
    """A structure that a place may belong to, and why."""

    structure: StructurePage
    score: int
    reasons: tuple[str, ...]


@transaction.atomic
def hand_over_place(*, place: PlacePage, structure: StructurePage, by: User | None, now: datetime) -> PlacePage:
    """Move a place of the register into its structure's space and return it; code, record and events stay.

    Links of mails sent before it are dead from then on.

    An import leaves it alone from then on, and the structure's people are told. Asked twice, it is done once.

    Raises:
        HandOverRefused: the place is in another structure's space, or the structure is the register itself.
    """
    Page.objects.select_for_update().filter(pk=place.pk).first()
    row = PlacePage.objects.get(pk=place.pk)
    target = StructurePage.objects.get(pk=structure.pk)
    if row.is_child_of(target):
        return row
    if target.is_register or not row.structure.is_register:
        raise HandOverRefused(_("This place is not in the register any more."))
    slug = _free_slug(target, row.slug)
    if slug != row.slug:
        Page.objects.filter(pk=row.pk).update(slug=slug)
        row = PlacePage.objects.get(pk=place.pk)
    MovePageAction(row, target, pos="last-child", user=by).execute(skip_permission_checks=True)
    # The link of a mail to the former address must not change what is another's now.
    PlaceRecord.objects.filter(page_id=place.pk).update(asked_at=None)
    moved = PlacePage.objects.get(pk=place.pk)
    log(instance=moved, action="agenda.hand_over_place", user=by, data={"structure": target.title})
    place_handed_over.send(sender=PlacePage, place=moved, structure=target, by=by, now=now)
    return moved


def _free_slug(target: StructurePage, slug: str) -> str:
    taken = set(target.get_children().values_list("slug", flat=True))
    return next(found for n in range(1, 10_000) if (found := slug if n == 1 else f"{slug[:240]}-{n}") not in taken)


def suggest_structures(places: Sequence[PlacePage], structures: Sequence[StructurePage]) -> dict[int, list[Suggestion]]:
    """Return, by place, up to three structures it may belong to: same SIRET, like name, same commune. Few queries."""
    place_senses = senses((place.title, place.commune.name if place.commune else "") for place in places)
    own = senses((structure.title, structure.commune.name if structure.commune else "") for structure in structures)
    found: dict[int, list[Suggestion]] = {}
    for place, sense in zip(places, place_senses, strict=True):
        suggestions = []
        for structure, other in zip(structures, own, strict=True):
            same_town = place.commune_id is not None and place.commune_id == structure.commune_id
            alike = bool(sense.kinds & other.kinds) or like_words(sense, other) or same_words(sense, other)
            weighed = (
                (bool(place.pivot) and place.pivot == structure.siret, 100, _("same SIRET")),
                (alike, 20, _("similar name")),
                (same_town, 15, _("same commune")),
            )
            if score := sum(weight for holds, weight, _reason in weighed if holds):
                reasons = tuple(reason for holds, _weight, reason in weighed if holds)
                suggestions.append(Suggestion(structure, score, reasons))
        best = sorted(suggestions, key=lambda item: (-item.score, item.structure.title))
        # A name like "médiathèque" in another town says nothing.
        found[place.pk] = [item for item in best if item.score >= 15 and _here(item)][:SUGGESTED]
    return found


def _here(item: Suggestion) -> bool:
    return item.score != 20
