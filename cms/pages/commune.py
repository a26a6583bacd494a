"""A commune's page: who to call, where to go, what comes next around, and the feed to take away."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from agenda.catalogue.queries import events_around
from agenda.places.queries import nearest_places
from cms.pages.agenda import Filters, next_events
from cms.pages.cards import event_cards
from cms.pages.feed import feed_of
from cms.pages.places import PlaceCard, place_card
from cms.territories.models import Commune

EVENTS = 5
PLACES = 3


def commune_context(commune: Commune, now: datetime) -> dict[str, Any]:
    """Return what the commune's page shows, in the same number of queries whatever is published."""
    around = events_around(commune=commune, now=now)
    places: list[PlaceCard] = [
        place_card(near.page, distance_km=near.distance_km, now=now, visit=near.visit)
        for near in nearest_places(commune=commune, limit=PLACES, now=now)
    ]
    return {
        "commune": commune,
        "km": around.km,
        "count": around.count,
        "cards": event_cards(around.entries[:EVENTS], now),
        "elsewhere": [] if around.count else next_events(now, PLACES),
        "places": places,
        "agenda_url": Filters(commune).url(),
        "feed": feed_of("commune", commune.pk),
        "address": f"{settings.PUBLIC_URL}{reverse('pages:commune', args=[commune.pk])}",
    }
