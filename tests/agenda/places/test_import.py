"""Import in the national schema: warns instead of refusing, twice the same is once, people's edits stand."""

import csv
import json
from collections.abc import Callable
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from agenda.places.actions import ImportReport, NoRegister, Outcome, import_places
from agenda.places.files import UnreadableFile, read_file
from agenda.places.models import PlacePage
from agenda.places.records import PlaceRecord
from cms.structures.models import StructurePage

GOOD: dict[str, Any] = {
    "id": "lieu-1",
    "pivot": "43493312300029",
    "nom": "Espace numérique",
    "commune": "Nevers",
    "code_postal": "58000",
    "code_insee": "58194",
    "adresse": "1 rue de la Gare",
    "latitude": 46.9876,
    "longitude": 3.1497,
    "typologie": "RFS|CCAS",
    "telephone": "+33353011234",
    "courriels": "espace@example.org",
    "site_web": "https://example.org/",
    "horaires": "Mo-Fr 09:00-12:00",
    "presentation_resume": "Aide sur rendez-vous.",
    "itinerance": "Fixe",
    "date_maj": "2026-03-01",
    "services": "Aide aux démarches administratives|Loisirs et créations numériques",
    "frais_a_charge": "Gratuit",
    "modalites_acces": "Se présenter|Téléphoner",
}


def changed(**cells: Any) -> list[dict[str, Any]]:
    """Return the good row with other cells."""
    return [{**GOOD, **cells}]


def outcomes(report: ImportReport) -> list[str]:
    return [str(row.outcome.value) for row in report.rows]


def test_the_33_real_france_services_are_imported(register: StructurePage, now: datetime, shared_data: Path) -> None:
    path = shared_data / "lieux-58.json"
    out = StringIO()
    call_command("import_places", str(path), stdout=out)
    assert "33 rows: 33 created, 0 updated, 0 unchanged, 0 skipped" in out.getvalue()
    pages = PlacePage.objects.child_of(register).live()
    assert pages.count() == 33
    assert PlaceRecord.objects.count() == 33
    assert not pages.filter(commune=None).exists()
    assert all(page.hours_lines and page.phone_display.startswith("0") for page in pages)
    chatillon = pages.get(national_id="france-services-330")
    assert (chatillon.commune.insee, chatillon.phone, chatillon.services) == ("58065", "+33386841900", ["demarches"])
    assert chatillon.national_programmes == ["france_services"]
    rows = read_file(path)
    before = list(PlacePage.objects.values_list("pk", "latest_revision_id", "last_published_at"))
    again = import_places(rows=rows, now=now)
    assert again.count(Outcome.UNCHANGED) == 33
    assert list(PlacePage.objects.values_list("pk", "latest_revision_id", "last_published_at")) == before


def test_messy_places_as_in_life_are_imported_with_warnings(
    register: StructurePage, now: datetime, shared_data: Path
) -> None:
    report = import_places(rows=read_file(shared_data / "lieux-58-mednum-bfc.odbl.json"), now=now)
    assert report.count(Outcome.SKIPPED) == 0
    assert report.warnings > 120
    assert PlacePage.objects.count() == report.count(Outcome.CREATED) == 120


def test_the_schema_s_own_example_is_read_whole(register: StructurePage, now: datetime, shared_data: Path) -> None:
    rows = read_file(shared_data / "lieux-sources" / "exemple-valide.csv")
    report = import_places(rows=rows[:1], now=now)
    page = PlacePage.objects.get()
    assert (page.itinerant, page.fees, page.audiences) == (True, ["condition", "payant"], ["jeunes", "femmes"])
    assert page.labels == ["mes", "arnia"]
    assert page.commune is None
    assert any("Reims" in warning for warning in report.rows[0].warnings)


def test_a_good_row_gives_no_warning(register: StructurePage, now: datetime) -> None:
    report = import_places(rows=[GOOD], now=now)
    assert (outcomes(report), report.warnings) == (["created"], 0)
    page = PlacePage.objects.get()
    assert page.live
    assert page.get_parent().specific == register
    assert (page.services, page.access_modes, page.typology) == (
        ["demarches", "loisirs"],
        ["venir", "telephoner"],
        "RFS|CCAS",
    )
    assert str(page.updated_date) == "2026-03-01"


