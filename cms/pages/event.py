"""An event's page: from its published entry, or from the page itself in a preview."""

from datetime import datetime
from itertools import takewhile
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from agenda.catalogue.describe import describe
from agenda.catalogue.models import Entry, EntryState
from agenda.events.models import EventPage
from agenda.events.schedule import ScheduleError
from agenda.places.phones import PhoneError, display_phone, normalise_phone
from agenda.places.vocabulary import SERVICES, everyday_words
from cms.pages.sittings import Sitting, sittings_of, state_word
from cms.pages.structured_data import event_json_ld

# More dates than this are folded after the first ones.
DATES_SHOWN = 6
# As many cancelled dates at the end are a series that stops.
LEAST_TO_STOP = 2


def event_context(page: EventPage, request: HttpRequest, now: datetime) -> dict[str, Any]:
    """Return what the page shows; only `broken` when a draft has no readable dates yet."""
    preview = bool(getattr(request, "is_preview", False))
    entry = None if preview else _entry_of(page)
    try:
        description = entry.description if entry else describe(page, page.notices.standing() if page.pk else [])
    except ScheduleError:
        return {"broken": True}
    return {"entry": entry, "is_preview": preview, **_shown(description, entry, page, now)}


def _entry_of(page: EventPage) -> Entry | None:
    return Entry.objects.filter(page_id=page.pk, state=EntryState.PUBLIC).without_ical().first()


def _shown(description: dict[str, Any], entry: Entry | None, page: EventPage, now: datetime) -> dict[str, Any]:
    sittings = sittings_of(description)
    coming = [sitting for sitting in sittings if sitting.end > now]
    address = entry.url if entry else f"{settings.PUBLIC_URL}{page.get_url() or '/'}"
    structure = description["structure"]
    structure_path = urlsplit(structure["url"]).path
    place = description["place"]
    return {
        "description": description,
        "themes": [SERVICES[code].everyday for code in description["themes"] if code in SERVICES],
        "audiences": everyday_words("audiences", description.get("audiences", [])),
        "special_needs": everyday_words("special_needs", description.get("special_needs", [])),
        "theme": next((code for code in description["themes"] if code in SERVICES), "quotidien"),
        "coming": coming[:DATES_SHOWN],
        "coming_later": coming[DATES_SHOWN:],
        "past": [sitting for sitting in sittings if sitting.end <= now],
        "single": len(sittings) == 1,
        "next": next((sitting for sitting in coming if not sitting.is_off), None),
        "status": description["status"],
        "status_word": state_word(description["status"]),
        "changes": changes(coming, description["status"]),
        "stops": stops_at(coming, description["status"]),
        "over": not coming,
        "address": address,
        "calendar_url": reverse("pages:event_calendar", args=[entry.code]) if entry else "",
        "structure_path": structure_path,
        "beside": [item | {"path": urlsplit(item["url"]).path} for item in description.get("coorganisers", ())],
        "place_path": reverse("pages:place_code", args=[place["code"]]) if place and place["code"] else "",
        "map_url": _map_url(place),
        "phones": _phones(description),
        "json_ld": event_json_ld(description, url=address, organiser_url=structure["url"], now=now),
    }


def changes(coming: list[Sitting], status: str) -> list[Sitting]:
    """Return the coming dates of which a notice must be read, unless the whole event says the same.

    Those after the last date of a series that stops are said in one sentence (`stops_at`), not one by one.
    """
    stop = stops_at(coming, status)
    told = [sitting for sitting in coming if stop is None or sitting.original_start < stop.original_start]
    return [sitting for sitting in told if (sitting.state_word or sitting.note) and sitting.state != status]


def stops_at(coming: list[Sitting], status: str) -> Sitting | None:
    """Return the first of the dates that end a series, all cancelled for one reason; None where it does not stop."""
    if status != "scheduled" or len(coming) < LEAST_TO_STOP:
        return None
    last = coming[-1]
    run = list(takewhile(lambda one: one.state == "cancelled" and one.note == last.note, reversed(coming)))
    return run[-1] if len(run) >= LEAST_TO_STOP else None


def _map_url(place: dict[str, Any] | None) -> str:
    """Return a link to OpenStreetMap; nothing is loaded from there."""
    if not place or place["latitude"] is None or place["longitude"] is None or not place["street"]:
        return ""
    query = urlencode({"mlat": f"{place['latitude']:.5f}", "mlon": f"{place['longitude']:.5f}"})
    return f"https://www.openstreetmap.org/?{query}#map=17/{place['latitude']:.5f}/{place['longitude']:.5f}"


def _phones(description: dict[str, Any]) -> dict[str, str]:
    """Return the numbers as people read them: to register, to join, the structure's."""
    return {
        "registration": readable_phone(description["registration"]["phone"]),
        "online": readable_phone((description["online"] or {}).get("phone", "")),
        "structure": readable_phone(description["structure"]["phone"]),
    }


def readable_phone(number: str) -> str:
    """Return a number in pairs of figures, or as it was written when it is none."""
    try:
        return display_phone(normalise_phone(number))
    except PhoneError:
        return number
