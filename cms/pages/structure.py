"""A structure's page: its places, what comes next, its news, its feed."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.text import capfirst

from agenda.catalogue.models import Entry
from agenda.catalogue.queries import public_entries
from agenda.events.wording import organised_with, organisers
from agenda.places.models import PlacePage
from cms.foundation.richtext import clean_html
from cms.news.models import NewsPage
from cms.pages.cards import event_card
from cms.pages.event import readable_phone
from cms.pages.feed import feed_of
from cms.pages.news import news_items
from cms.pages.places import place_cards
from cms.structures.models import StructurePage

PER_PAGE = 30
EVENTS = 8
PLACES = 10
NEWS = 4


def structure_context(page: StructurePage, now: datetime) -> dict[str, Any]:
    """Return what a structure's page shows beside its fields."""
    places = PlacePage.objects.child_of(page).published().with_card().with_opening().order_by("title", "pk")
    news = NewsPage.objects.child_of(page).published()
    entries = list(public_entries().of_structure(page.pk).upcoming(now)[:EVENTS])
    return {
        "cards": [replace(event_card(entry, now), structure=_beside(entry, page)) for entry in entries],
        "places": place_cards(list(places[:PLACES]), now),
        "news": news_items(news[:NEWS]),
        "phone": readable_phone(page.phone),
        "body": clean_html(page.body),
        "feed": feed_of("structure", page.pk),
        "address": f"{settings.PUBLIC_URL}{page.get_url() or '/'}",
    }


def _beside(entry: Entry, page: StructurePage) -> str:
    """Return who else organises an event: on each line the structure's own name would say nothing new."""
    if entry.structure_id == page.pk:
        return str(capfirst(organised_with(entry.description)))
    return organisers(entry.description)
