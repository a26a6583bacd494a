"""Makes one place of two pages, reversibly: the events move, the old code leads to the place that is kept."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from agenda.events.models import EventPage
from agenda.events.moving import events_naming, move_events
from agenda.places.actions import record_place
from agenda.places.models import PlacePage
from agenda.places.records import PlaceMerge, PlaceRecord
from agenda.places.signals import places_merged, places_unmerged
from cms.accounts.models import User
from cms.structures.live_edit import publish_again


class MergeRefused(ValueError):
    """The two cannot be made one, or not two again; the message is for the person."""


@transaction.atomic
def merge_places(*, kept: PlacePage, dropped: PlacePage, by: User | None, now: datetime) -> PlaceMerge:
    """Keep one of two pages about the same place: the other is unpublished, its code leads here, its events come here.

    Asked twice, it is done once. What the kept page says does not change.

    Raises:
        MergeRefused: they are the same page, one of them is not published, or a publication of the one to drop is
            scheduled (unpublishing would forget it, and undoing the merge could not bring it back).
    """
    list(Page.objects.select_for_update().filter(pk__in=[kept.pk, dropped.pk]).order_by("pk"))
    standing = PlaceMerge.objects.filter(kept=kept, dropped=dropped, undone_at=None).first()
    kept, dropped = PlacePage.objects.get(pk=kept.pk), PlacePage.objects.get(pk=dropped.pk)
    if standing and not dropped.live:
        return standing
    if kept.pk == dropped.pk or not kept.live or not dropped.live:
        raise MergeRefused(_("Both places must be published: one of them was closed or merged meanwhile."))
    if dropped.revisions.filter(approved_go_live_at__isnull=False).exists():
        raise MergeRefused(_("A publication of “%(name)s” is scheduled: cancel it first.") % {"name": dropped.title})
    own, other = record_place(page_id=kept.pk, now=now), record_place(page_id=dropped.pk, now=now)
    moved = move_events(events=events_naming(dropped), start=dropped, to=kept, by=by, now=now)
    if other is not None:
        PlaceRecord.objects.filter(pk=other.pk).update(merged_into=own)
    dropped.unpublish(user=by)
    log(instance=kept, action="agenda.merge_places", user=by, data={"dropped": dropped.pk})
    merge = PlaceMerge.objects.create(kept=kept, dropped=dropped, moved_events=moved, author=by, at=now)
    places_merged.send(sender=PlacePage, merge=merge, by=by, now=now)
    return merge


@transaction.atomic
def undo_merge(*, merge: PlaceMerge, by: User | None, now: datetime) -> None:
    """Make two places of one again: the page is back under its own code, and so are its events that are still here.

    A second time does nothing. Events that went elsewhere since, or came since, stay where they are.
    """
    list(Page.objects.select_for_update().filter(pk__in=[merge.kept_id, merge.dropped_id]).order_by("pk"))
    fresh = PlaceMerge.objects.select_related("kept", "dropped").get(pk=merge.pk)
    if fresh.undone_at:
        return
    PlaceRecord.objects.filter(page=fresh.dropped).update(merged_into=None)
    publish_again(page=fresh.dropped, by=by, now=now)
    here = {event.pk for event in events_naming(fresh.kept)}
    back = EventPage.objects.filter(pk__in=here & set(fresh.moved_events))
    move_events(events=back, start=fresh.kept, to=fresh.dropped, by=by, now=now)
    PlaceMerge.objects.filter(pk=fresh.pk).update(undone_at=now)
    places_unmerged.send(sender=PlacePage, merge=fresh, by=by, now=now)
    log(instance=fresh.kept, action="agenda.undo_merge", user=by, data={"dropped": fresh.dropped_id})
