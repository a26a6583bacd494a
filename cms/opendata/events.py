"""Published events as features and their sittings as rows, in French columns (`tables.EVENTS`, `tables.SITTINGS`)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Case, F, Q, Value, When

from agenda.catalogue.models import Entry, EntryQuerySet
from agenda.events.models import Location
from agenda.feeds.window import window
from agenda.places.models import Licence
from agenda.places.vocabulary import national_wordings
from cms.foundation.richtext import to_text
from cms.opendata.features import feature, plain, safely
from cms.opendata.tables import SEPARATOR, SITTINGS

BATCH = 500
STATES = {"scheduled": "prevu", "cancelled": "annule", "postponed": "reporte", "full": "complet"}
SITTING_STATES = {
    "scheduled": "prevue",
    "cancelled": "annulee",
    "moved": "deplacee",
    "postponed": "reportee",
    "full": "complete",
}
_OFF = {"cancelled", "postponed"}


def events(now: datetime) -> tuple[EntryQuerySet, date]:
    """Return (the public entries of the feeds' window, its local day): what we give away changes with the day only."""
    start, end, day = window(now)
    return _with_licence(Entry.objects.public().between(start, end)).order_by("pk"), day


def _with_licence(entries: EntryQuerySet) -> EntryQuerySet:
    """Annotate whether an event's place is held under ODbL, and the point that may be given away under ours.

    Name, address and point of such a place belong to another database, whose licence our tables do not bear: they say
    its commune, the commune's point and the code under which the place stands in the files named "odbl".
    """
    borrowed = Q(page__place__licence=Licence.ODBL, page__location=Location.PLACE)
    commune = "page__place__commune__"
    return entries.annotate(
        borrowed=Case(When(borrowed, then=Value(True)), default=Value(False)),
        given_latitude=Case(When(borrowed, then=F(f"{commune}latitude")), default=F("latitude")),
        given_longitude=Case(When(borrowed, then=F(f"{commune}longitude")), default=F("longitude")),
    )


def event_features(entries: EntryQuerySet) -> Iterator[dict[str, Any]]:
    """Yield the feature of each entry; one that cannot be written is left out, with a line in the log. One query."""
    for entry in entries.without_ical().iterator(chunk_size=BATCH):
        yield from safely(event_feature, entry)


def event_feature(entry: Entry) -> dict[str, Any]:
    """Return an entry of `events` as a GeoJSON feature, flat; a remote event has no geometry."""
    said = entry.description
    place = said["place"] or {}
    if entry.borrowed:  # type: ignore[attr-defined]
        point_of_commune = {"latitude": entry.given_latitude, "longitude": entry.given_longitude}  # type: ignore[attr-defined]
        place = {"code": place.get("code")} | point_of_commune
    latitude, longitude = place.get("latitude"), place.get("longitude")
    point = None if latitude is None or longitude is None else (latitude, longitude)
    properties = {
        "code": entry.code,
        "url": entry.url,
        "uid": str(entry.uid),
        "debut": entry.starts_at,
        "fin": entry.ends_at,
        "premiere_publication": entry.first_published_at,
        "modifie_le": entry.changed_at,
        **_what(said),
        **_when(said),
        **_where(said, place),
        **_how_to_come(said),
        **_who(said["structure"]),
    }
    return feature("evenements", entry.code, point, properties)


def _what(said: dict[str, Any]) -> dict[str, Any]:
    image = said["image"] or {}
    return {
        "titre": said["title"],
        "type": said["kind_label"],
        "etat": STATES[said["status"]],
        "etat_phrase": said["status_sentence"],
        "resume": said["summary"],
        "description": to_text(said["body_html"]),
        "themes": SEPARATOR.join(national_wordings("services", said["themes"])),
        "themes_codes": SEPARATOR.join(said["themes"]),
        "image_url": image.get("url"),
        "image_credit": image.get("credit"),
    }


def _when(said: dict[str, Any]) -> dict[str, Any]:
    standing = [item for item in said["occurrences"] if item["state"] not in _OFF]
    return {
        "dates_texte": said["when"],
        "nombre_seances": len(standing),
        "seances": _spans(standing),
        "seances_annulees": _spans([item for item in said["occurrences"] if item["state"] in _OFF]),
        "cycle": said["cycle"],
    }


def _where(said: dict[str, Any], place: dict[str, Any]) -> dict[str, Any]:
    commune, online = said["commune"], said["online"] or {}
    return {
        "mode": "a_distance" if said["mode"] == "remote" else "sur_place",
        "lieu_nom": place.get("name"),
        "lieu_adresse": place.get("street"),
        "lieu_code_postal": place.get("postal_code"),
        "lieu_code": place.get("code"),
        "nom_commune": commune["name"],
        "code_insee": commune["insee"],
        "siren_epci": commune["epci"],
        "departement": commune["departement"],
        "lien_distance": online.get("link"),
        "telephone_distance": online.get("phone"),
    }


def _how_to_come(said: dict[str, Any]) -> dict[str, Any]:
    registration = said["registration"]
    return {
        "public": said["audience"],
        "a_apporter": said["bring"],
        "acces": said["access"],
        "tarif": said["price"]["label"],
        "tarif_detail": said["price"]["text"],
        "inscription_obligatoire": registration["required"],
        "inscription_lien": registration["link"],
        "inscription_telephone": registration["phone"],
        "inscription_courriel": registration["email"],
        "nombre_places": said["seats"],
    }


def _who(structure: dict[str, Any]) -> dict[str, Any]:
    return {
        "structure_nom": structure["name"],
        "structure_url": structure["url"],
        "structure_telephone": structure["phone"],
        "structure_courriel": structure["email"],
        "structure_site": structure["website"],
    }


def _spans(items: list[dict[str, str]]) -> str:
    return SEPARATOR.join(f"{item['start']}/{item['end']}" for item in items)


def sitting_rows(entry: Entry) -> list[dict[str, Any]]:
    """Return the rows of an entry's sittings, one column of `tables.SITTINGS` each."""
    whole = event_feature(entry)
    point = whole["geometry"]["coordinates"] if whole["geometry"] else (None, None)
    shared = whole["properties"] | {"longitude": point[0], "latitude": point[1]}
    rows = []
    for item in entry.description["occurrences"]:
        original = datetime.fromisoformat(item["original_start"]).astimezone(UTC)
        own = {
            "seance": f"{entry.code}-{original:%Y%m%dT%H%MZ}",
            "seance_debut": item["start"],
            "seance_fin": item["end"],
            "seance_etat": SITTING_STATES[item["state"]],
            "seance_note": plain(item["note"]),
        }
        told = shared | own
        rows.append({name: told[name] for name in SITTINGS.names})
    return rows
