"""Near-duplicates among the real rows: the 33 France services and the 120 places of the former map."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from agenda.places.actions import import_places
from agenda.places.likeness import find_pairs
from cms.structures.models import StructurePage
from tests.plugins.prepared import prepared


@pytest.fixture
def real_pairs(register: StructurePage, shared_data: Path, now: datetime) -> dict[frozenset[str], tuple[str, ...]]:
    """{both names: reasons}."""

    def import_both() -> None:
        for name in ("lieux-58.json", "lieux-58-mednum-bfc.odbl.json"):
            rows = json.loads((shared_data / name).read_text())
            import_places(rows=rows if isinstance(rows, list) else rows["data"], now=now)

    prepared("both files of real places", import_both)
    return {frozenset((pair.one.title, pair.other.title)): pair.reasons for pair in find_pairs()}


def test_only_likely_pairs_are_found_among_the_real_places(real_pairs: dict[frozenset[str], tuple[str, ...]]) -> None:
    """Thirty, each of them in one house or one desk under two names; comparing whole names found four, three false."""
    for pair, reasons in real_pairs.items():
        print(" = ".join(sorted(pair)), reasons)
    assert len(real_pairs) == 30
    assert real_pairs[frozenset({"France services de Luzy", "MFS Luzy"})] == (
        "même sorte de lieu", "au même endroit", "même commune",
    )  # fmt: skip
    for one, other in (
        ("Agence Pôle Emploi Cosne Cours sur Loire", "Pôle Emploi - Cosne-Cours-sur-Loire"),
        ("Espace socioculturel Grand Ouest", "France services de Nevers - ESGO"),
        ("Point numérique de Nevers", "Préfecture - Point d'Accueil Numérique"),
    ):
        assert frozenset({one, other}) in real_pairs


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CAF - Cosne-Cours-sur-Loire", "E2C Nièvre - Cosne-Cours-sur-Loire"),
        ("Pôle Emploi - Cosne-Cours-sur-Loire", "CPAM - Agence de Cosne-Cours-sur-Loire"),
        ("Agence Pôle Emploi Cosne Cours sur Loire", "CPAM - Agence de Cosne-Cours-sur-Loire"),
        ("France services de Nevers - ESGO", "France services de Nevers - La Baratte"),
        ("Bus France services La Charité-sur-Loire", "France services de La Charité-sur-Loire"),
        ("L'Inkub", "RobotLab"),
    ],
)
def test_neighbours_with_a_town_or_a_street_in_common_are_no_pair(
    real_pairs: dict[frozenset[str], tuple[str, ...]], one: str, other: str
) -> None:
    """The traps of the real data."""
    assert frozenset({one, other}) not in real_pairs
