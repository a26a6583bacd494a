"""A catalogue entry as one line of a list (components/event_card.html)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.catalogue.models import Entry, EntryStatus
from agenda.events.wording import organised_with, organisers, where
from cms.pages.sittings import Sitting, sittings_of, state_word


@dataclass(frozen=True)
class EventCard:
    """What the component shows; see its head."""

    title: str
    url: str
    starts_at: datetime
    ends_at: datetime
    place: str
    remote: bool
    distance_km: int | None
    status: str
    status_label: str
    summary: str
    more_dates: str
    structure: str
    # "mardi 8 décembre à 14 h" where the date was first announced for another time.
    announced: str = ""


def event_cards(entries: Iterable[Entry], now: datetime) -> list[EventCard]:
    """Return the cards of entries, each at its next date."""
    return [event_card(entry, now) for entry in entries]


def event_card(entry: Entry, now: datetime) -> EventCard:
    """Return the card of an entry at its next date, or at its last one when all have passed."""
    sittings = sittings_of(entry.description)
    coming = [sitting for sitting in sittings if sitting.end > now]
    sitting = coming[0] if coming else sittings[-1]
    status, label = _status(entry, sitting, alone=len(coming) <= 1)
    place = entry.description["place"] or {}
    others = sum(not other.is_off for other in coming[1:])
    return EventCard(
        title=entry.title,
        url=entry.path,
        starts_at=sitting.start,
        ends_at=sitting.end,
        place=where(place),
        remote=entry.remote,
        distance_km=None if entry.remote else entry.distance_km,
        status=status,
        status_label=label,
        summary="" if status in {EntryStatus.CANCELLED, EntryStatus.POSTPONED} else entry.summary,
        more_dates=ngettext("and %(count)d other date", "and %(count)d other dates", others) % {"count": others}
        if others
        else "",
        structure=_structure(entry.description, place.get("name", "")),
        announced=sitting.announced if sitting.was_moved else "",
    )


def _structure(description: dict[str, Any], place: str) -> str:
    """Return who organises, the owner left out where the place says its name already."""
    name = description["structure"]["name"]
    said = place and (name.casefold() in place.casefold() or place.casefold() in name.casefold())
    return capfirst(organised_with(description)) if said else organisers(description)


def _status(entry: Entry, sitting: Sitting, *, alone: bool) -> tuple[str, str]:
    """Return the state to show and its words: the event's own, else that of its next date."""
    if entry.status != EntryStatus.SCHEDULED:
        return entry.status, state_word(entry.status)
    if not sitting.state_word:
        return EntryStatus.SCHEDULED, ""
    if alone or not sitting.is_off:
        return sitting.state, sitting.state_word
    # Not "cancelled": the component would strike out the title of an event that goes on.
    return "partly", _("%(state)s on that date") % {"state": sitting.state_word}