@pytest.mark.parametrize(
    ("cells", "field", "kept"),
    [
        ({"telephone": "le matin"}, "phone", ""),
        ({"telephone": "03 53 01 12 34 / 03 53 01 00 00"}, "phone", "+33353011234"),
        ({"courriels": "a@b"}, "email", ""),
        ({"courriels": "un@example.org|a@b|deux@example.org"}, "further_emails", "deux@example.org"),
        ({"pivot": "43493312300028"}, "pivot", "43493312300028"),
        ({"pivot": "12-34"}, "pivot", ""),
        ({"telephone": "3646"}, "phone", "3646"),
        ({"telephone": "03 53 01 12 34 ou 06"}, "details", "Téléphone : 03 53 01 12 34 ou 06"),
        ({"adresse": "espace NUMERIQUE"}, "address", ""),
        ({"horaires": "Tu 14:00-12:00"}, "hours", "Tu 14:00-12:00"),
        ({"typologie": "MAIRIE|RFS"}, "typology", "RFS"),
        ({"code_insee": "58086", "code_postal": "58000"}, "commune_id", "58194"),
        ({"horaires": "lundi et mardi 8h30-12h"}, "hours", "Mo,Tu 08:30-12:00"),
        ({"horaires": "8h30-12h"}, "details", "Horaires : 8h30-12h"),
        ({"presentation_resume": "x" * 300}, "details", "x" * 300),
        ({"latitude": 200}, "latitude", None),
        ({"latitude": 48.8, "longitude": 2.3}, "latitude", None),
        ({"latitude": "nord"}, "longitude", None),
        ({"services": "Gratuit : Je peux tout faire|Loisirs et créations numériques"}, "services", ["loisirs"]),
        ({"services": "Loisirs et créations numériques;Autre"}, "services", []),
        ({"pivot": "00000000000000"}, "pivot", ""),
        ({"pivot": ""}, "pivot", ""),
        ({"date_maj": "hier"}, "updated_date", None),
        ({"code_insee": "99999"}, "commune_id", "58194"),
        ({"code_insee": "", "commune": "COSNE COURS SUR LOIRE", "code_postal": "58200"}, "commune_id", "58086"),
        ({"code_insee": "", "commune": "Ailleurs"}, "commune_id", None),
        ({"code_postal": "75001"}, "postal_code", "75001"),
        ({"code_postal": "580"}, "postal_code", "58000"),
        ({"site_web": "example.org"}, "website", "https://example.org"),
        ({"site_web": "javascript:alert(1)"}, "website", ""),
        ({"typologie": "MAIRIE"}, "typology", ""),
        ({"adresse": None}, "address", ""),
        ({"adresse": "x" * 900}, "address", "x" * 200),
        ({"id": ""}, "national_id", "58194-espace-numerique"),
        ({"nom": "Lieu\u0000 ici"}, "title", "Lieu ici"),
    ],
)
def test_what_breaks_the_schema_is_warned_about_and_the_rest_kept(
    cells: dict[str, Any], field: str, kept: object, register: StructurePage, now: datetime
) -> None:
    report = import_places(rows=changed(**cells), now=now)
    assert outcomes(report) == ["created"]
    assert getattr(PlacePage.objects.get(), field) == kept
    harmless = {"site_web", "nom"} if kept else set()
    if not harmless & cells.keys() and cells.get("commune") != "COSNE COURS SUR LOIRE":
        assert report.rows[0].warnings


def test_a_row_without_a_name_and_a_second_row_of_the_same_place_are_left_out(
    register: StructurePage, now: datetime
) -> None:
    report = import_places(rows=[GOOD, {**GOOD, "nom": "Doublon"}, {"id": "x"}, {}], now=now)
    assert outcomes(report) == ["created", "skipped", "skipped", "skipped"]
    assert all(row.warnings for row in report.rows[1:])
    assert [row.line for row in report.rows] == [1, 2, 3, 4]
    assert PlacePage.objects.get().title == "Espace numérique"


