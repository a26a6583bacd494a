"""A few real communes, the platform, and places that stand on it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from agenda.places.models import PlacePage
from cms.structures.actions import open_space, prepare_platform
from cms.structures.models import StructureKind, StructurePage
from cms.territories.models import Commune, Epci
from cms.territories.names import search_name
from cms.territories.table import Row, read_rows
from tests.plugins.prepared import prepared

# A Monday, 10:30 in Paris.
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """The instant at which everything here happens."""
    return NOW


@pytest.fixture(scope="session")
def table() -> list[Row]:
    """The Nièvre's rows of the packaged table, read once."""
    return [row for row in read_rows() if row.departement == "58"]


@pytest.fixture
def communes(db: None, settings: Any, table: list[Row]) -> dict[str, Commune]:
    """All communes of the Nièvre, by INSEE code, without the table of distances that nothing here reads."""
    settings.DEPARTEMENT = "58"
    return prepared("Nièvre", lambda: _write_communes(table))


def _write_communes(table: list[Row]) -> dict[str, Commune]:
    Epci.objects.bulk_create(Epci(siren=siren, name=name) for siren, name in {(r.siren, r.epci) for r in table})
    Commune.objects.bulk_create(
        Commune(
            insee=row.insee, name=row.name, search_name=search_name(row.name), departement=row.departement,
            postal_codes=row.postal_codes, epci_id=row.siren, population=row.population,
            latitude=row.latitude, longitude=row.longitude,
        )
        for row in table
    )  # fmt: skip
    return Commune.objects.in_bulk()


@pytest.fixture
def register(communes: dict[str, Commune], now: datetime) -> StructurePage:
    """The structure that holds imported places."""
    prepared(("platform", now), lambda: prepare_platform(now=now))
    return StructurePage.objects.get(is_register=True)


@pytest.fixture
def library(register: StructurePage, communes: dict[str, Commune], now: datetime) -> StructurePage:
    """A partner with a space of its own."""
    return prepared(("library", now), lambda: open_space(
        name="Médiathèque de Decize", kind=StructureKind.LIBRARY, commune=communes["58095"], by=None, now=now
    ))  # fmt: skip


@pytest.fixture
def make_place(library: StructurePage, communes: dict[str, Commune]) -> Callable[..., PlacePage]:
    """Publish a place under the partner's page."""

    def make(title: str, insee: str = "58194", *, parent: StructurePage | None = None, **fields: Any) -> PlacePage:
        page = PlacePage(title=title, commune=communes[insee], **fields)
        below = parent or library
        below.refresh_from_db()
        below.add_child(instance=page)
        page.save_revision().publish()
        return PlacePage.objects.get(pk=page.pk)

    return make
