"""Completes the context of Wagtail's pages with what floors below may not read (see `cms.foundation.context`)."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from agenda.events.models import EventPage
from agenda.places.models import PlacePage
from cms.foundation.context import provides_context
from cms.foundation.richtext import clean_html
from cms.news.models import NewsPage
from cms.pages.contact import phone_box
from cms.pages.event import event_context
from cms.pages.home import home_context
from cms.pages.places import place_context
from cms.pages.structure import structure_context
from cms.structures.home import HomePage
from cms.structures.models import StructurePage


@provides_context(HomePage)
def home(_page: HomePage, request: HttpRequest) -> dict[str, Any]:
    """Complete the home page."""
    now = timezone.now()
    return {"call": phone_box(request, now), **home_context(now)}


@provides_context(EventPage)
def event(page: EventPage, request: HttpRequest) -> dict[str, Any]:
    """Complete an event's page."""
    return event_context(page, request, timezone.now())


@provides_context(StructurePage)
def structure(page: StructurePage, _request: HttpRequest) -> dict[str, Any]:
    """Complete a structure's page."""
    return structure_context(page, timezone.now())


@provides_context(PlacePage)
def place(page: PlacePage, request: HttpRequest) -> dict[str, Any]:
    """Complete a place's page."""
    now = timezone.now()
    return {"call": phone_box(request, now), **place_context(page, now)}


@provides_context(NewsPage)
def news(page: NewsPage, _request: HttpRequest) -> dict[str, Any]:
    """Complete a piece of news."""
    return {"structure": page.structure, "body": clean_html(page.body)}
