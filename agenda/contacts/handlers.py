"""Keeps lines at their place when two places are made one, and when they are made two again."""

from typing import Any

from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from agenda.contacts.models import Line
from agenda.places.models import PlacePage
from agenda.places.records import PlaceMerge
from agenda.places.signals import places_merged, places_unmerged
from cms.accounts.models import User

FOLLOWED = "agenda.line_followed_place"


def on_merge(merge: PlaceMerge, by: User | None, **_kwargs: Any) -> None:
    """Point the lines of the dropped place to the kept one: their phone and hours are read there."""
    for line in Line.objects.select_for_update().filter(place=merge.dropped_id):
        line.place_id = merge.kept_id
        line.save(update_fields=["place"])
        log(instance=line, action=FOLLOWED, user=by, data={"merge": merge.pk})


def on_unmerge(merge: PlaceMerge, **_kwargs: Any) -> None:
    """Point the lines that followed back; one that was given another place since stays there."""
    followed = ModelLogEntry.objects.filter(action=FOLLOWED)
    moved = {entry.object_id for entry in followed if entry.data.get("merge") == merge.pk}
    Line.objects.filter(pk__in=moved, place=merge.kept_id).update(place=merge.dropped_id)


def connect() -> None:
    """Connect the above, once."""
    places_merged.connect(on_merge, sender=PlacePage, dispatch_uid="contacts-places-merged")
    places_unmerged.connect(on_unmerge, sender=PlacePage, dispatch_uid="contacts-places-unmerged")
