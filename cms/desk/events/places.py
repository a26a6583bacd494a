"""Where an event may be: the structure's own places first, any place of the register by search, an address, remote."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from agenda.events.models import EventPage, Location
from agenda.places.models import PlacePage
from cms.foundation.digits import whole_number
from cms.structures.models import StructurePage
from cms.territories.names import search_name

PREFIX = "place:"
OWN_SHOWN = 8
FOUND_SHOWN = 12


def label_of(place: PlacePage) -> str:
    """Return "Médiathèque Jean-Jaurès, Nevers"."""
    return f"{place.title}, {place.commune.name}" if place.commune else place.title


def own_places(structure: StructurePage) -> list[PlacePage]:
    """Return the structure's public places, by name. One query."""
    found = PlacePage.objects.published().child_of(structure).select_related("commune")
    return list(found.order_by("title", "pk")[:OWN_SHOWN])


def places_named(keys: Iterable[str]) -> list[PlacePage]:
    """Return the public places that answers like "place:12" name. One query, none without any."""
    numbers = [number for key in keys if (number := _number(key)) is not None]
    return list(PlacePage.objects.published().select_related("commune").filter(pk__in=numbers)) if numbers else []


def _number(key: str) -> int | None:
    return whole_number(key.removeprefix(PREFIX)) if key.startswith(PREFIX) else None


def search_places(text: str) -> list[PlacePage]:
    """Return the public places whose name, street or commune holds every word typed; accents do not matter.

    The register is some hundred rows of three short texts: they are compared here, the same on both databases.
    """
    words = search_name(text[:80]).split()
    if not words:
        return []
    rows = PlacePage.objects.published().values_list("pk", "title", "commune__search_name", "commune__postal_codes")
    found = []
    for pk, title, commune, codes in rows:
        name = f" {search_name(title)} {commune or ''} {codes or ''}"
        if all(f" {word}" in name for word in words):
            found.append((not name.startswith(f" {words[0]}"), search_name(title), pk))
    wanted = [pk for _rank, _title, pk in sorted(found)[:FOUND_SHOWN]]
    pages = PlacePage.objects.select_related("commune").in_bulk(wanted)
    return [pages[pk] for pk in wanted]


def where_key(page: EventPage) -> str:
    """Return the answer to "where" that a page holds, empty for none yet."""
    if page.location == Location.PLACE:
        return f"{PREFIX}{page.place_id}" if page.place_id else ""
    return str(page.location)


def where_choices(own: list[PlacePage], others: list[PlacePage]) -> list[tuple[str, str]]:
    """Return what "where" offers: places (each once), an address, remote."""
    places = {f"{PREFIX}{place.pk}": label_of(place) for place in [*own, *others]}
    return [*places.items(), (Location.ADDRESS, _("At another address")), (Location.REMOTE, _("By phone or online"))]
