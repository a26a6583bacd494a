"""Finds places: by their short code, and the nearest ones to a commune."""

from dataclasses import dataclass

from django.db.models import F
from django.db.models.functions import Coalesce

from agenda.places.models import Licence, PlacePage, PlacePageQuerySet
from agenda.places.records import PlaceRecord
from cms.territories.distances import Point, metres_between
from cms.territories.models import Commune


@dataclass(frozen=True)
class NearPlace:
    """A place and how far it is from the commune's point in a straight line; None when either point is unknown."""

    page: PlacePage
    km: float | None

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


def nearest_places(*, commune: Commune, limit: int = 3) -> list[NearPlace]:
    """Return the published places nearest to the commune's point, as the crow flies, that receive the public.

    Three if three exist, however far. Two queries, whatever the number of places: the points of a département's
    places (some hundred rows of four figures) are compared here, since they are finer than the communes' own.
    """
    rows = PlacePage.objects.published().values_list(
        "pk",
        Coalesce(F("latitude"), F("commune__latitude")),
        Coalesce(F("longitude"), F("commune__longitude")),
        "commune_id",
        "access_modes",
    )
    here: Point | None = (
        None if commune.latitude is None or commune.longitude is None else (commune.latitude, commune.longitude)
    )
    ranked: list[tuple[float, int]] = []
    for pk, latitude, longitude, insee, access_modes in rows:
        if access_modes == ["ferme"]:
            continue
        if here and latitude is not None and longitude is not None:
            ranked.append((metres_between(here, (latitude, longitude)), pk))
        else:
            # Without a point, only the commune itself is known to be near.
            ranked.append((0.0 if insee == commune.pk else float("inf"), pk))
    nearest = sorted(ranked)[:limit]
    pages = PlacePage.objects.with_card().in_bulk([pk for _metres, pk in nearest])
    return [NearPlace(pages[pk], metres / 1000 if here and metres != float("inf") else None) for metres, pk in nearest]
