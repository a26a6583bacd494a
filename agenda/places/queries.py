"""Finds places: by their short code, and the nearest ones to a commune."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Any, NamedTuple

from django.db.models import TextField
from django.db.models.functions import Cast

from agenda.places.models import Licence, PlacePage, PlacePageQuerySet
from agenda.places.records import PlaceRecord
from agenda.places.stops import PlaceStop
from agenda.places.visits import Visit, next_visit
from cms.territories.distances import Point, metres_between
from cms.territories.models import Commune

# Lists of one code, as both databases write them.
CLOSED_TO_ALL, ONLY_MOVES = '["ferme"]', '["itinerant"]'


@dataclass(frozen=True)
class NearPlace:
    """A place and how far it is from the commune's point in a straight line; None when either point is unknown.

    `stop` is the stop that makes an itinerant place near, None when the place itself does; `visit` its next passage
    (only where `nearest_places` was told the instant).
    """

    page: PlacePage
    km: float | None
    stop: PlaceStop | None = None
    visit: Visit | None = None

    @property
    def distance_km(self) -> int | None:
        """Whole kilometres, 0 for less than one."""
        return None if self.km is None else int(self.km) if self.km < 1 else round(self.km)


def places_under(licence: str) -> PlacePageQuerySet:
    """Return the published places that we hold under a licence."""
    places: PlacePageQuerySet = PlacePage.objects.published().filter(licence=licence)
    return places


def open_places() -> PlacePageQuerySet:
    """Return the published places that may stand in a table under Licence Ouverte: none that came as ODbL."""
    return places_under(Licence.OPEN)


def place_by_code(code: str) -> PlaceRecord | None:
    """Return the record of a short code, with its page (None when the place is gone); None for an unknown code."""
    return PlaceRecord.objects.select_related("page__commune").filter(code=code.lower()).first()


def is_readable(record: PlaceRecord) -> bool:
    """Tell whether the record's page may be shown to everybody; otherwise `/l/<code>` says that the place is gone."""
    return record.page_id is not None and PlacePage.objects.published().filter(pk=record.page_id).exists()


def nearest_places(*, commune: Commune, limit: int = 3, now: datetime | None = None) -> list[NearPlace]:
    """Return the published places nearest to the commune's point, as the crow flies, that receive the public.

    Three if three exist, however far. A bus is as near as its nearest stop; one that only moves is not at its own
    address. Six queries at most, whatever the number of places: the points of a département's places (some hundred
    rows of a few figures) are compared here, since they are finer than the communes' own. Pages come `only_card` and
    `with_opening`.
    """
    return nearest_places_for(commune=commune, need="", limit=limit, now=now)[0]


def nearest_places_for(
    *, commune: Commune, need: str, limit: int = 3, now: datetime | None = None
) -> tuple[list[NearPlace], list[NearPlace]]:
    """Return `nearest_places`, and the nearest among the places that say that they offer `need` ("": none).

    Both from one reading: the same number of queries as `nearest_places`.
    """
    here = first_point(commune.latitude, commune.longitude)
    stops = _stops_by_place()
    ranked: list[_Ranked] = []
    code = f'"{need}"'
    for pk, *figures, insee, access_modes, itinerance, services in _points():
        if access_modes == CLOSED_TO_ALL:
            continue
        # (metres, order of the stop, -1 for the address): what is nearest, the address first where both are.
        spots = [
            (_metres(here, first_point(there.latitude, there.longitude), same=there.insee == commune.pk), number)
            for number, there in enumerate(stops.get(pk, ()))
        ]
        if not spots or itinerance != ONLY_MOVES:
            spots.append((_metres(here, first_point(*figures), same=insee == commune.pk), -1))
        metres, number = min(spots)
        ranked.append(_Ranked(metres, pk, number, bool(need) and code in services))
    ranked.sort()
    near, offering, pages = _readable(ranked, [one for one in ranked if one.offers], limit)

    def told(some: list[_Ranked]) -> list[NearPlace]:
        return [_near(pages[one.pk], stops.get(one.pk, ()), one.stop, one.metres if here else inf, now) for one in some]

    return told(near), told(offering)


class _Ranked(NamedTuple):
    """A place with its distance; `stop` is the number of the stop that is near, -1 for its address."""

    metres: float
    pk: int
    stop: int
    offers: bool


def _readable(
    ranked: list[_Ranked], offering: list[_Ranked], limit: int
) -> tuple[list[_Ranked], list[_Ranked], dict[int, PlacePage]]:
    """Return the first ones of both that everybody may see, and their pages.

    A few more than wanted are asked, with their pages; many more, and all, only where too few of them may be seen.
    """
    for few in (limit + 2, limit + 30, len(ranked)):
        some = {one.pk for one in (*ranked[:few], *offering[:few])}
        pages: dict[int, PlacePage] = PlacePage.objects.published().only_card().with_opening().in_bulk(list(some))
        found = [[one for one in ranks if one.pk in pages][:limit] for ranks in (ranked, offering)]
        if all(len(kept) >= min(limit, len(ranks)) for kept, ranks in zip(found, (ranked, offering), strict=True)):
            break
    return found[0], found[1], pages


def _near(page: PlacePage, stops: Sequence["_Spot"], number: int, metres: float, now: datetime | None) -> NearPlace:
    stop = None
    if number >= 0:
        stop = next((one for one in page.stops.all() if one.pk == stops[number].stop_id), None)
    visit = next_visit(stop, page, now) if stop and now else None
    return NearPlace(page, None if metres == inf else metres / 1000, stop, visit)


class _Spot(NamedTuple):
    """Where a bus stops."""

    stop_id: int
    insee: str
    latitude: float | None
    longitude: float | None


def _points() -> Iterable[Any]:
    return (
        PlacePage.objects.filter(live=True, alias_of=None)
        .order_by()
        .values_list(
            "pk",
            # Which of both points counts is asked here: a figure that the database computes is converted once more.
            *("latitude", "longitude", "commune__latitude", "commune__longitude", "commune_id"),
            # As they are stored: reading five hundred lists would cost more than the distances.
            *(Cast(name, TextField()) for name in ("access_modes", "itinerance", "services")),
        )
    )


def _stops_by_place() -> dict[int, list[_Spot]]:
    """Return the stops of live places: which of them everybody may see is asked afterwards."""
    found: dict[int, list[_Spot]] = {}
    rows = PlaceStop.objects.filter(place__live=True).order_by("place_id", "sort_order", "pk")
    for place, *spot in rows.values_list("place_id", "pk", "commune_id", "commune__latitude", "commune__longitude"):
        found.setdefault(place, []).append(_Spot(*spot))
    return found


def first_point(*figures: float | None) -> Point | None:
    """Return the first known point of pairs of latitude and longitude: a place's own, else its commune's."""
    for at in range(0, len(figures), 2):
        latitude, longitude = figures[at], figures[at + 1]
        if latitude is not None and longitude is not None:
            return latitude, longitude
    return None


def _metres(here: Point | None, there: Point | None, *, same: bool) -> float:
    """Return the distance; without a point only the commune itself is known to be near."""
    if here and there:
        return metres_between(here, there)
    return 0.0 if same else inf
