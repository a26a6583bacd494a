"""The description of an event: a pure function of its page and its notices, read by previews, dry runs and entries.

The result is JSON-ready and holds everything that any outlet shows; instants are ISO 8601 with the zone's offset.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from wagtail.images.models import SourceImageIOError

from agenda.catalogue.models import EntryStatus, OccurrenceState
from agenda.events.clock import to_instant, to_local
from agenda.events.coorganising import accepted_beside
from agenda.events.models import CALLED_OFF, EventKind, EventPage, Location, Notice, NoticeKind, Price
from agenda.events.schedule import Schedule
from agenda.events.wording import when
from cms.foundation.richtext import clean_html

log = logging.getLogger(__name__)

# Raise it when the shape of the description or of the iCal text changes: the sweep then renders everything anew.
RENDERER = 4
# What a sitting's note holds in the database.
MAX_NOTE = 200
# The one need that is a matter of the building, not of who leads the event.
WHEELCHAIR = "moteur"


# What a sitting becomes by a notice whose name is no state.
_STATES: dict[str, str] = {NoticeKind.STOPPED: OccurrenceState.CANCELLED}


@dataclass(frozen=True)
class Sitting:
    """One occurrence as the notices leave it."""

    original_start: datetime
    start: datetime
    end: datetime
    state: str = OccurrenceState.SCHEDULED
    note: str = ""

    def to_json(self) -> dict[str, str]:
        """Return the sitting with local ISO times."""
        return {
            "original_start": to_local(self.original_start).isoformat(),
            "start": to_local(self.start).isoformat(),
            "end": to_local(self.end).isoformat(),
            "state": str(self.state),
            "note": self.note,
        }


def sittings(schedule: Schedule, notices: Iterable[Notice]) -> list[Sitting]:
    """Return the schedule's occurrences with the notices about single sittings applied, in order of their start."""
    result: dict[datetime, Sitting] = {}
    for slot in schedule.occurrences():
        start, end = to_instant(slot.start), to_instant(slot.end)
        if end <= start:  # the hour that the spring change skips
            end = start + (slot.end - slot.start)
        result.setdefault(start, Sitting(start, start, end))
    for notice in notices:
        for key in _named(notice, result):
            result[key] = _apply(result[key], notice)
    return sorted(result.values(), key=lambda sitting: (sitting.start, sitting.original_start))


def _named(notice: Notice, found: dict[datetime, Sitting]) -> list[datetime]:
    """Return the sittings that a notice is about.

    An approved edit may have changed the hour of the sitting that a notice names. The notice then follows to the only
    sitting there is, or the only one of that day: a cancelled workshop must not come back to life by a new hour.
    """
    if notice.original_start is None or len(found) == 1:
        return list(found)
    if notice.kind == NoticeKind.STOPPED:
        # A new hour of the series brings no sitting of the day named back.
        stop = notice.original_start if notice.original_start in found else _midnight(notice.original_start)
        return [start for start in found if start >= stop]
    if notice.original_start in found:
        return [notice.original_start]
    day = to_local(notice.original_start).date()
    same_day = [start for start in found if to_local(start).date() == day]
    return same_day if len(same_day) == 1 else []


def _midnight(moment: datetime) -> datetime:
    return to_local(moment).replace(hour=0, minute=0)


def _apply(sitting: Sitting, notice: Notice) -> Sitting:
    if notice.kind == NoticeKind.SENTENCE:
        return replace(sitting, note=_joined(sitting.note, notice.sentence)) if notice.original_start else sitting
    # What people would travel for in vain stays said: "all full" hides no sitting that was called off by itself.
    if notice.kind == NoticeKind.FULL and not notice.original_start and sitting.state in CALLED_OFF:
        return sitting
    note = notice.sentence if notice.original_start else sitting.note
    if notice.kind == NoticeKind.FULL and sitting.state != OccurrenceState.SCHEDULED:
        note = _joined(sitting.note, note)
    moved = replace(sitting, state=_STATES.get(notice.kind, notice.kind), note=note)
    # A new hour given for a whole series would pile all sittings on it: it counts only for the sitting it names.
    if notice.new_start and notice.new_end and notice.original_start:
        # Postponed to a known date is moved: people are to come then.
        return replace(moved, state=OccurrenceState.MOVED, start=notice.new_start, end=notice.new_end)
    return moved


def _joined(before: str, after: str) -> str:
    """Return both sentences, the later one alone when they are the same or do not fit."""
    both = " ".join(sentence for sentence in (before, after) if sentence)
    return after or before if before == after or len(both) > MAX_NOTE else both


def event_status(found: list[Sitting], notices: list[Notice]) -> tuple[str, str]:
    """Return the event's status and the sentence beside it.

    The last notice about the whole event wins, an information stands beside it; without one, what all sittings share.
    """
    status, sentence = str(EntryStatus.SCHEDULED), ""
    for notice in notices:
        if notice.original_start:
            continue
        if notice.kind in {NoticeKind.CANCELLED, NoticeKind.POSTPONED, NoticeKind.FULL}:
            status, sentence = str(notice.kind), notice.sentence
        else:
            # The latest information replaces an earlier one, but not the reason of a cancellation.
            sentence = notice.sentence if status == EntryStatus.SCHEDULED else _joined(sentence, notice.sentence)
    states = {sitting.state for sitting in found}
    if status == EntryStatus.SCHEDULED and len(states) == 1 and (shared := str(*states)) in EntryStatus.values:
        return shared, _joined(found[0].note, sentence)
    return status, sentence


