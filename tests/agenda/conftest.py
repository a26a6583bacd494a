"""A structure with room for events, on the smallest territory that has a neighbour."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from agenda.catalogue.models import Entry
from agenda.events.models import EventPage
from agenda.events.schedule import Schedule
from agenda.events.schedule import weekly as every_week
from cms.structures.actions import open_space, prepare_platform
from cms.structures.models import StructureKind, StructurePage
from cms.territories.models import Commune, Epci, Neighbour
from tests.plugins.prepared import prepared

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MakeEvent = Callable[..., EventPage]


def weekly(first: date, weeks: int, *, excluded: tuple[date, ...] = ()) -> dict[str, Any]:
    """Return the JSON of a schedule every week, 14:00 to 16:00."""
    rule = every_week(first, first + timedelta(weeks=weeks - 1), time(14), time(16), excluded)
    return Schedule.of(rules=[rule]).to_json()


def once(start: str, end: str) -> dict[str, Any]:
    """Return the JSON of a schedule of one sitting."""
    return {"version": 1, "slots": [{"start": start, "end": end}]}


@pytest.fixture
def now() -> datetime:
    """The instant at which the tests' actions happen."""
    return NOW


@pytest.fixture
def commune(db: None) -> Commune:
    """Decize, with Champvert 6 km away."""
    return prepared("Decize", _make_decize)


def _make_decize() -> Commune:
    epci = Epci.objects.create(siren="200068088", name="CC Sud Nivernais")
    common: dict[str, Any] = {"departement": "58", "epci": epci}
    decize = Commune.objects.create(
        insee="58095", name="Decize", search_name="decize", postal_codes="58300", population=5300,
        latitude=46.83, longitude=3.46, **common,
    )  # fmt: skip
    champvert = Commune.objects.create(
        insee="58055", name="Champvert", search_name="champvert", postal_codes="58300", population=740,
        latitude=46.84, longitude=3.53, **common,
    )  # fmt: skip
    for origin, target, metres in ((decize, decize, 0), (decize, champvert, 6000), (champvert, decize, 6000)):
        Neighbour.objects.create(origin=origin, target=target, metres=metres)
    return decize


@pytest.fixture
def structure(commune: Commune, now: datetime) -> StructurePage:
    """An association's space on a prepared platform."""
    prepared(("platform", now), lambda: prepare_platform(now=now))
    return prepared(("bridge", now), lambda: open_space(
        name="Association du pont", kind=StructureKind.ASSOCIATION, commune=commune, by=None, now=now,
        phone="0353010001",
    ))  # fmt: skip


@pytest.fixture
def make_event(structure: StructurePage, commune: Commune) -> MakeEvent:
    """Make a draft event in the structure's space; `publish=True` publishes it."""

    def make(*, publish: bool = False, parent: StructurePage | None = None, **fields: Any) -> EventPage:
        given: dict[str, Any] = {
            "title": "Premiers pas avec la messagerie",
            "summary": "Deux heures en petit groupe.",
            "schedule": weekly(date(2026, 12, 1), 5),
            "location": "address",
            "address_name": "Salle des fêtes",
            "address_street": "1 rue du Pont",
            "address_commune": commune,
            "themes": ["quotidien"],
            "live": False,
        }
        event = EventPage(**(given | fields))
        (parent or structure).add_child(instance=event)
        revision = event.save_revision()
        if publish:
            revision.publish()
        return EventPage.objects.get(pk=event.pk)

    return make


def entry_of(event: EventPage) -> Entry:
    """Return the entry as the database has it."""
    return Entry.objects.get(page_id=event.pk)


@pytest.fixture
def other_structure(structure: StructurePage, commune: Commune, now: datetime) -> StructurePage:
    """A second structure."""
    return prepared(("town hall", now), lambda: open_space(
        name="Commune de Decize", kind=StructureKind.TOWN_HALL, commune=commune, by=None, now=now,
    ))  # fmt: skip
