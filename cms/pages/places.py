"""Places as lists and their own pages show them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from agenda.catalogue.models import Entry
from agenda.catalogue.queries import public_entries
from agenda.guidance.aloud import place_reception
from agenda.places.closures import closure_in_french, coming_closures, next_closure
from agenda.places.freshness import last_checked
from agenda.places.models import Licence, PlacePage
from agenda.places.opening import opening_in_french, place_state
from agenda.places.records import PlaceClosure
from agenda.places.stops import PlaceStop
from agenda.places.visits import Visit, next_visit, next_visits
from agenda.places.vocabulary import everyday_words
from cms.foundation.wording import plain_day
from cms.pages.cards import event_cards
from cms.pages.place_data import place_json_ld
from cms.territories.models import Commune, Neighbour

PER_PAGE = 20
EVENTS = 5
CLOSURES = 5
SOON = timedelta(days=14)


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
    # On a screen only, true for minutes: "ouvert maintenant, jusqu’à 12 h".
    opening: str = ""
    is_open: bool = False
    # When it next receives people, as /qui-appeler/ says it: "mardi de 9 h à 12 h".
    receives: str = ""
    # "Fermé du 3 au 17 août (congés)", the first closure that runs or comes within two weeks.
    closure: str = ""
    # "Prochain passage : Arleuf, place de la mairie, jeudi 26 novembre de 9 h à 12 h".
    visit: str = ""
    # "Arleuf, Planchez": where a bus stops that is nowhere else; its address then says nothing to anybody.
    stops: str = ""
    # The commune of the stop that the distance is measured to; "" when it is the place's own.
    distance_town: str = ""
    # Held under ODbL, and from whom: the list that shows it credits them (pages/parts/odbl.html).
    odbl: bool = False
    odbl_source: str = ""


def place_card(
    page: PlacePage, *, distance_km: int | None = None, now: datetime | None = None, visit: Visit | None = None
) -> PlaceCard:
    """Return the card of a place fetched `with_card`; with `now` (and `with_opening`), also what is true today."""
    live: dict[str, Any] = {}
    if now:
        today = timezone.localdate(now)
        if visit and distance_km:
            live["distance_town"] = visit.stop.commune.name
        visit = visit or next(iter(next_visits(page, now, limit=1)), None)
        state = place_state(page, now)
        closure = next_closure(page, today)
        soon = closure and closure.start_date <= today + SOON
        live |= {
            "opening": opening_in_french(page, now),
            "is_open": bool(state and state.open),
            "receives": place_reception(page, now) if state else "",
            "closure": closure_words(closure, today) if closure and soon else "",
            "visit": visit_words(visit, today) if visit else "",
            "stops": stop_towns(page) if page.only_moves else "",
        }
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
        odbl=page.licence == Licence.ODBL,
        odbl_source=page.source,
        **live,
    )


def stop_towns(page: PlacePage) -> str:
    """Return the communes where a bus stops, each once, in its order: "Arleuf, Planchez"."""
    return ", ".join(dict.fromkeys(stop.commune.name for stop in page.stops.all()))


def visit_words(visit: Visit, today: date) -> str:
    """Return "Arleuf, place de la mairie, jeudi 26 novembre de 9 h à 12 h"."""
    when = visit.when(today)
    return f"{visit.where}, {when if visit.running or when.startswith(('aujourd', 'demain')) else f'le {when}'}"


def closure_words(closure: PlaceClosure, today: date) -> str:
    """Return "fermé du 3 au 17 août (congés d’été)"."""
    return f"fermé {closure_in_french(closure, today)}{f' ({closure.sentence})' if closure.sentence else ''}"


def places_near(commune: Commune | None) -> QuerySet[PlacePage]:
    """Return the published places, by commune and name; nearest communes first (`.metres`) when one is given.

    A bus is as near as the nearest commune where it stops; one that only moves is not at its own address.
    """
    places = PlacePage.objects.published().with_card().with_opening()
    if commune is None:
        return places.order_by("commune__search_name", "title", "pk")
    around = Neighbour.objects.filter(origin_id=commune.pk)
    at_home = around.filter(target_id=OuterRef("commune_id")).values("metres")[:1]
    at_stop = around.filter(target__stops__place=OuterRef("pk")).order_by("metres").values("metres")[:1]
    only_moves = Q(itinerance=["itinerant"]) & Exists(PlaceStop.objects.filter(place=OuterRef("pk")))
    # Beyond 30 km no distance is stored: those come last, by name.
    return (
        places.annotate(home_metres=Subquery(at_home), stop_metres=Subquery(at_stop))
        .annotate(
            metres=Case(
                When(only_moves, then=F("stop_metres")),
                # SQLite's least of a number and nothing is nothing.
                default=Coalesce(Least("home_metres", "stop_metres"), "home_metres", "stop_metres"),
            )
        )
        .order_by(F("metres").asc(nulls_last=True), "commune__search_name", "title", "pk")
    )


def place_cards(
    pages: list[PlacePage], now: datetime | None = None, *, commune: Commune | None = None
) -> list[PlaceCard]:
    """Return the cards of places, with the distance where `places_near` gave one.

    With the commune that was asked about (and `now`), a bus tells its next passage at the stop that makes it near: one
    query more for any number of pages.
    """
    stops = [stop for page in pages for stop in page.stops.all()] if commune and now else []
    metres_to: dict[str, int] = {}
    if commune and stops:
        around = Neighbour.objects.filter(origin_id=commune.pk, target_id__in={stop.commune_id for stop in stops})
        metres_to = dict(around.values_list("target_id", "metres"))
    cards = []
    for page in pages:
        metres = getattr(page, "metres", None)
        near = [stop for stop in page.stops.all() if metres is not None and metres_to.get(stop.commune_id) == metres]
        visits = [visit for stop in near if now and (visit := next_visit(stop, page, now))]
        soonest = min(visits, key=lambda visit: visit.start, default=None)
        km = None if metres is None else round(metres / 1000)
        cards.append(place_card(page, distance_km=km, now=now, visit=soonest))
    return cards


def place_context(page: PlacePage, now: datetime) -> dict[str, Any]:
    """Return what a place's own page shows beside its fields."""
    today = timezone.localdate(now)
    state = place_state(page, now)
    entries = Entry.objects.none()
    if page.pk and page.live:
        entries = public_entries().filter(page__place_id=page.pk).upcoming(now)[:EVENTS]
    address = settings.PUBLIC_URL + page.permanent_path
    return {
        "now_in_french": opening_in_french(page, now),
        "is_open": bool(state and state.open),
        "closures": [closure_words(closure, today) for closure in coming_closures(page, today)[:CLOSURES]],
        "visits": [visit_words(visit, today) for visit in next_visits(page, now)],
        "stops": list(page.stops.all()),
        "only_moves": page.only_moves,
        "json_ld": place_json_ld(page, address, today),
        "cards": event_cards(entries, now),
        "lists": _lists(page),
        "checked_on": plain_day(checked) if (checked := last_checked(page)) else "",
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
