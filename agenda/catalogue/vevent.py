"""One VEVENT of an entry: its properties, and the words that calendars show."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from icalendar import vRecur

from agenda.catalogue.models import Entry
from agenda.events.clock import to_local
from agenda.places.vocabulary import SERVICES
from cms.foundation.richtext import to_text


@dataclass(frozen=True)
class Vevent:
    """One VEVENT; times are local with their zone."""

    uid: str
    summary: str
    description: str
    url: str
    start: datetime
    end: datetime
    created_at: datetime
    changed_at: datetime
    sequence: int
    location: str = ""
    geo: tuple[float, float] | None = None
    contact: str = ""
    categories: list[str] = field(default_factory=list)
    status: str = "CONFIRMED"
    recurrence_id: datetime | None = None
    rule: vRecur | None = None
    excluded: list[datetime] = field(default_factory=list)

    def properties(self) -> dict[str, Any]:
        """Return the keyword arguments that `ICal20Feed` writes as properties."""
        given = {
            "timestamp": self.changed_at,
            "created": self.created_at,
            "start_datetime": self.start,
            "end_datetime": self.end,
            "sequence": self.sequence,
            "transparency": "TRANSPARENT",
            "class": "PUBLIC",
            "status": self.status,
            "location": self.location or None,
            "geolocation": self.geo,
            "contact": self.contact or None,
            "recurrence_id": self.recurrence_id,
            "rrule": self.rule,
            "exdate": self.excluded or None,
        }
        return {key: value for key, value in given.items() if value is not None}


def plain_vevent(entry: Entry) -> Vevent:
    """Return the VEVENT that all of an entry's are made from; its times are not theirs yet."""
    description = entry.description
    place = description["place"]
    geo = (entry.latitude, entry.longitude) if entry.latitude is not None and entry.longitude is not None else None
    structure = description["structure"]
    now = to_local(entry.changed_at)
    return Vevent(
        uid=str(entry.uid),
        summary=entry.title,
        description=_text(entry),
        url=entry.url,
        start=now,
        end=now,
        created_at=entry.first_published_at,
        changed_at=entry.changed_at,
        sequence=entry.sequence,
        location=_address(place) if place else "",
        geo=geo,
        contact=", ".join(part for part in (structure["name"], structure["phone"]) if part),
        categories=[SERVICES[code][1] for code in description["themes"] if code in SERVICES],
    )


def _address(place: dict[str, Any]) -> str:
    town = f"{place['postal_code']} {place['commune']}".strip()
    return ", ".join(part for part in (place["name"], place["street"], town) if part)


def _text(entry: Entry) -> str:
    """Return DESCRIPTION; Google shows no URL, so that link and phone stand here too."""
    description, lines = entry.description, []
    if description["status_sentence"]:
        lines.append(description["status_sentence"])
    lines.append(description["summary"])
    if description["body_html"]:
        lines.append(to_text(description["body_html"]))
    if description["bring"]:
        lines.append(f"À apporter : {description['bring']}")
    if online := description["online"]:
        places = {"En ligne :": online["link"], "Par téléphone :": online["phone"]}
        lines += [f"{name} {value}" for name, value in places.items() if value]
    registration = description["registration"]
    ways = [value for value in (registration["phone"], registration["email"], registration["link"]) if value]
    if registration["required"] or ways:
        lines.append(f"Inscription : {', '.join(ways) or 'auprès de la structure'}")
    structure = description["structure"]
    lines.append(", ".join(part for part in (structure["name"], structure["phone"]) if part))
    # Calendars know one ORGANIZER and its ATTENDEEs, who are people invited: who organises with it stands in words.
    if beside := description.get("coorganisers"):
        lines.append(f"Avec : {', '.join(item['name'] for item in beside)}")
    lines.append(entry.url)
    return "\n\n".join(lines)
