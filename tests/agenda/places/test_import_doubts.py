"""What an import doubts and says: points in a namesake, twins in file and register, numbers for people only."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from agenda.places.actions import ImportReport, Outcome, import_places
from agenda.places.files import read_file
from agenda.places.models import PlacePage
from cms.structures.models import StructurePage
from cms.territories.models import Commune, Outline
from cms.territories.table import read_rows
from tests.agenda.places.test_form import form_for
from tests.agenda.places.test_import import GOOD

# A square of some four kilometres around Nevers, as outlines are kept: [longitude, latitude].
SQUARE = [[[3.12, 46.96], [3.2, 46.96], [3.2, 47.01], [3.12, 47.01], [3.12, 46.96]]]


def warnings(rows: list[dict[str, Any]], now: datetime) -> list[str]:
    """Import rows; return all that was said."""
    return [warning for row in import_places(rows=rows, now=now).rows for warning in row.warnings]


@pytest.mark.parametrize(
    ("insee", "namesake"),
    [
        ("58280", "45313"),  # Sougy-sur-Loire, found in Sougy (Loiret)
        ("58102", "71181"),  # Donzy, found in Donzy-le-Pertuis
        ("58149", "52297"),  # Luzy, found in Luzy-sur-Marne
        ("58062", "58063"),  # Château-Chinon (Ville), found in (Campagne): next door, so it is believed
    ],
)
def test_a_point_in_another_commune_of_the_same_name_is_left_out_and_said(
    insee: str, namesake: str, register: StructurePage, communes: dict[str, Commune], now: datetime
) -> None:
    there = next(row for row in read_rows() if row.insee == namesake)
    here = communes[insee]
    cells = {"code_insee": insee, "commune": here.name, "code_postal": here.postal_code}
    said = warnings([{**GOOD, **cells, "latitude": there.latitude, "longitude": there.longitude}], now)
    page = PlacePage.objects.get()
    if namesake.startswith("58"):
        assert page.latitude == there.latitude
    else:
        assert (page.latitude, page.longitude) == (None, None)
        assert any(f"km de {here.name}" in warning for warning in said)


def test_a_point_twenty_kilometres_off_names_the_commune_it_lies_in(
    register: StructurePage, communes: dict[str, Commune], now: datetime
) -> None:
    decize = communes["58095"]
    (said,) = warnings([{**GOOD, "latitude": decize.latitude, "longitude": decize.longitude}], now)
    assert "Decize" in said
    assert "Nevers" in said
    assert PlacePage.objects.get().latitude is None


def test_outlines_once_loaded_decide(register: StructurePage, communes: dict[str, Commune], now: datetime) -> None:
    Outline.objects.create(commune=communes["58194"], rings=SQUARE)
    assert warnings([GOOD], now) == []
    said = warnings([{**GOOD, "id": "2", "nom": "Ailleurs", "latitude": 46.93, "longitude": 3.16}], now)
    assert any("hors de Nevers" in warning for warning in said)
    assert PlacePage.objects.get(national_id="2").latitude == 46.93


def test_the_18_real_rows_without_a_point_say_so_and_that_their_address_is_their_name(
    register: StructurePage, now: datetime, shared_data: Path
) -> None:
    """The geocoder was given the name for an address, and found it elsewhere: those points were dropped before us."""
    rows = [row for row in read_file(shared_data / "lieux-58-mednum-bfc.odbl.json") if "latitude" not in row]
    assert len(rows) == 18
    report = import_places(rows=rows, now=now)
    assert all(any("Pas de point" in warning for warning in row.warnings) for row in report.rows)
    no_address = [row for row in report.rows if any("adresse" in warning.lower() for warning in row.warnings)]
    assert len(no_address) == 17


def test_the_33_real_places_lie_where_they_say(register: StructurePage, now: datetime, shared_data: Path) -> None:
    report = import_places(rows=read_file(shared_data / "lieux-58.json"), now=now)
    assert not [warning for row in report.rows for warning in row.warnings if "point" in warning.lower()]


def test_a_twin_in_the_file_or_in_the_register_is_named_and_kept(
    register: StructurePage, make_place: Callable[..., PlacePage], now: datetime
) -> None:
    make_place("Espace numérique de Nevers", address="1 rue de la Gare", latitude=46.9876, longitude=3.1497)
    report: ImportReport = import_places(rows=[GOOD, {**GOOD, "id": "3", "nom": "L’espace numérique"}], now=now)
    assert report.count(Outcome.CREATED) == 2
    one, two = (" ".join(row.warnings) for row in report.rows)
    assert "Espace numérique de Nevers" in one
    assert "« Espace numérique »".replace(" ", "\u00a0") in two.replace(" ", "\u00a0")


def test_a_wrong_siret_that_came_with_a_file_may_stay_and_none_may_be_typed(
    register: StructurePage, now: datetime
) -> None:
    warnings([{**GOOD, "pivot": "43493312300028"}], now)
    page = PlacePage.objects.get()
    assert form_for(page, register).is_valid()
    refused = form_for(page, register, pivot="43493312300027")
    assert not refused.is_valid()
    assert list(refused.errors) == ["pivot"]
    assert form_for(page, register, pivot="43493312300029").is_valid()


def test_the_same_answers_in_another_order_are_no_edit_by_hand(register: StructurePage, now: datetime) -> None:
    import_places(rows=[GOOD], now=now)
    page = PlacePage.objects.get()
    page.services = list(reversed(page.services))
    page.save_revision().publish()
    report = import_places(rows=[GOOD], now=now)
    assert (report.count(Outcome.UNCHANGED), report.warnings) == (1, 0)
