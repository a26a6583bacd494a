"""A structure's calendar of the programme as iCal text, by the same feed class as the public calendars (RFC 5545).

One date, one VEVENT: irregular dates have no rule to repeat by. A cancelled item keeps STATUS:CONFIRMED and says ANNULÉ
in its title, as everywhere here (Google hides cancelled events, and people come anyway); what was taken out is a
tombstone with STATUS:CANCELLED.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst

from agenda.catalogue.ical import write_calendar
from agenda.catalogue.vevent import Vevent
from agenda.catalogue.vevents import PREFIXES
from agenda.events.clock import to_local
from agenda.programme.models import ProgrammeDate
from agenda.programme.pages import ProgrammeKind

# Raise it when the bytes of a date change without the date: every reader's tag differs then.
RENDERER = 1
CANCELLED = PREFIXES["cancelled"]


@dataclass(frozen=True)
class ProgrammeVevent(Vevent):
    """One VEVENT of the programme; `start` and `end` are local midnights where it is of whole days."""

    is_all_day: bool = False

    def properties(self) -> dict[str, Any]:
        """Return what `ICal20Feed` writes: days as VALUE=DATE with an exclusive end (RFC 5545 §3.6.1), and private."""
        given = super().properties() | {"class": "PRIVATE"}
        if self.is_all_day:
            given |= {"start_datetime": self.start.date(), "end_datetime": self.end.date()}
        return given


def vevent_of(row: ProgrammeDate) -> ProgrammeVevent:
    """Return one date's VEVENT; what concerns the people is told in DESCRIPTION, for Google shows no URL."""
    item = row.item
    kind = capfirst(str(ProgrammeKind(item.kind).label))
    is_off = item.is_cancelled or row.gone_at is not None
    address = f"{settings.PUBLIC_URL}{reverse('desk:programme_item', args=[item.pk])}"
    # Of what is gone nothing is told beside its name: it was taken out, perhaps because it was wrong.
    told = [] if row.gone_at else [item.text, item.link, address]
    return ProgrammeVevent(
        uid=str(row.uid),
        summary=f"{CANCELLED if is_off else ''}{item.title}",
        description="\n\n".join(part for part in (kind, *told) if part),
        url="" if row.gone_at else address,
        start=to_local(row.starts_at),
        end=to_local(row.ends_at),
        created_at=row.created_at,
        changed_at=row.changed_at,
        sequence=row.sequence,
        location="" if row.gone_at else item.where,
        categories=[kind],
        is_all_day=row.is_all_day,
        status="CANCELLED" if row.gone_at else "CONFIRMED",
    )


def render_programme(*, title: str, rows: Iterable[ProgrammeDate]) -> bytes:
    """Return the whole calendar; equal rows give equal bytes."""
    return write_calendar(title=title, description=title, vevents=[vevent_of(row) for row in rows])


def state_of(rows: Iterable[tuple[Any, int]], title: str) -> tuple[Any, ...]:
    """Return what the feed's tag is made of: renderer, addresses, name, and (uid, sequence) of each date in it."""
    return ("programme", RENDERER, settings.PUBLIC_URL, title, *(f"{uid}/{number}" for uid, number in rows))
