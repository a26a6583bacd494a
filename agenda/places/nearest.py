"""The nearest places to a commune, as the crow flies: the database ranks them, the few that are told are read whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import cos, inf, radians
from typing import NamedTuple

from django.db import connection
from wagtail.models import Page

from agenda.places.models import PlacePage
from agenda.places.queries import first_point
from agenda.places.stops import PlaceStop
from agenda.places.visits import Visit, next_visit
from cms.structures.models import DEEPEST
from cms.territories.distances import Point, metres_between
from cms.territories.models import Commune

# Lists of one code, as both databases write them.
CLOSED_TO_ALL, ONLY_MOVES = '["ferme"]', '["itinerant"]'
# Ranked beyond those that are told: a plane's order may be another than the sphere's, and not everybody may see all.
SPARE = 10


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


class _Spot(NamedTuple):
    """A place that may be near: its own point, else its commune's; its rank among those that offer, or do not."""

    pk: int
    latitude: float | None
    longitude: float | None
    insee: str
    only_moves: bool
    offers: bool
    rank: int
    has_stops: bool
    readable: bool


class _Ranked(NamedTuple):
    """A place with its distance; `stop` is the number of the stop that is near, -1 for its address."""

    metres: float
    pk: int
    stop: int
    offers: bool


def nearest_places(*, commune: Commune, limit: int = 3, now: datetime | None = None) -> list[NearPlace]:
    """Return the published places nearest to the commune's point, as the crow flies, that receive the public.

    Three if three exist, however far. A bus is as near as its nearest stop; one that only moves is not at its own
    address. Four queries whatever the number of places (three where nobody stops anywhere), two more at most where many
    may not be seen. Pages come `only_card`, with closures and stops.
    """
    return nearest_places_for(commune=commune, need="", limit=limit, now=now)[0]


def nearest_places_for(
    *, commune: Commune, need: str, limit: int = 3, now: datetime | None = None
) -> tuple[list[NearPlace], list[NearPlace]]:
    """Return `nearest_places`, and the nearest among the places that say that they offer `need` ("": none).

    Both from one reading: the same number of queries as `nearest_places`.
    """
    stops: dict[int, list[PlaceStop]] = {}
    # A few more than wanted are ranked; many more, and all, only where too few of them may be seen by everybody.
    for few in (limit + SPARE, limit + 10 * SPARE, None):
        spots = _spots(commune, need, few)
        stops = stops or (_stops_by_place() if any(spot.has_stops for spot in spots) else {})
        ranked = sorted(_rank(commune, [spot for spot in spots if spot.readable], stops))
        found = [ranked[:limit], [one for one in ranked if one.offers][:limit]]
        seen_all = few is None or not any(spot.rank == few + 1 for spot in spots)
        if seen_all or (len(found[0]) == limit and (not need or len(found[1]) == limit)):
            break
    asked = list({one.pk for some in found for one in some})
    pages = PlacePage.objects.only_card().prefetch_related("closures").in_bulk(asked)
    for pk, page in pages.items():
        page.stops.set(stops.get(pk, ()))

    def told(some: Iterable[_Ranked]) -> list[NearPlace]:
        known = _point(commune) is not None
        # A page that went between both readings is left out.
        return [
            _near(pages[one.pk], stops.get(one.pk, ()), one, now, measured=known) for one in some if one.pk in pages
        ]

    return told(found[0]), told(found[1])


def _near(
    page: PlacePage, stops: Sequence[PlaceStop], one: _Ranked, now: datetime | None, *, measured: bool
) -> NearPlace:
    stop = stops[one.stop] if one.stop >= 0 else None
    visit = next_visit(stop, page, now) if stop and now else None
    return NearPlace(page, one.metres / 1000 if measured and one.metres != inf else None, stop, visit)


def _rank(commune: Commune, spots: Iterable[_Spot], stops: dict[int, list[PlaceStop]]) -> Iterable[_Ranked]:
    """Yield each place with what of it is nearest, the address first where a stop is as near."""
    here = _point(commune)

    def metres(there: Point | None, insee: str) -> float:
        """Return the distance; without a point only the commune itself is known to be near."""
        if here and there:
            return metres_between(here, there)
        return 0.0 if insee == commune.pk else inf

    for spot in spots:
        at = [
            (metres(_point(stop.commune), stop.commune_id), number)
            for number, stop in enumerate(stops.get(spot.pk, ()))
        ]
        if not at or not spot.only_moves:
            at.append((metres(_point(spot), spot.insee), -1))
        nearest, number = min(at)
        yield _Ranked(nearest, spot.pk, number, spot.offers)


