"""Gives a place its identity when it is first published."""

from typing import Any

from django.utils import timezone
from wagtail.signals import page_published

from agenda.places.actions import record_place
from agenda.places.doubt_finders import like_places, point_elsewhere
from agenda.places.doubts import finders
from agenda.places.models import PlacePage


def on_place_published(instance: PlacePage, **_kwargs: Any) -> None:
    """Make or refresh the record of the page that was published."""
    record_place(page_id=instance.pk, now=timezone.now())


def connect() -> None:
    """Connect the above, once."""
    page_published.connect(on_place_published, sender=PlacePage, dispatch_uid="place-record")
    finders[:] = [like_places, point_elsewhere]
