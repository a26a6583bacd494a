"""What somebody copies into La Coop de la médiation numérique: the same words in the order of its form.

Order of "Atelier collectif" in the Coop (public repository inclusion-numerique/coop-mediation-numerique, component
CraCollectifForm, read in November 2026): title, participants, date, duration, place, equipment, themes, level, notes.
What we do not know is left to be filled in; notes may hold what we must not store.
"""

from collections.abc import Iterable

from agenda.events.clock import to_local
from agenda.events.models import EventPage, Location
from agenda.events.schedule import ScheduleError
from agenda.places.vocabulary import SERVICES
from agenda.rhythm.models import Attendance
from cms.foundation.wording import hour, long_day


def coop_text(rows: Iterable[Attendance]) -> str:
    """Return the sittings' texts, a blank line between two; rows carry their `event`."""
    return "\n\n".join(_of_sitting(row) for row in rows)


def _of_sitting(row: Attendance) -> str:
    event, start = row.event, to_local(row.original_start)
    lines = [
        ("Titre de l’atelier", event.title),
        ("Nombre de participants", str(row.people)),
        ("Date", f"{long_day(start)} à {hour(start)}"),
        ("Durée", _duration(event, row)),
        ("Lieu", _where(event)),
        ("Matériel utilisé", "à compléter"),
        ("Thématiques", ", ".join(SERVICES[code].everyday for code in event.themes if code in SERVICES)),
        ("Niveau de l’atelier", "à compléter"),
    ]
    return "\n".join(f"{name}\N{NO-BREAK SPACE}: {value or 'à compléter'}" for name, value in lines)


def _duration(event: EventPage, row: Attendance) -> str:
    start = to_local(row.original_start).replace(tzinfo=None)
    try:
        slots = event.parsed_schedule.occurrences()
    except ScheduleError:
        return ""
    minutes = next((int((slot.end - slot.start).total_seconds() // 60) for slot in slots if slot.start == start), 0)
    if not minutes:
        return ""
    whole, rest = divmod(minutes, 60)
    nbsp = "\N{NO-BREAK SPACE}"
    if not whole:
        return f"{rest}{nbsp}min"
    return f"{whole}{nbsp}h{f'{nbsp}{rest:02d}' if rest else ''}"


def _where(event: EventPage) -> str:
    if event.location == Location.REMOTE:
        return "à distance"
    if event.location == Location.PLACE and event.place:
        commune = event.place.commune
        return f"{event.place.title}{f', {commune.postal_code} {commune.name}' if commune else ''}"
    commune = event.address_commune
    return ", ".join(filter(None, [event.address_name, f"{commune.postal_code} {commune.name}" if commune else ""]))
