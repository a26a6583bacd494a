"""Who of the team has which page in hand: told to colleagues for a quarter of an hour, forbidding nothing."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.models import Page

from cms.accounts.models import User
from cms.moderation.models import Reading
from cms.moderation.permissions import may_moderate

FADES_AFTER = timedelta(minutes=15)


@transaction.atomic
def take_in_hand(*, page: Page, by: User, now: datetime, even_if_taken: bool = True) -> Reading:
    """Note that the person reads the page, and return who does now; without `even_if_taken` a colleague keeps it.

    Raises:
        PermissionDenied: the person does not moderate the page.
    """
    if not may_moderate(by, page):
        raise PermissionDenied
    Page.objects.select_for_update().get(pk=page.pk)
    held = Reading.objects.filter(page=page).first()
    if held and not even_if_taken and held.user_id != by.pk and held.at > now - FADES_AFTER:
        return held
    reading, _made = Reading.objects.update_or_create(page=page, defaults={"user": by, "at": now})
    return reading


def readers_of(page_ids: Iterable[int], now: datetime) -> dict[int, Reading]:
    """Return who reads which of the pages now. One query."""
    found = Reading.objects.filter(page_id__in=list(page_ids), at__gt=now - FADES_AFTER).select_related("user")
    return {reading.page_id: reading for reading in found}
