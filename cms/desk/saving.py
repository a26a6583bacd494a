"""Saves what a light form holds of a news, a place or a structure's page as its latest draft; takes pages down."""

from datetime import datetime
from enum import Enum
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from cms.accounts.models import User
from cms.desk.events.saving import InTheirHands, SomebodyElse, in_their_hands
from cms.desk.events.uploads import KeptFile, forget_file, make_image
from cms.desk.submitting import NotSubmittable, take_back
from cms.structures.models import StructurePage

Written = TypeVar("Written", bound=Page)


class Hold(Enum):
    """What becomes of a page that waits for the team when somebody changes it: nobody reads a text half written."""

    KEPT = "kept"
    TAKEN_BACK = "taken_back"
    SENT_AGAIN = "sent_again"


@transaction.atomic
def save_new(*, page: Written, structure: StructurePage, by: User) -> Written:
    """Add a page to a structure's space as a draft, with its first revision; it is Wagtail's log that tells of it."""
    page.live, page.owner = False, by
    # The parent is locked and read again: two pages added at once would get the same place in the tree.
    Page.objects.select_for_update().get(pk=structure.pk)
    StructurePage.objects.get(pk=structure.pk).add_child(instance=page)
    log(instance=page, action="wagtail.create", user=by, content_changed=True)
    page.save_revision(user=by, log_action=True, clean=False)
    return page


@transaction.atomic
def save_changes(*, page: Page, by: User, now: datetime, seen: int, hold: Hold) -> None:
    """Save a page, changed in memory from its latest revision, as a new draft; what is public stays as it is.

    `seen` is the revision that the form was made from (0 for none).

    Raises:
        SomebodyElse: the latest revision is another one by now.
        InTheirHands: the page waits for the team, and nobody said that it is taken back or sent again.
        NotSubmittable: a moderator has locked the page.
    """
    row = Page.objects.select_for_update().get(pk=page.pk)
    if row.latest_revision_id and row.latest_revision_id != seen:
        raise SomebodyElse(Revision.objects.select_related("user").get(pk=row.latest_revision_id))
    _refuse_locked(row)
    if hold is not Hold.SENT_AGAIN and in_their_hands(row):
        if hold is Hold.KEPT:
            raise InTheirHands
        take_back(page=row, by=by, now=now)
    page.save_revision(user=by, log_action=True, clean=False)


@transaction.atomic
def use_picture(*, page: Page, field: str, kept: KeptFile, title: str, structure: StructurePage, by: User) -> None:
    """Make a file kept for the form the page's picture, in the structure's own collection; the page is not saved."""
    collection = StructurePage.objects.select_related("space__collection").get(pk=structure.pk).space.collection
    setattr(page, field, make_image(kept=kept, title=title, collection=collection, by=by))
    forget_file(kept=kept)


@transaction.atomic
def withdraw_page(*, page: Page, by: User, now: datetime) -> None:
    """Take a published page down: nobody reads it any more; the page, its history and its address are kept.

    A round of moderation and an approval for a later day end: nothing comes back by mistake. A place with events to
    come is not taken down here but by `agenda.events.moving.close_down_place`, which asks where they go.

    Raises:
        NotSubmittable: a moderator has locked the page.
    """
    Page.objects.select_for_update().get(pk=page.pk)
    _refuse_locked(Page.objects.get(pk=page.pk))
    take_back(page=page, by=by, now=now)
    row = Page.objects.get(pk=page.pk).specific
    if not row.live:
        return
    log(instance=row, action="cms.desk.withdraw_page", user=by, data={"at": now.isoformat()})
    UnpublishPageAction(row, user=by).execute(skip_permission_checks=True)


def _refuse_locked(page: Page) -> None:
    if page.locked:
        raise NotSubmittable(_("The team has locked this page: please call them."))