def test_a_newer_file_updates_what_changed_only(register: StructurePage, now: datetime) -> None:
    import_places(rows=[GOOD, {**GOOD, "id": "lieu-2", "nom": "Autre"}], now=now)
    code = PlacePage.objects.get(national_id="lieu-1").code
    rows = [{**GOOD, "telephone": "+33353015678", "site_web": ""}, {**GOOD, "id": "lieu-2", "nom": "Autre"}]
    report = import_places(rows=rows, now=now)
    assert outcomes(report) == ["updated", "unchanged"]
    page = PlacePage.objects.get(national_id="lieu-1")
    assert (page.phone, page.website, page.code) == ("+33353015678", "", code)
    assert page.live


def test_a_field_edited_by_hand_is_never_overwritten(register: StructurePage, now: datetime) -> None:
    import_places(rows=[GOOD], now=now)
    page = PlacePage.objects.get()
    page.phone = "03 53 01 99 99"
    page.save_revision().publish()
    rows = changed(telephone="+33353015678", adresse="2 rue de la Gare")
    report = import_places(rows=rows, now=now)
    page = PlacePage.objects.get()
    assert (page.phone, page.address) == ("+33353019999", "2 rue de la Gare")
    assert len(report.rows[0].warnings) == 1
    again = import_places(rows=rows, now=now)
    assert outcomes(again) == ["unchanged"]
    assert PlacePage.objects.get().phone == "+33353019999"


def test_a_place_handed_over_or_being_edited_is_left_alone(
    register: StructurePage, library: StructurePage, now: datetime, make_place: Callable[..., PlacePage]
) -> None:
    make_place("À nous", national_id="lieu-1", phone="03 53 01 00 01")
    import_places(rows=[{**GOOD, "id": "lieu-2"}], now=now)
    draft = PlacePage.objects.get(national_id="lieu-2")
    draft.title = "En cours"
    draft.save_revision()
    report = import_places(rows=[GOOD, {**GOOD, "id": "lieu-2", "nom": "Nouveau nom"}], now=now)
    assert outcomes(report) == ["unchanged", "unchanged"]
    assert all(row.warnings for row in report.rows)
    assert PlacePage.objects.get(national_id="lieu-1").phone == "+33353010001"
    latest = PlacePage.objects.get(national_id="lieu-2")
    assert (latest.title, latest.get_latest_revision_as_object().title) == ("Espace numérique", "En cours")


def test_csv_and_json_say_the_same(tmp_path: Path) -> None:
    as_json, as_csv = tmp_path / "a.json", tmp_path / "a.csv"
    row = {key: str(value) for key, value in GOOD.items()}
    as_json.write_text(json.dumps({"data": [row]}))
    for delimiter in (",", ";"):
        lines = [delimiter.join(row), delimiter.join(f'"{value}"' for value in row.values())]
        as_csv.write_text("\ufeff" + "\r\n".join(lines), newline="")
        assert read_file(as_csv) == read_file(as_json) == [row]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"[1, 2]",
        b'{"data": 3}',
        b"[" * 100_000,
        b"a,b\n1,2\n",
        b"<html>",
    ],
)
def test_a_file_that_is_no_list_of_places_is_refused_with_a_sentence(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile):
        read_file(path)
    with pytest.raises(CommandError, match=r"."):
        call_command("import_places", str(path))


def test_a_quotation_mark_that_never_closes_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text('nom\n"' + "x" * 200_000)
    before = csv.field_size_limit(131_072)  # frictionless, where it is imported, takes the limit away
    try:
        with pytest.raises(UnreadableFile, match="CSV"):
            read_file(path)
    finally:
        csv.field_size_limit(before)


@pytest.mark.django_db
def test_without_a_register_nothing_is_imported(tmp_path: Path, now: datetime) -> None:
    with pytest.raises(NoRegister):
        import_places(rows=[GOOD], now=now)
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_places", str(tmp_path / "absent.csv"))
