"""Which other places stand how far from one: where to send people once it closes."""

from dataclasses import dataclass

from agenda.places.models import PlacePage
from cms.territories.distances import Point, metres_between


@dataclass(frozen=True)
class OtherPlace:
    """A published place, and how far it is in a straight line; None when one of the two has no known spot."""

    place: PlacePage
    distance_km: float | None


def places_by_distance(place: PlacePage, *, limit: int) -> list[OtherPlace]:
    """Return the published places but one, the nearest to it first, those of unknown spot last. Two queries at most."""
    here = _spot(place)
    found = PlacePage.objects.published().exclude(pk=place.pk).select_related("commune")
    others = []
    for other in found.order_by("commune__search_name", "title", "pk"):
        there = _spot(other)
        metres = metres_between(here, there) if here and there else None
        others.append(OtherPlace(other, None if metres is None else metres / 1000))
    others.sort(key=lambda one: (one.distance_km is None, one.distance_km or 0))
    return others[:limit]


def _spot(place: PlacePage) -> Point | None:
    """Return the place's own point, else its commune's."""
    commune = place.commune
    for latitude, longitude in (
        (place.latitude, place.longitude),
        (commune.latitude, commune.longitude) if commune else (None, None),
    ):
        if latitude is not None and longitude is not None:
            return latitude, longitude
    return None
