"""Leads whoever unpublishes or deletes a place with events to come to the screen that asks where they go."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from wagtail.models import Page

from agenda.events.moving import coming_events
from agenda.places.models import PlacePage

TAKES_AWAY = frozenset({"unpublish", "delete"})


def ask_where_events_go(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Answer with the screen when the page is a place that still has events; None lets Wagtail go on."""
    place = PlacePage.objects.filter(pk=page.pk).first()
    if place is None or not coming_events(place, timezone.now()):
        return None
    return redirect("desk:close_place", page_id=place.pk)


def ask_in_bulk(request: HttpRequest, action_type: str, objects: Iterable[Page], _action: Any) -> HttpResponse | None:
    """Do the same for the first such place among many pages; nothing is done to the others then."""
    if action_type not in TAKES_AWAY:
        return None
    answers = (ask_where_events_go(request, page) for page in objects if isinstance(page, Page))
    return next((answer for answer in answers if answer), None)
