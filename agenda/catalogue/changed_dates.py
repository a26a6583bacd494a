"""What a new table of holidays did to published dates: its owners are shown the difference until they have seen it.

Nobody edited the event: its revision is the one that was published with other dates. Only a changed calendar, school or
public, does that; whoever wrote "sauf vacances scolaires" did not choose the new dates.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from agenda.events.models import EventPage
from cms.accounts.models import User


class ChangedDates(models.Model):
    """The sittings, by their starts (ISO 8601 with offset), that a calendar added to an event or took from it."""

    event = models.ForeignKey(EventPage, on_delete=models.CASCADE, related_name="changed_dates")
    added = models.JSONField(default=list)
    removed = models.JSONField(default=list)
    at = models.DateTimeField(_("changed at"))
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("dates changed by a calendar")
        verbose_name_plural = _("dates changed by a calendar")
        indexes: ClassVar[list] = [models.Index(fields=["seen_at", "event"], name="changed_dates_unseen")]

    def __str__(self) -> str:
        return f"{self.event_id} +{len(self.added)} -{len(self.removed)}"

    @property
    def added_starts(self) -> list[datetime]:
        """The starts of the sittings that came."""
        return [datetime.fromisoformat(text) for text in self.added]

    @property
    def removed_starts(self) -> list[datetime]:
        """The starts of the sittings that went."""
        return [datetime.fromisoformat(text) for text in self.removed]


def note_changed_dates(
    *, event: EventPage, before: dict[str, Any], after: dict[str, Any], now: datetime
) -> ChangedDates | None:
    """Note which sittings to come differ between two descriptions of one revision; None when none does.

    The descriptions are those of `agenda.catalogue.describe`.
    """
    if not event.parsed_schedule.follows_calendars:
        return None
    was, is_now = (_starts_to_come(found["occurrences"], now) for found in (before, after))
    if was == is_now:
        return None
    return ChangedDates.objects.create(event=event, added=sorted(is_now - was), removed=sorted(was - is_now), at=now)


def _starts_to_come(occurrences: Iterable[dict[str, str]], now: datetime) -> set[str]:
    starts = (item["original_start"] for item in occurrences)
    return {start for start in starts if datetime.fromisoformat(start) > now}


@transaction.atomic
def mark_dates_seen(*, event: EventPage, by: User, now: datetime) -> int:
    """Note that somebody of the owner has seen what the calendar changed; return how many changes that were."""
    seen = event.changed_dates.filter(seen_at=None).update(seen_at=now, seen_by=by)
    if seen:
        log(instance=event, action="agenda.see_changed_dates", user=by)
    return seen
