"""The real files go in and come out: valid in both validators, the schema's own example unchanged."""

import csv
import io
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries

from agenda.places.actions import Outcome, import_places
from agenda.places.files import read_file
from agenda.places.models import Licence, PlacePage
from agenda.places.national_export import export_places, to_csv, to_json
from agenda.places.national_rules import COLUMNS
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from tests.validators.national import judge


def valid_rows(licence: str = Licence.OPEN) -> list[dict[str, str]]:
    """Return the rows that leave, each of them good in both."""
    rows = [one.row for one in export_places(licence=licence) if one.row is not None]
    verdicts = judge(rows)
    assert [(row, verdict) for row, verdict in zip(rows, verdicts, strict=True) if not verdict.good] == []
    return rows


@pytest.mark.once
@pytest.mark.usefixtures("national_library")
def test_the_33_real_places_leave_valid_in_both_and_as_they_came(
    register: StructurePage, now: datetime, shared_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    came = read_file(shared_data / "lieux-58.json")
    import_places(rows=came, now=now)
    rows = {row["id"]: row for row in valid_rows()}
    with capsys.disabled():
        print(f"\n{len(rows)} of {len(rows)} exported rows valid in both (the 33 real places)")
    assert len(rows) == 33
    for row in came:
        given = {key: str(value) for key, value in row.items() if key in COLUMNS}
        left = {key: value for key, value in rows[row["id"]].items() if value}
        assert left.pop("pivot") == "00000000000000"
        given["commune"] = given["commune"].replace("(", "").replace(")", "")
        for text in ("presentation_detail", "adresse"):
            if text in given and given[text] != left.get(text):
                assert "".join(filter(str.isalnum, given[text])) == "".join(filter(str.isalnum, left[text]))
                given[text] = left[text]
        assert left == given


@pytest.mark.once
@pytest.mark.usefixtures("national_library")
def test_the_schema_s_own_example_comes_out_as_it_went_in(
    register: StructurePage, now: datetime, shared_data: Path, settings: Any
) -> None:
    (example,) = read_file(shared_data / "lieux-sources" / "exemple-valide.csv")
    # Its point lies in Aix-en-Provence; the town that it names is put there, or the point would be left out.
    Commune.objects.create(
        insee="51454", name="Reims", search_name="reims", departement="51", postal_codes="51100",
        latitude=43.52, longitude=5.41, population=180_000,
    )  # fmt: skip
    settings.DEPARTEMENT = "51"
    report = import_places(rows=[example], now=now)
    assert report.warnings == 0
    assert valid_rows() == [example]
    again = list(csv.DictReader(io.StringIO(b"".join(to_csv(export_places())).decode(), newline="")))
    assert again == [example]
    assert tuple(again[0]) == COLUMNS


@pytest.mark.postgres
@pytest.mark.usefixtures("national_library")
def test_the_odbl_places_stay_apart(register: StructurePage, now: datetime, shared_data: Path, tmp_path: Path) -> None:
    call_command("import_places", str(shared_data / "lieux-58-mednum-bfc.odbl.json"), licence="odbl", verbosity=0)
    import_places(rows=read_file(shared_data / "lieux-58.json"), now=now)
    assert PlacePage.objects.filter(licence=Licence.ODBL).count() == 120
    open_rows = valid_rows()
    assert len(open_rows) == 33
    assert not any(row["source"].startswith("Mednum BFC") for row in open_rows)
    # None names a service: the map would say that these places receive nobody. With one, those with a day leave.
    assert valid_rows(Licence.ODBL) == []
    for page in PlacePage.objects.filter(licence=Licence.ODBL):
        PlacePage.objects.filter(pk=page.pk).update(services=["acces"], updated_date=now.date())
    apart = valid_rows(Licence.ODBL)
    assert len(apart) > 95
    assert {row["source"] for row in apart} == {"Mednum BFC (multi-coop/data-bfc-ternum)"}
    out, told, path = io.StringIO(), io.StringIO(), tmp_path / "lieux.json"
    call_command("export_places", stdout=out, stderr=told)
    assert len(list(csv.DictReader(io.StringIO(out.getvalue())))) == 33
    assert "33 published places: 33 written, 0 left out." in told.getvalue()
    call_command("export_places", str(path), format="json", odbl=True, stderr=told)
    assert len(json.loads(path.read_text())) == len(apart)
    assert "adresse" in told.getvalue()


def test_an_odbl_file_never_turns_an_open_place_into_one_of_its_own(register: StructurePage, now: datetime) -> None:
    row = {"id": "a", "nom": "Lieu", "code_insee": "58194", "adresse": "1 rue", "services": "", "telephone": "3646"}
    import_places(rows=[row], now=now)
    report = import_places(rows=[{**row, "nom": "Autre"}], now=now, licence=Licence.ODBL)
    assert report.count(Outcome.UNCHANGED) == 1
    assert any("licence" in warning for warning in report.rows[0].warnings)
    page = PlacePage.objects.get()
    assert (page.title, page.licence) == ("Lieu", Licence.OPEN)


@pytest.mark.postgres
def test_the_order_is_stable_identifiers_stand_once_and_queries_do_not_grow(
    make_place: Callable[..., PlacePage], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    good = {"address": "1 rue", "services": ["acces"], "latitude": 46.99, "longitude": 3.16}
    make_place("Un", national_id="même", **good)
    make_place("Deux", national_id="même", **good)
    first = b"".join(to_csv(export_places()))
    assert first == b"".join(to_csv(export_places()))
    ids = [row["id"] for row in json.loads(b"".join(to_json(export_places())))]
    assert len(set(ids)) == 2
    assert "même" in ids
    with django_assert_num_queries(4):
        list(export_places())
    for number in range(4):
        make_place(f"Lieu {number}", **good)
    with django_assert_num_queries(4):
        assert len(list(export_places())) == 6


def test_our_own_export_read_again_makes_no_second_place(
    make_place: Callable[..., PlacePage], register: StructurePage, now: datetime
) -> None:
    good = {"address": "1 rue", "services": ["acces"], "latitude": 46.99, "longitude": 3.16}
    make_place("Chez nous", **good)
    make_place("Au registre", parent=register, **good)
    rows = json.loads(b"".join(to_json(export_places())))
    assert [row["id"].startswith("lieu-58-") for row in rows] == [True, True]
    import_places(rows=rows, now=now)
    assert PlacePage.objects.count() == 2
    assert {row["id"] for row in json.loads(b"".join(to_json(export_places())))} == {row["id"] for row in rows}
    report = import_places(rows=rows, now=now)
    assert report.count(Outcome.UNCHANGED) == 2
