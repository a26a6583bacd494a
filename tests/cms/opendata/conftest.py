"""What the tests of the open data share: a small territory with places and events, and a folder of their own."""

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from agenda.catalogue.models import Entry
from agenda.places.models import Licence, PlacePage
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from tests.cms.pages.helpers import publish_place
from tests.factories.entries import bulk_entries
from tests.factories.places import bulk_places


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    """Where the package is written."""
    settings.OPEN_DATA_DIR = str(tmp_path / "opendata")
    return tmp_path / "opendata"


@pytest.fixture
def data(structure_a: StructurePage, communes: dict[str, Commune]) -> dict[str, Any]:
    """Twenty-three places, one of them under ODbL, and thirty-one events, one of them remote."""
    places = bulk_places(22, list(communes.values()))
    odbl = publish_place(structure_a, title="Lieu d’une autre base", source="Hinaura")
    PlacePage.objects.filter(pk=odbl.pk).update(licence=Licence.ODBL)
    entries = bulk_entries(31, list(communes.values()))
    remote = entries[-1]
    said = remote.description | {
        "mode": "remote",
        "place": None,
        "online": {"link": "https://example.org", "phone": ""},
    }
    said["title"] = "=1+1"
    Entry.objects.filter(pk=remote.pk).update(description=said, remote=True, latitude=None, longitude=None)
    return {"places": places, "odbl": odbl, "entries": entries, "remote": remote}
