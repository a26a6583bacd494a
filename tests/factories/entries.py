"""Many catalogue entries at once, as the projection would leave them, for tests of query counts and for the bench."""

import hashlib
import uuid
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from agenda.catalogue.actions import write_ical
from agenda.catalogue.describe import RENDERER, first_start_and_last_end
from agenda.catalogue.models import Entry, EntryState
from agenda.catalogue.rows import facet_rows, organiser_rows, sitting_rows, theme_rows
from agenda.catalogue.word_models import EntryWord
from agenda.catalogue.words import word_ids, words_of
from agenda.events.clock import to_instant, to_local
from agenda.events.schedule import Schedule, Slot
from agenda.events.wording import when
from agenda.places.vocabulary import SERVICES
from cms.territories.models import Commune

TITLES = ("Premiers pas avec l’ordinateur", "Mon téléphone et moi", "Déjouer les arnaques", "Ouvrir son espace santé")


def description_of(number: int, commune: Commune, schedule: Schedule, **changes: Any) -> dict[str, Any]:
    """Return the description of a workshop in the commune, with the same keys as `describe`."""
    theme = list(SERVICES)[number % len(SERVICES)]
    slots = [(to_local(to_instant(slot.start)), to_local(to_instant(slot.end))) for slot in schedule.occurrences()]
    known = {
        "insee": commune.insee,
        "name": commune.name,
        "epci": commune.epci_id or "",
        "departement": commune.departement,
    }
    return {
        "title": TITLES[number % len(TITLES)],
        "kind": "workshop",
        "kind_label": "atelier",
        "status": "scheduled",
        "status_label": "a lieu",
        "status_sentence": "",
        "summary": "Deux heures en petit groupe, à votre rythme.",
        "body_html": "<p>On apporte ses questions, on repart avec des réponses.</p>",
        "bring": "",
        "access": "",
        "special_needs": [],
        "audience": "",
        "audiences": [],
        "themes": [theme],
        "price": {"kind": "free", "label": "gratuit", "text": ""},
        "registration": {"required": False, "link": "", "phone": "", "email": ""},
        "seats": None,
        "cycle": False,
        "schedule": schedule.to_json(),
        "when": when(schedule),
        "occurrences": [
            {
                "original_start": a.isoformat(),
                "start": a.isoformat(),
                "end": b.isoformat(),
                "state": "scheduled",
                "note": "",
            }
            for a, b in slots
        ],
        "image": None,
        "poster_url": "",
        "structure": {
            "id": None,
            "name": "Association Exemple",
            "url": settings.PUBLIC_URL,
            "phone": "",
            "email": "",
            "website": "",
        },
        "coorganisers": [],
        "mode": "on_site",
        "online": None,
        "place": {
            "name": "Salle des fêtes",
            "street": "1 place de la Mairie",
            "postal_code": commune.postal_code,
            "latitude": commune.latitude,
            "longitude": commune.longitude,
            "code": "",
            "commune": commune.name,
            "insee": commune.insee,
        },
        "commune": known,
    } | changes


def bulk_entries(
    count: int, communes: Sequence[Commune], *, first_day: datetime | None = None, sittings: int = 2, ical: bool = True
) -> list[Entry]:
    """Make `count` public entries with `sittings` weekly dates each, from `first_day` on, spread over the communes.

    Costs a few queries whatever `count`. `first_day` is aware (default: tomorrow); with `ical=False` the iCal texts,
    which take most of the time, stay empty.
    """
    day = to_local(first_day or timezone.now() + timedelta(days=1)).date()
    descriptions = []
    for number in range(count):
        start = datetime.combine(day + timedelta(days=number % 50), time(9 + number % 8))
        weeks = [start + timedelta(weeks=week) for week in range(sittings)]
        schedule = Schedule.of(slots=[Slot(begins, begins + timedelta(hours=2)) for begins in weeks])
        descriptions.append(description_of(number, communes[number % len(communes)], schedule))
    return write_entries(descriptions, ical=ical)


def write_entries(descriptions: Sequence[dict[str, Any]], *, ical: bool = True) -> list[Entry]:
    """Make one public entry of each description, with its rows, as the projection would."""
    now = timezone.now()
    change_no = Entry.objects.aggregate(top=Max("change_no"))["top"] or 0
    entries = [_entry(said, change_no + number, now) for number, said in enumerate(descriptions, start=1)]
    if ical:
        for entry in entries:
            write_ical(entry)
    entries = Entry.objects.bulk_create(entries, batch_size=200)
    write_rows(entries)
    return entries


def write_rows(entries: Sequence[Entry]) -> None:
    """Write what stands beside entries, in a few statements: sittings, themes, marks, organisers and words."""
    for rows_of in (sitting_rows, theme_rows, facet_rows, organiser_rows):
        rows = [row for entry in entries for row in rows_of(entry, entry.description)]
        for model in {type(row) for row in rows}:
            model._default_manager.bulk_create(rows, batch_size=2_000)
    words = [words_of(entry.description) for entry in entries]
    ids = word_ids({folded: shown for found in words for folded, shown in found.items()})
    held = [
        EntryWord(entry=entry, word_id=ids[folded])
        for entry, found in zip(entries, words, strict=True)
        for folded in found
    ]
    EntryWord.objects.bulk_create(held, batch_size=5_000)


def _entry(description: dict[str, Any], change_no: int, now: datetime) -> Entry:
    return Entry(
        uid=uuid.uuid5(uuid.NAMESPACE_URL, f"bulk:{change_no}"),
        code=f"z{change_no:06d}",
        first_published_at=now,
        changed_at=now,
        change_no=change_no,
        description=description,
        digest=hashlib.sha256(str(change_no).encode()).hexdigest(),
        renderer=RENDERER,
        **columns_of(description),
    )


def columns_of(description: dict[str, Any]) -> dict[str, Any]:
    """Return the columns that filters use, as a description says; the projection must write the same."""
    commune, place = description["commune"], description["place"] or {}
    starts_at, ends_at = first_start_and_last_end(description["occurrences"])
    return {
        "state": EntryState.PUBLIC,
        "status": description["status"],
        "structure_id": description["structure"]["id"],
        "title": description["title"],
        "summary": description["summary"],
        "kind": description["kind"],
        "price": description["price"]["kind"],
        "commune_insee": commune["insee"],
        "epci_siren": commune["epci"],
        "departement": commune["departement"],
        "latitude": place.get("latitude"),
        "longitude": place.get("longitude"),
        "remote": description["mode"] == "remote",
        "starts_at": starts_at,
        "ends_at": ends_at,
    }
