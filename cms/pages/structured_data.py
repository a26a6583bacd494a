"""JSON-LD of an event for search engines (schema.org Event): the description's facts, one Event a date."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from cms.pages.sittings import Sitting, sittings_of

# A weekly workshop of a year would weigh more than its page.
MOST_DATES = 12
_STATUS = {
    "cancelled": "EventCancelled",
    "postponed": "EventPostponed",
    "moved": "EventRescheduled",
}
# What would end the script element, or begin a comment in it.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def event_json_ld(description: Mapping[str, Any], *, url: str, organiser_url: str, now: datetime) -> SafeString:
    """Return the JSON of the coming dates (of the last one when all have passed), safe inside a script element."""
    sittings = sittings_of(description)
    coming = [sitting for sitting in sittings if sitting.end > now] or sittings[-1:]
    base = _base(description, url, organiser_url)
    if description["cycle"]:
        events = [base | _when(sittings[0], description) | {"endDate": sittings[-1].end.isoformat()}]
    else:
        events = [base | _when(sitting, description) for sitting in coming[:MOST_DATES]]
    data = {"@context": "https://schema.org"} | (events[0] if len(events) == 1 else {"@graph": events})
    return mark_safe(
        json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    )  # what would end the script element is escaped


def _when(sitting: Sitting, description: Mapping[str, Any]) -> dict[str, Any]:
    state = sitting.state if sitting.state in _STATUS else description["status"]
    when = {
        "startDate": sitting.start.isoformat(),
        "endDate": sitting.end.isoformat(),
        "eventStatus": f"https://schema.org/{_STATUS.get(state, 'EventScheduled')}",
    }
    if sitting.was_moved:
        when["previousStartDate"] = sitting.original_start.isoformat()
    return when


def _base(description: Mapping[str, Any], url: str, organiser_url: str) -> dict[str, Any]:
    structure, image = description["structure"], description["image"]
    organiser = {"@type": "Organization", "name": structure["name"], "url": organiser_url}
    if structure["phone"]:
        organiser["telephone"] = structure["phone"]
    beside = [
        {"@type": "Organization", "name": item["name"], "url": item["url"]}
        for item in description.get("coorganisers", ())
    ]
    remote = description["mode"] == "remote"
    base = {
        "@type": "Event",
        "@id": url,
        "url": url,
        "name": description["title"],
        "description": description["summary"],
        "eventAttendanceMode": f"https://schema.org/{'Online' if remote else 'Offline'}EventAttendanceMode",
        "location": _location(description, url),
        "organizer": [organiser, *beside] if beside else organiser,
        "offers": _offer(description, url),
        "isAccessibleForFree": description["price"]["kind"] == "free",
        "inLanguage": "fr",
    }
    return base | ({"image": [image["url"]]} if image else {})


def _location(description: Mapping[str, Any], url: str) -> dict[str, Any]:
    place = description["place"]
    if place is None:
        # An event by phone has no address on the web but its own page.
        return {"@type": "VirtualLocation", "url": (description["online"] or {}).get("link") or url}
    address = {
        "@type": "PostalAddress",
        "streetAddress": place["street"],
        "postalCode": place["postal_code"],
        "addressLocality": place["commune"],
        "addressCountry": "FR",
    }
    location = {
        "@type": "Place",
        "name": place["name"],
        "address": {key: text for key, text in address.items() if text},
    }
    if place["latitude"] is not None and place["longitude"] is not None:
        location["geo"] = {"@type": "GeoCoordinates", "latitude": place["latitude"], "longitude": place["longitude"]}
    return location


def _offer(description: Mapping[str, Any], url: str) -> dict[str, Any]:
    full = description["status"] == "full"
    offer = {
        "@type": "Offer",
        "url": description["registration"]["link"] or url,
        "availability": f"https://schema.org/{'SoldOut' if full else 'InStock'}",
    }
    if description["price"]["kind"] == "free":
        return offer | {"price": "0", "priceCurrency": "EUR"}
    return offer | ({"description": description["price"]["text"]} if description["price"]["text"] else {})
