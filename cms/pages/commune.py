"""A commune's page: who to call, where to go, what comes next around, and the feed to take away."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from agenda.catalogue.queries import NOT_STANDING, events_around
from agenda.contacts.chain import answer
from agenda.places.nearest import nearest_places
from branding.models import Brand
from cms.pages.cards import event_cards
from cms.pages.feed import feed_of
from cms.pages.finding.agenda import next_events
from cms.pages.finding.filters import Filters
from cms.pages.places import PlaceCard, place_card
from cms.pages.texts import closed_days
from cms.pages.who_to_call import embed_line
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from newsletter.subscribers.elsewhere import form_line, frame_line

EVENTS = 5
PLACES = 3
STRUCTURES = 12


def commune_context(commune: Commune, now: datetime, brand: Brand) -> dict[str, Any]:
    """Return what the commune's page shows, in the same number of queries whatever is published."""
    structures = StructurePage.objects.live().public().filter(commune=commune, is_register=False)
    called = answer(commune=commune, need="", now=now, brand=brand)
    return around_context(commune, now) | {
        "answer": called,
        "closed": [words for words, _last in closed_days(called.paper, timezone.localdate(now))],
        "structures": structures.order_by("title")[:STRUCTURES],
        "former": list(commune.former_names.values_list("name", flat=True)),
        "embed": embed_line(commune),
        "letter_form": form_line(commune),
        "letter_frame": frame_line(commune),
    }


def around_context(commune: Commune, now: datetime) -> dict[str, Any]:
    """Return the places and events of a commune and around it; events are never missing while any is announced."""
    around = events_around(commune=commune, now=now)
    places: list[PlaceCard] = [
        place_card(near.page, distance_km=near.distance_km, now=now, visit=near.visit)
        for near in nearest_places(commune=commune, limit=PLACES, now=now)
    ]
    cards = event_cards(around.first(EVENTS), now)
    # Only things that were called off: somebody still needs a date to go to.
    standing = any(card.status not in NOT_STANDING for card in cards)
    return {
        "commune": commune,
        "km": around.km,
        "count": around.count,
        "cards": cards,
        "elsewhere": [] if standing else next_events(now, PLACES),
        "places": places,
        "agenda_url": Filters(commune).url(),
        "feed": feed_of("commune", commune.pk),
        "address": f"{settings.PUBLIC_URL}{reverse('pages:commune', args=[commune.pk])}",
    }
