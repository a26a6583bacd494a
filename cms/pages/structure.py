"""A structure's page: its places, what comes next, its news, its feed."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings

from agenda.catalogue.queries import public_entries
from agenda.places.models import PlacePage
from cms.foundation.richtext import clean_html
from cms.news.models import NewsPage
from cms.pages.cards import event_cards
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
    cards = event_cards(public_entries().of_structure(page.pk).upcoming(now)[:EVENTS], now)
    return {
        # Its own name on each line would say nothing new.
        "cards": [replace(card, structure="") for card in cards],
        "places": place_cards(list(places[:PLACES]), now),
        "news": news_items(news[:NEWS]),
        "phone": readable_phone(page.phone),
        "body": clean_html(page.body),
        "feed": feed_of("structure", page.pk),
        "address": f"{settings.PUBLIC_URL}{page.get_url() or '/'}",
    }