def _point(there: Commune | _Spot) -> Point | None:
    return first_point(there.latitude, there.longitude)


def _stops_by_place() -> dict[int, list[PlaceStop]]:
    """Return the stops of live places: which of them everybody may see is asked afterwards."""
    found: dict[int, list[PlaceStop]] = {}
    stops = PlaceStop.objects.filter(place__live=True).select_related("commune")
    for stop in stops.order_by("place_id", "sort_order", "pk"):
        found.setdefault(stop.place_id, []).append(stop)
    return found


# Written out: these pages are read by somebody on the phone, and composing the query would cost more than running it.
# A place's own point counts, else its commune's. The plane that touches the earth at the commune ranks well enough.
# `readable` is `StructureContentQuerySet.published`, asked of the few rows that are returned.
_SPOTS = f"""
SELECT * FROM (
    WITH spot AS (
        SELECT place.page_ptr_id AS id, page.path, place.commune_id AS insee,
            CASE WHEN place.latitude + place.longitude IS NULL
                THEN (SELECT latitude FROM cms_commune WHERE insee = place.commune_id) ELSE place.latitude
                END AS latitude,
            CASE WHEN place.latitude + place.longitude IS NULL
                THEN (SELECT longitude FROM cms_commune WHERE insee = place.commune_id) ELSE place.longitude
                END AS longitude,
            CASE WHEN CAST(place.itinerance AS text) = %(only_moves)s THEN 1 ELSE 0 END AS only_moves,
            CASE WHEN CAST(place.services AS text) LIKE %(need)s ESCAPE '!' THEN 1 ELSE 0 END AS offers
        FROM agenda_placepage AS place
        JOIN wagtailcore_page AS page ON page.id = place.page_ptr_id
        WHERE page.live AND page.alias_of_id IS NULL AND CAST(place.access_modes AS text) <> %(closed_to_all)s
    ), far AS (
        SELECT spot.*, COALESCE(
            (latitude - %(latitude)s) * (latitude - %(latitude)s)
                + (longitude - %(longitude)s) * (longitude - %(longitude)s) * %(narrowing)s,
            CASE WHEN insee = %(insee)s THEN 0 ELSE 1000000 END
        ) AS distance
        FROM spot
    ), ranked AS (
        SELECT far.*, ROW_NUMBER() OVER (PARTITION BY offers ORDER BY distance, id) AS place_no FROM far
    )
    SELECT id, latitude, longitude, insee, only_moves, offers, place_no,
        id IN (SELECT place_id FROM agenda_placestop) AS has_stops, NOT EXISTS (
        SELECT 1 FROM wagtailcore_page AS above
        LEFT JOIN wagtailcore_pageviewrestriction AS restriction ON restriction.page_id = above.id
        WHERE above.path IN ({", ".join(f"substr(ranked.path, 1, {n * Page.steplen})" for n in range(1, DEEPEST + 1))})
            AND (restriction.id IS NOT NULL OR NOT above.live)
    ) AS readable
    FROM ranked
    WHERE place_no <= %(few)s + 1 OR id IN (SELECT place_id FROM agenda_placestop)
) AS nearest
"""  # noqa: S608 - only numbers of ours are put in


def _spots(commune: Commune, need: str, few: int | None) -> list[_Spot]:
    """Return the nearest `few` and one (None: all) that offer the need, as many that do not, and all with stops."""
    here = _point(commune)
    parameters = {
        "only_moves": ONLY_MOVES,
        "closed_to_all": CLOSED_TO_ALL,
        "need": f'%"{need}"%'.replace("_", "!_") if need else "",
        # Nothing is far from an unknown point: then only the commune's own places are near.
        "latitude": here[0] if here else None,
        "longitude": here[1] if here else None,
        "narrowing": cos(radians(here[0])) ** 2 if here else None,
        "insee": commune.pk,
        "few": 1_000_000 if few is None else few,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SPOTS, parameters)
        return [
            _Spot(pk, latitude, longitude, insee, bool(only_moves), bool(offers), rank, bool(has_stops), bool(readable))
            for pk, latitude, longitude, insee, only_moves, offers, rank, has_stops, readable in cursor.fetchall()
        ]