def describe(page: EventPage, notices: Iterable[Notice]) -> dict[str, Any]:
    """Return the description of an event as its page and its standing notices (oldest first) say.

    Raises:
        ScheduleError: the page has no readable dates.
    """
    standing = list(notices)
    found = sittings(page.parsed_schedule, standing)
    status, sentence = event_status(found, standing)
    return {
        "title": page.title,
        "kind": page.kind,
        "kind_label": str(EventKind(page.kind).label),
        "status": status,
        "status_label": str(EntryStatus(status).label),
        "status_sentence": sentence,
        "summary": page.summary,
        "body_html": clean_html(page.body),
        "bring": page.bring,
        "access": page.access,
        "special_needs": _special_needs(page),
        "audience": page.audience,
        "audiences": list(page.audiences),
        "themes": list(page.themes),
        "price": {"kind": page.price, "label": str(Price(page.price).label), "text": page.price_details},
        "registration": {
            "required": page.registration_required,
            "link": page.registration_link,
            "phone": page.registration_phone,
            "email": page.registration_email,
        },
        "seats": page.seats,
        "cycle": page.is_cycle,
        "schedule": page.parsed_schedule.to_json(),
        "when": when(page.parsed_schedule),
        "occurrences": [sitting.to_json() for sitting in found],
        "image": _image(page),
        "poster_url": f"{settings.PUBLIC_URL}{page.poster.url}" if page.poster else "",
        "structure": _structure(page),
        "coorganisers": _coorganisers(page),
        **_location(page),
    }


def _location(page: EventPage) -> dict[str, Any]:
    """Return mode, place and online; a remote event carries its structure's territory (design §3.7)."""
    if page.location == Location.REMOTE:
        commune = page.structure.commune
        online = {"link": page.remote_link, "phone": page.remote_phone}
        return {"mode": "remote", "place": None, "online": online, "commune": _commune(commune)}
    if page.location == Location.PLACE and page.place:
        place = page.place
        record = getattr(place, "record", None)
        address = {
            "name": place.title,
            "street": place.address,
            "postal_code": place.postal_code,
            "latitude": place.latitude,
            "longitude": place.longitude,
            "code": record.code if record and place.live else "",
        }
        commune = place.commune
    else:
        commune = page.address_commune
        address = {
            "name": page.address_name,
            "street": page.address_street,
            "postal_code": commune.postal_code if commune else "",
            "latitude": commune.latitude if commune else None,
            "longitude": commune.longitude if commune else None,
            "code": "",
        }
    known = _commune(commune)
    address |= {"commune": known["name"], "insee": known["insee"]}
    return {"mode": "on_site", "place": address, "online": None, "commune": known}


def _special_needs(page: EventPage) -> list[str]:
    """Return whom the event can receive: what it says, and the way in for wheelchairs where its place says so."""
    codes = list(page.special_needs)
    if page.location == Location.PLACE and page.place and WHEELCHAIR in page.place.special_needs:
        codes = list(dict.fromkeys([*codes, WHEELCHAIR]))
    return codes


def _commune(commune: Any) -> dict[str, str]:
    if commune is None:
        return {"insee": "", "name": "", "epci": "", "departement": settings.DEPARTEMENT}
    return {
        "insee": commune.insee,
        "name": commune.name,
        "epci": commune.epci_id or "",
        "departement": commune.departement,
    }


def _structure(page: EventPage) -> dict[str, Any]:
    structure = page.structure
    return {
        "id": structure.pk,
        "name": structure.title,
        "url": f"{settings.PUBLIC_URL}{structure.get_url() or '/'}",
        "phone": structure.phone,
        "email": structure.email,
        "website": structure.website,
    }


def _coorganisers(page: EventPage) -> list[dict[str, Any]]:
    """Return the structures shown beside the owner, by name; one that is not public any more is left out."""
    if not page.pk:
        return []
    found = accepted_beside([page.pk]).select_related("structure").order_by("structure__title", "structure")
    return [
        {
            "id": row.structure.pk,
            "name": row.structure.title,
            "url": f"{settings.PUBLIC_URL}{row.structure.get_url() or '/'}",
        }
        for row in found
    ]


def _image(page: EventPage) -> dict[str, Any] | None:
    if not page.image or not page.image_rights:
        return None
    try:
        rendition = page.image.get_rendition("max-1200x1200|format-jpeg")
    except (SourceImageIOError, OSError) as error:
        # A lost file must not forbid to announce a cancellation.
        log.warning("picture %s of event %s cannot be read: %s", page.image_id, page.pk, error)
        return None
    return {
        "url": f"{settings.PUBLIC_URL}{rendition.url}",
        "alt": page.image_alt,
        "credit": page.image_credit,
        "width": rendition.width,
        "height": rendition.height,
    }


def first_start_and_last_end(found: list[dict[str, str]]) -> tuple[datetime, datetime]:
    """Return the first start and the last end of a description's occurrences."""
    starts = [datetime.fromisoformat(item["start"]) for item in found]
    ends = [datetime.fromisoformat(item["end"]) for item in found]
    return min(starts), max([*ends, min(starts) + timedelta(minutes=1)])
