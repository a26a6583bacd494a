"""JSON-LD of a place for search engines (schema.org): name, address, hours of the week, coming closures."""

import json
from datetime import date
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from agenda.places.closures import coming_closures
from agenda.places.hours_rules import WEEKDAYS
from agenda.places.hours_table import read_table
from agenda.places.models import PlacePage

MOST_CLOSURES = 5
_SCHEMA_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# What would end the script element, or begin a comment in it.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def place_json_ld(page: PlacePage, url: str, today: date) -> SafeString:
    """Return the JSON, safe inside a script element."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "LocalBusiness",
        "@id": url,
        "url": url,
        "name": page.title,
        "description": page.summary,
        "telephone": page.phone,
        "email": page.email,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": page.address,
            "postalCode": page.postal_code,
            "addressLocality": page.commune.name if page.commune else "",
            "addressCountry": "FR",
        },
        "openingHoursSpecification": [*_hours(page.hours), *_closures(page, today)],
    }
    if page.latitude is not None and page.longitude is not None:
        data["geo"] = {"@type": "GeoCoordinates", "latitude": page.latitude, "longitude": page.longitude}
    data["address"] = {key: text for key, text in data["address"].items() if text}
    text = json.dumps({key: value for key, value in data.items() if value}, ensure_ascii=False)
    return mark_safe(text.translate(_ESCAPES))  # what would end the script element is escaped


def _hours(hours: str) -> list[dict[str, Any]]:
    """Return the week; nothing where rules beside it would make it untrue."""
    table = read_table(hours)
    if table.special:
        return []
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": f"https://schema.org/{_SCHEMA_DAYS[number]}",
            "opens": stretch[0],
            "closes": "23:59" if stretch[1] == "24:00" else stretch[1],
        }
        for number in range(len(WEEKDAYS))
        for stretch in table.days[number]
        if stretch
    ]


def _closures(page: PlacePage, today: date) -> list[dict[str, Any]]:
    return [
        {
            "@type": "OpeningHoursSpecification",
            "opens": "00:00",
            "closes": "00:00",
            "validFrom": closure.start_date.isoformat(),
            "validThrough": closure.end_date.isoformat(),
        }
        for closure in coming_closures(page, today)[:MOST_CLOSURES]
    ]
