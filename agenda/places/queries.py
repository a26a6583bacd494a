"""Finds places: by their short code, by their licence; and which of two points of a place counts."""

from agenda.places.models import Licence, PlacePage, PlacePageQuerySet
from agenda.places.records import PlaceRecord
from cms.territories.distances import Point


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


def first_point(*figures: float | None) -> Point | None:
    """Return the first known point of pairs of latitude and longitude: a place's own, else its commune's."""
    for at in range(0, len(figures), 2):
        latitude, longitude = figures[at], figures[at + 1]
        if latitude is not None and longitude is not None:
            return latitude, longitude
    return None
