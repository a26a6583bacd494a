"""Places as features: what a map and a table show of each, in French columns (`tables.PLACES`)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch

from agenda.places.models import Licence, PlacePage, PlacePageQuerySet
from agenda.places.records import PlaceClosure
from agenda.places.stops import PlaceStop
from agenda.places.vocabulary import national_wordings
from cms.api.texts import absolute, structures_above
from cms.opendata.features import feature, safely
from cms.opendata.tables import SEPARATOR
from cms.structures.models import StructurePage

BATCH = 500
_LISTS = {
    "services": "services",
    "publics": "audiences",
    "prise_en_charge": "special_needs",
    "frais": "fees",
    "modalites_acces": "access_modes",
    "modalites_accompagnement": "support_modes",
    "dispositifs": "national_programmes",
    "labels": "labels",
}


def places(licence: str = Licence.OPEN) -> PlacePageQuerySet:
    """Return the published places held under `licence`, in the order in which they were made.

    A place gets its code when it is first published: without one it has no address to give away.
    """
    found = PlacePage.objects.published().filter(record__isnull=False, licence=licence)
    return found.select_related("commune__epci", "record").order_by("pk")


def place_features(found: PlacePageQuerySet, *, today: date) -> Iterator[dict[str, Any]]:
    """Yield the feature of each place; one that cannot be written is left out, with a line in the log.

    Four queries for every 500 places: rows, closures, stops, structures.
    """
    closures = PlaceClosure.objects.filter(undone_at__isnull=True, end_date__gte=today)
    stops = PlaceStop.objects.select_related("commune")
    whole = found.prefetch_related(Prefetch("closures", closures), Prefetch("stops", stops))
    batch: list[PlacePage] = []
    for page in whole.iterator(chunk_size=BATCH):
        batch.append(page)
        if len(batch) == BATCH:
            yield from _described(batch)
            batch = []
    yield from _described(batch)


def _described(pages: Iterable[PlacePage]) -> Iterator[dict[str, Any]]:
    kept = list(pages)
    structures = structures_above(kept)
    for page in kept:
        yield from safely(place_feature, page, structures.get(page.path))


def place_feature(page: PlacePage, structure: StructurePage | None) -> dict[str, Any]:
    """Return a place as a flat GeoJSON feature; for want of its own point it stands on its commune's."""
    own = page.latitude is not None and page.longitude is not None
    precision = ("lieu" if own else "commune") if page.point else None
    commune = page.commune
    # The register is no partner: nobody keeps its places up to date yet.
    keeper = None if structure is None or structure.is_register else structure
    properties = {
        "code": page.code,
        "nom": page.title,
        "url": absolute(page.permanent_path),
        "identifiant_national": page.national_id,
        "pivot": page.pivot,
        "adresse": page.address,
        "complement_adresse": page.address_complement,
        "code_postal": page.postal_code,
        "nom_commune": commune.name if commune else "",
        "code_insee": commune.pk if commune else "",
        "siren_epci": (commune.epci_id or "") if commune else "",
        "nom_epci": commune.epci.name if commune and commune.epci else "",
        "departement": commune.departement if commune else "",
        "precision": precision,
        "telephone": page.phone,
        "courriel": page.email,
        "site_web": page.website,
        "horaires": page.hours,
        "horaires_texte": ", ".join(page.hours_lines),
        "fermetures": SEPARATOR.join(f"{shut.start_date}/{shut.end_date}" for shut in page.closures.all()),
        "passages": SEPARATOR.join(_stop(stop) for stop in page.stops.all()),
        "itinerant": page.itinerant,
        "presentation_resume": page.summary,
        "presentation_detail": page.details,
        "typologie": page.typology,
        "services_codes": SEPARATOR.join(page.services),
        "autres_labels": page.other_labels,
        "fiche_acces_libre": page.access_url,
        "prise_rdv": page.booking_url,
        "structure_nom": keeper.title if keeper else "",
        "structure_url": absolute(keeper.get_url()) if keeper else "",
        "source": page.source,
        "date_maj": page.updated_date,
    }
    for name, our_field in _LISTS.items():
        properties[name] = SEPARATOR.join(national_wordings(our_field, getattr(page, our_field)))
    return feature("lieux", page.code, page.point, properties)


def _stop(stop: PlaceStop) -> str:
    where = f"{stop.commune.name} ({stop.spot})" if stop.spot else stop.commune.name
    # The separator of cells must not come from what somebody wrote.
    return f"{where} {stop.hours}".replace(SEPARATOR, "/").strip()


def last_change_of_places(licence: str = Licence.OPEN) -> datetime | None:
    """Return when a place was last published; None without any. One query."""
    found = places(licence).order_by("-last_published_at").values_list("last_published_at", flat=True)
    return found.first()
