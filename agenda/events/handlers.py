"""Leaves events an address when the place they are at is deleted."""

from typing import Any

from django.db.models import QuerySet
from django.db.models.signals import pre_delete
from django.utils import timezone
from wagtail.models import Page

from agenda.events.moving import before_place_delete
from agenda.places.models import PlacePage


def on_place_delete(instance: PlacePage, origin: Any = None, **_kwargs: Any) -> None:
    """Copy the address while it still stands there; the database would only empty the link.

    `origin` is what is being deleted as a whole, a page or pages with all below them (a structure with its space).
    """
    doomed: set[int] = set()
    if isinstance(origin, QuerySet) and issubclass(origin.model, Page):
        doomed = set(origin.order_by().values_list("pk", flat=True))
    before_place_delete(instance, doomed=doomed, now=timezone.now())


def connect() -> None:
    """Connect the above, once."""
    pre_delete.connect(on_place_delete, sender=PlacePage, dispatch_uid="events-place-delete")
