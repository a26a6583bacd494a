"""Leaves events an address when the place they are at is deleted."""

from typing import Any

from django.db.models.signals import pre_delete
from django.utils import timezone

from agenda.events.moving import before_place_delete
from agenda.places.models import PlacePage


def on_place_delete(instance: PlacePage, **_kwargs: Any) -> None:
    """Copy the address while it still stands there; the database would only empty the link."""
    before_place_delete(instance, now=timezone.now())


def connect() -> None:
    """Connect the above, once."""
    pre_delete.connect(on_place_delete, sender=PlacePage, dispatch_uid="events-place-delete")
