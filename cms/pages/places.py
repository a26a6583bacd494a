"""Places as lists and their own pages show them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, OuterRef, QuerySet, Subquery

from agenda.catalogue.models import Entry
from agenda.catalogue.queries import public_entries
from agenda.places.hours import state_at, state_in_french
from agenda.places.models import PlacePage
from agenda.places.vocabulary import everyday_words
from cms.foundation.wording import plain_day
from cms.pages.cards import event_cards
from cms.territories.models import Commune, Neighbour

PER_PAGE = 20
EVENTS = 5


@dataclass(frozen=True)
class PlaceCard:
    """What components/place_card.html shows; see its head."""

    name: str
    url: str
    address: str
    commune: str
    phone: str
    hours: list[str]
    distance_km: int | None
    services: list[str]


def place_card(page: PlacePage, *, distance_km: int | None = None) -> PlaceCard:
    """Return the card of a place fetched `with_card`."""
    town = page.commune.name if page.commune else ""
    return PlaceCard(
        name=page.title,
        url=page.permanent_path,
        address=page.address,
        commune=f"{page.postal_code} {town}".strip(),
        phone=page.phone_display,
        hours=page.hours_lines,
        distance_km=distance_km,
        services=page.service_words,
    )


def places_near(commune: Commune | None) -> QuerySet[PlacePage]:
    """Return the published places, by commune and name; nearest communes first (`.metres`) when one is given."""
    places = PlacePage.objects.published().with_card()
    if commune is None:
        return places.order_by("commune__search_name", "title", "pk")
    metres = Neighbour.objects.filter(origin_id=commune.pk, target_id=OuterRef("commune_id")).values("metres")[:1]
    # Beyond 30 km no distance is stored: those come last, by name.
    return places.annotate(metres=Subquery(metres)).order_by(
        F("metres").asc(nulls_last=True), "commune__search_name", "title", "pk"
    )


def place_cards(pages: list[PlacePage]) -> list[PlaceCard]:
    """Return the cards of places, with the distance where `places_near` gave one."""
    cards = []
    for page in pages:
        metres = getattr(page, "metres", None)
        cards.append(place_card(page, distance_km=None if metres is None else round(metres / 1000)))
    return cards


def place_context(page: PlacePage, now: datetime) -> dict[str, Any]:
    """Return what a place's own page shows beside its fields."""
    state = state_at(page.hours, now) if page.hours else None
    entries = Entry.objects.none()
    if page.pk and page.live:
        entries = public_entries().filter(page__place_id=page.pk).upcoming(now)[:EVENTS]
    address = settings.PUBLIC_URL + page.permanent_path
    return {
        "now_in_french": state_in_french(state, now) if state else "",
        "is_open": bool(state and state.open),
        "cards": event_cards(entries, now),
        "lists": _lists(page),
        "checked_on": plain_day(page.updated_date) if page.updated_date else "",
        "address": address,
        "map_url": _map_url(page),
    }


def _lists(page: PlacePage) -> dict[str, list[str]]:
    """Return the closed lists that are filled, in everyday words."""
    names = (
        "services",
        "audiences",
        "special_needs",
        "fees",
        "access_modes",
        "support_modes",
        "national_programmes",
        "labels",
    )
    return {name: everyday_words(name, getattr(page, name) or []) for name in names}


def _map_url(page: PlacePage) -> str:
    """Return a link to OpenStreetMap for a place whose own point is known; nothing is loaded from there."""
    if page.latitude is None or page.longitude is None:
        return ""
    point = f"{page.latitude:.5f}", f"{page.longitude:.5f}"
    return f"https://www.openstreetmap.org/?mlat={point[0]}&mlon={point[1]}#map=17/{point[0]}/{point[1]}"
