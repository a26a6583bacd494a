"""The coming passages of an itinerant place: which stop, from when to when, closures and public holidays left out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from agenda.places.hours import end_hour, state_at, zone
from agenda.places.models import PlacePage
from agenda.places.opening import closed_days
from agenda.places.stops import PlaceStop
from cms.foundation.wording import NBSP, hour, short_day

# A bus that comes once in a quarter is announced; one that comes in half a year is not.
HORIZON = timedelta(days=100)


@dataclass(frozen=True)
class Visit:
    """One passage, in local times; `start` is the instant asked about when the bus is there already."""

    stop: PlaceStop
    start: datetime
    end: datetime | None
    running: bool

    @property
    def where(self) -> str:
        """Return "Arleuf, place de la mairie"."""
        return ", ".join(part for part in (self.stop.commune.name, self.stop.spot) if part)

    def when(self, today: date) -> str:
        """Return "jeudi 26 novembre de 9 h à 12 h", "aujourd’hui de 14 h à 16 h", "maintenant, jusqu’à 12 h"."""
        if self.running:
            return f"maintenant, jusqu’à {end_hour(self.end)}" if self.end else "maintenant"
        days = (self.start.date() - today).days
        day = "aujourd’hui" if days == 0 else "demain" if days == 1 else short_day(self.start)
        start = hour(self.start)
        return f"{day} de{NBSP}{start} à{NBSP}{end_hour(self.end)}" if self.end else f"{day} à partir de{NBSP}{start}"


def next_visits(place: PlacePage, now: datetime, *, limit: int = 4) -> list[Visit]:
    """Return the next passages over all stops, the soonest first; no query for a place fetched `with_opening()`."""
    closed = closed_days(place)
    found = [visit for stop in place.stops.all() for visit in _visits(stop, closed, now, limit)]
    return sorted(found, key=lambda visit: (visit.start, visit.stop.sort_order or 0))[:limit]


def next_visit(stop: PlaceStop, place: PlacePage, now: datetime) -> Visit | None:
    """Return the next passage at one of the place's stops; None when its hours are unknown or too far."""
    return next(_visits(stop, closed_days(place), now, 1), None)


def _visits(stop: PlaceStop, closed: list[tuple[date, date]], now: datetime, limit: int) -> Iterator[Visit]:
    moment = now.astimezone(zone())
    for _number in range(limit):
        state = state_at(stop.hours, moment, closed)
        if state is None:
            return
        start = moment if state.open else state.next_open
        if start is None or start - now > HORIZON:
            return
        there = state if state.open else state_at(stop.hours, start, closed)
        end = there.until if there else None
        yield Visit(stop, start, end, running=state.open and moment == now)
        if end is None:
            return
        moment = end
