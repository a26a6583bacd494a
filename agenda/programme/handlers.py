"""When items are projected: whatever publishes, unpublishes, deletes or moves a page; and who makes the index."""

from datetime import datetime
from typing import Any

from django.db.models.signals import post_delete, pre_delete
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from agenda.programme.actions import prepare_programme
from agenda.programme.models import ProgrammeItem
from agenda.programme.pages import ProgrammePage
from agenda.programme.projection import project_item, take_out
from cms.structures.signals import platform_prepared

# Where a page on its way to deletion carries the id of its item.
DOOMED = "programme_item_to_take_out"


def on_page_changed(instance: Page, **_kwargs: Any) -> None:
    """Project what a published, unpublished or moved page changes, itself and below; signals carry no time."""
    now = timezone.now()
    for page_id in ProgrammePage.objects.descendant_of(instance, inclusive=True).values_list("pk", flat=True):
        project_item(page_id=page_id, now=now)


def before_delete(instance: ProgrammePage, **_kwargs: Any) -> None:
    """Remember the item while it still knows its page."""
    doomed = ProgrammeItem.objects.filter(page_id=instance.pk).values_list("pk", flat=True).first()
    setattr(instance, DOOMED, doomed)


def after_delete(instance: ProgrammePage, **_kwargs: Any) -> None:
    """Take the item out; afterwards, for Wagtail says `page_unpublished` while the page still stands there live."""
    doomed: int | None = getattr(instance, DOOMED, None)
    if doomed is not None:
        take_out(item=ProgrammeItem.objects.filter(pk=doomed).first(), now=timezone.now())


def on_platform_prepared(platform: Any, now: datetime, **_kwargs: Any) -> None:
    """Make what the calendar stands on, in a new installation and in one that lacks it."""
    prepare_programme(home=platform.home, team=platform.team, now=now)


def connect() -> None:
    """Connect all of the above, once."""
    for signal in (page_published, page_unpublished, post_page_move):
        signal.connect(on_page_changed, dispatch_uid=f"programme-{id(signal)}")
    pre_delete.connect(before_delete, sender=ProgrammePage, dispatch_uid="programme-doomed")
    post_delete.connect(after_delete, sender=ProgrammePage, dispatch_uid="programme-deleted")
    platform_prepared.connect(on_platform_prepared, dispatch_uid="programme-prepare")
