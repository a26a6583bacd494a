"""Which VEVENTs an entry becomes: a series as master and overrides, single dates one by one."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import uuid5

from icalendar import vRecur

from agenda.catalogue.models import Entry, OccurrenceState
from agenda.events.clock import to_instant, to_local
from agenda.events.schedule import Schedule, parse_schedule
from agenda.places.vocabulary import SERVICES
from cms.foundation.richtext import to_text
from cms.foundation.wording import hour, long_day

# Google hides STATUS:CANCELLED, so that people come to a cancelled event: the word stands in the title and the event
# stays until its date.
PREFIXES: dict[str, str] = {
    OccurrenceState.CANCELLED: "ANNULÉ – ",
    OccurrenceState.POSTPONED: "REPORTÉ – ",
    OccurrenceState.FULL: "COMPLET – ",
}


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
            "status": "CONFIRMED",
            "location": self.location or None,
            "geolocation": self.geo,
            "contact": self.contact or None,
            "recurrence_id": self.recurrence_id,
            "rrule": self.rule,
            "exdate": self.excluded or None,
        }
        return {key: value for key, value in given.items() if value is not None}


def vevents_of(entry: Entry) -> list[Vevent]:
    """Return the entry's VEVENTs in a fixed order: the series' master, its overrides, then single dates."""
    description = entry.description
    schedule = parse_schedule(description["schedule"])
    sittings = {datetime.fromisoformat(item["original_start"]): item for item in description["occurrences"]}
    base = _base(entry)
    result: list[Vevent] = []
    if schedule.rule:
        result += _series(base, schedule, sittings, str(entry.status))
    # Two local hours may be one instant in the night of the spring change: one sitting, one VEVENT.
    singles = dict.fromkeys(to_instant(slot.start) for slot in [*schedule.slots, *schedule.extra])
    for key in singles:
        # An event whose only date is edited, or joined by others, stays the same event in people's calendars.
        is_main = not schedule.rule and key == (entry.main_start or next(iter(singles)))
        uid = str(entry.uid) if is_main else str(uuid5(entry.uid, key.isoformat()))
        result.append(_sitting(replace(base, uid=uid), sittings[key], str(entry.status)))
    return result


def _series(base: Vevent, schedule: Schedule, sittings: dict[datetime, Any], status: str) -> list[Vevent]:
    """Return master and overrides; UNTIL is in UTC because DTSTART has a zone (RFC 5545 §3.3.10)."""
    rule = schedule.rule
    assert rule is not None  # noqa: S101 - the caller has asked
    all_slots = list(rule.slots(frozenset()))
    kept = [slot for slot in all_slots if slot.start.date() not in schedule.excluded]
    first, last = all_slots[0], all_slots[-1]
    prefix = PREFIXES.get(status, "")
    master = replace(
        base,
        summary=prefix + base.summary,
        start=to_local(to_instant(first.start)),
        end=to_local(to_instant(first.end)),
        rule=vRecur({"FREQ": "WEEKLY", "UNTIL": to_instant(last.start)}),
        excluded=[to_local(to_instant(slot.start)) for slot in all_slots if slot not in kept],
    )
    overrides = []
    for slot in kept:
        item = sittings[to_instant(slot.start)]
        if item["start"] != item["original_start"] or item["note"] or item["state"] not in {"scheduled", status}:
            original = to_local(to_instant(slot.start))
            overrides.append(_sitting(replace(base, recurrence_id=original), item, status))
    return [master, *overrides]


def _sitting(base: Vevent, item: dict[str, str], status: str) -> Vevent:
    state = item["state"] if item["state"] != "scheduled" else status
    note = f"{item['note']}\n\n" if item["note"] else ""
    start, end = datetime.fromisoformat(item["start"]), datetime.fromisoformat(item["end"])
    if item["start"] != item["original_start"]:
        was = to_local(datetime.fromisoformat(item["original_start"]))
        note = f"Prévu d’abord le {long_day(was.date())} à {hour(was)}.\n{note}"
    return replace(
        base,
        summary=PREFIXES.get(state, "") + base.summary,
        description=note + base.description,
        start=to_local(start),
        end=to_local(end),
    )


def _base(entry: Entry) -> Vevent:
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
