"""Writes what the light form holds: a new draft, or a new revision that leaves the public page as it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, Revision, WorkflowState

from agenda.events.models import EventPage
from cms.accounts.models import User
from cms.desk.events.uploads import KeptFile, forget_file, make_document, make_image
from cms.desk.events.versions import apply_values
from cms.desk.submitting import NotSubmittable
from cms.structures.models import StructurePage


class SomebodyElse(Exception):
    """The page has another version than the one that was seen; `latest` is that version."""

    def __init__(self, latest: Revision) -> None:
        """Keep the version."""
        super().__init__("saved meanwhile")
        self.latest = latest


class InTheirHands(Exception):
    """The team has the page in hand or has approved it for a later day: it is taken back before it is changed."""


@dataclass(frozen=True)
class Sent:
    """A file that came with the form, and what its sender says it is."""

    kept: KeptFile
    as_poster: bool


@transaction.atomic
def save_new_event(*, structure: StructurePage, draft: EventPage, sent: Sent | None, by: User) -> EventPage:
    """Add an event as a draft below its structure and return it; `draft` is the page as the form filled it."""
    # The parent is locked and read again: two pages added at once would get the same place in the tree.
    Page.objects.select_for_update().get(pk=structure.pk)
    parent = StructurePage.objects.get(pk=structure.pk)
    draft.live, draft.owner = False, by
    draft.slug = _free_slug(parent, draft.title)
    _use_file(draft, parent, sent, by)
    draft.__dict__.pop("structure", None)
    parent.add_child(instance=draft)
    log(instance=draft, action="wagtail.create", user=by, content_changed=True)
    _revise(draft, by)
    return draft


@transaction.atomic
def save_event(*, page: EventPage, values: EventPage, seen: int | None, sent: Sent | None, by: User) -> EventPage:
    """Save a new revision with everything that `values`, an instance of the same page, holds; return it.

    The row of a live page stays what the public reads. `seen` is the revision that the form was made of.

    Raises:
        SomebodyElse: the latest revision is another one.
        InTheirHands: the page waits for the team, or its approval waits for its day.
        NotSubmittable: a moderator has locked the page.
    """
    row = Page.objects.select_for_update().get(pk=page.pk)
    if row.latest_revision_id != seen and row.latest_revision is not None:
        raise SomebodyElse(row.latest_revision)
    if row.locked:
        raise NotSubmittable(_("The team has locked this page: please call them."))
    if in_their_hands(row):
        raise InTheirHands
    parent = StructurePage.objects.get(pk=row.get_parent().pk)
    draft: EventPage = row.get_latest_revision_as_object()
    apply_values(draft, {name: getattr(values, name) for name in content_columns()})
    _use_file(draft, parent, sent, by)
    _revise(draft, by)
    return draft


def content_columns() -> list[str]:
    """Return the columns that people write of an event, title included."""
    own = [field.attname for field in EventPage._meta.local_concrete_fields if not field.primary_key]
    return ["title", "newsletter_proposed", "newsletter_sentence", *[name for name in own if name != "title"]]


def in_their_hands(page: Page) -> bool:
    """Tell whether the page waits for the team, or is approved for a later day."""
    state = page.current_workflow_state
    waits = state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS
    return waits or Revision.objects.for_instance(page).filter(approved_go_live_at__isnull=False).exists()


def copied_values(page: EventPage) -> Mapping[str, Any]:
    """Return what a new event takes over from one: everything but the dates and what was said for one letter."""
    left_out = {"schedule", "newsletter_proposed", "newsletter_sentence"}
    return {name: getattr(page, name) for name in content_columns() if name not in left_out}


def _revise(draft: EventPage, by: User) -> Revision:
    revision = draft.save_revision(user=by, clean=False, log_action=False)
    log(instance=draft, action="wagtail.edit", user=by, revision=revision, content_changed=True)
    return revision


def _use_file(draft: EventPage, structure: StructurePage, sent: Sent | None, by: User) -> None:
    """Turn the file kept for the form into the structure's own picture or poster."""
    if sent is None:
        return
    collection = structure.space.collection
    if sent.as_poster:
        draft.poster = make_document(kept=sent.kept, title=draft.title, collection=collection, by=by)
    else:
        draft.image = make_image(kept=sent.kept, title=draft.image_alt or draft.title, collection=collection, by=by)
    forget_file(kept=sent.kept)


def _free_slug(parent: StructurePage, title: str) -> str:
    base = slugify(title)[:200] or "evenement"
    taken = set(parent.get_children().filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for n in range(1, 100_000) if (slug := base if n == 1 else f"{base}-{n}") not in taken)
