"""Every row that leaves is accepted by both validators and given back unchanged; what is left out would not be."""

from datetime import UTC, datetime
from typing import Any

import pytest

from agenda.places.national_row import ExportedRow, MapContext, national_row
from agenda.places.national_rules import COLUMNS, NO_PIVOT
from cms.territories.names import search_name
from cms.territories.table import Row
from tests.validators.national import Verdict, judge
from tests.validators.places import CONTEXT, commune_of, hostile, lists_alone_and_together, noise, place

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("national_library")]


def written(**fields: Any) -> ExportedRow:
    """Return the good place's row with other fields."""
    return national_row(place(**fields), CONTEXT)


def row_of(**fields: Any) -> dict[str, str]:
    """Return the row, which there must be."""
    exported = written(**fields)
    assert exported.row is not None, exported.notes
    return exported.row


def judged(**cells: str) -> Verdict:
    """Return the verdict on the good row with other cells: what would happen without our rules."""
    (verdict,) = judge([row_of() | cells])
    return verdict


def test_every_closed_list_and_every_hostile_value_gives_a_valid_row_or_none(
    record_testsuite_property: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    fields = [*lists_alone_and_together(), *hostile(), *noise(3000)]
    made = [national_row(place(n, **f), CONTEXT) for n, f in enumerate(fields)]
    rows = [one.row | {"id": f"{n} {one.row['id']}"} for n, one in enumerate(made) if one.row is not None]
    assert all(one.notes for one in made if one.row is None)
    verdicts = judge(rows)
    wrong = [(row, verdict) for row, verdict in zip(rows, verdicts, strict=True) if not verdict.good]
    assert not wrong
    figure = f"{len(rows) - len(wrong)} of {len(rows)} exported rows valid in both (of {len(made)} hand-made places)"
    record_testsuite_property("national rows", figure)
    with capsys.disabled():
        print(f"\n{figure}")
    assert len(rows) > 2000


def test_every_commune_of_the_departement_is_written_so_that_both_accept_it_and_we_find_it_again(
    table: list[Row],
) -> None:
    exported = [national_row(place(n, commune=commune_of(row)), CONTEXT) for n, row in enumerate(table)]
    rows = [one.row for one in exported if one.row is not None]
    assert len(rows) == len(table) == 309
    assert all(verdict.good for verdict in judge(rows))
    for row, cells in zip(table, rows, strict=True):
        assert (cells["code_insee"], search_name(cells["commune"])) == (row.insee, search_name(row.name))
    pairs = [(row.name, cells["commune"]) for row, cells in zip(table, rows, strict=True)]
    spelled = {name: written for name, written in pairs if name != written}
    assert spelled == {
        "Château-Chinon (Ville)": "Château-Chinon Ville",
        "Château-Chinon (Campagne)": "Château-Chinon Campagne",
    }


@pytest.mark.parametrize(
    ("column", "refused"),
    [
        ("commune", "Château-Chinon (Ville)"),
        ("adresse", "12 # rue de la Gare"),
        ("adresse", ""),
        ("telephone", "3646"),
        ("telephone", "03 86 60 69 00"),
        ("telephone", "+68940123456"),
        ("pivot", "9876543210"),
        ("pivot", "43 493 312 300029"),
        ("formations_labels", "Étapes numériques (La Poste)"),
        ("formations_labels", "Étapes numériques(La Poste)"),
        ("prise_rdv", "https://example.org/prendre?motif[]=1"),
        ("prise_rdv", "https://example.org:8080/"),
        ("prise_rdv", "https://example.org/a#b-c"),
        ("typologie", "MAIRIE"),
        ("presentation_resume", "x" * 281),
        ("latitude", "200"),
        ("date_maj", ""),
        ("code_postal", ""),
        ("services", ""),
        ("modalites_acces", "Ce lieu n'accueille pas de public|Téléphoner"),
        ("modalites_acces", "Ce lieu n'accueille pas de public"),
    ],
)
def test_what_our_rules_keep_back_is_really_refused_by_one_of_the_two(column: str, refused: str) -> None:
    assert judged().good
    verdict = judged(**{column: refused})
    assert not verdict.good, verdict


@pytest.mark.parametrize(
    ("fields", "column", "expected"),
    [
        ({"phone": "+33800123456"}, "telephone", "+33800123456"),
        ({"phone": "3646"}, "telephone", ""),
        ({"labels": ["etapes"]}, "formations_labels", ""),
        ({"labels": ["etapes", "ordi"]}, "formations_labels", "ORDI 3.0"),
        ({"booking_url": "https://example.org/p?motif[]=1"}, "prise_rdv", "https://example.org/p?motif%5B%5D=1"),
        ({"booking_url": "https://example.org:8080/"}, "prise_rdv", ""),
        ({"address": "12 # rue « du » Pont"}, "adresse", "12 rue du Pont"),
        ({"pivot": "43493312300028"}, "pivot", "43493312300029"),
        ({"pivot": "43493312300028", "path": "00020001"}, "pivot", NO_PIVOT),
        ({"pivot": "9876543210", "path": "00020001"}, "pivot", NO_PIVOT),
        ({"pivot": "W581000123"}, "pivot", "W581000123"),
        ({"hours": "8h30-12h"}, "horaires", ""),
        ({"latitude": 48.8, "longitude": 2.3}, "latitude", ""),
        ({"latitude": 200.0}, "longitude", ""),
        ({"postal_code": "99999"}, "code_postal", "58000"),
        ({"source": ""}, "source", "France Numérique Ensemble"),
        ({"national_id": ""}, "id", "lieu-58-000000"),
        ({"itinerance": ["itinerant", "fixe"]}, "itinerance", "Itinérant|Fixe"),
        ({"further_emails": "b@example.org|a@b|b@example.org"}, "courriels", "espace@example.org|b@example.org"),
        ({"further_websites": "https://b.example.org"}, "site_web", "https://example.org/|https://b.example.org"),
        ({"parent_structure": "Réseau"}, "structure_parente", "Réseau"),
        ({"access_modes": ["ferme"]}, "services", ""),
        ({"access_modes": ["ferme"]}, "modalites_acces", "Ce lieu n'accueille pas de public"),
        ({"access_modes": ["ferme", "telephoner"]}, "modalites_acces", "Téléphoner"),
    ],
)
def test_each_trap_is_written_as_both_accept_it(
    fields: dict[str, Any], column: str, expected: str, settings: Any
) -> None:
    settings.DEPARTEMENT = "58"
    exported = written(**fields)
    assert exported.row is not None
    assert exported.row[column] == expected
    (verdict,) = judge([exported.row])
    assert verdict.good
    silent = {"further_websites", "parent_structure", "itinerance", "source", "national_id"}
    kept = (fields.get("phone") or fields.get("booking_url") or fields.get("pivot")) == expected or "motif" in expected
    assert bool(exported.notes) != (bool(silent & fields.keys()) or kept)


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"address": " # "}, "adresse"),
        ({"title": "\u200b"}, "nom"),
        ({"services": []}, "service"),
        ({"updated_date": None}, "vérifié"),
        ({"commune": None}, "commune"),
    ],
)
def test_a_place_left_out_says_why(fields: dict[str, Any], word: str) -> None:
    made = place()
    for name, value in fields.items():
        setattr(made, name, value)
    exported = national_row(made, CONTEXT)
    assert exported.row is None
    assert word in exported.notes[0].lower()


def test_the_day_of_the_last_confirmation_wins_and_an_import_is_no_check() -> None:
    made = place(updated_date=None)
    made.last_published_at = datetime(2026, 4, 1, 12, tzinfo=UTC)
    assert (national_row(made, CONTEXT).row or {})["date_maj"] == "2026-04-01"
    made.record.imported = {"title": "x"}
    assert national_row(made, CONTEXT).row is None
    made.record.confirmed_at = datetime(2026, 5, 1, 23, tzinfo=UTC)
    assert (national_row(made, CONTEXT).row or {})["date_maj"] == "2026-05-02"


def test_the_columns_are_those_of_the_schema_in_its_order() -> None:
    assert tuple(row_of()) == COLUMNS
    assert len(COLUMNS) == 32
    assert MapContext((), "", {}).is_near((0, 0))
