"""Another département starts its own copy with one command."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cms.territories.models import Commune, Epci, FormerName, Neighbour
from cms.territories.queries import search_communes
from cms.territories.table import departement_codes, pack_former_rows, pack_rows, read_former_rows, read_rows

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("code", "communes", "epci", "capital", "name"),
    [("2A", 124, 7, "2A004", "Ajaccio"), ("974", 24, 5, "97411", "Saint-Denis"), ("90", 101, 3, "90010", "Belfort")],
)
def test_any_departement_loads(code: str, communes: int, epci: int, capital: str, name: str, settings: object) -> None:
    settings.DEPARTEMENT = code
    out = StringIO()
    call_command("load_territory", code.lower(), stdout=out)
    assert f"Département {code}: {communes} communes, {epci} EPCI" in out.getvalue()
    assert Commune.objects.of_departement().count() == communes
    assert Epci.objects.of_departement(code).count() == epci
    assert Neighbour.objects.filter(origin_id=capital, metres__gt=0).exists()
    assert search_communes(capital.lower())[0].name == name


def test_communes_without_a_point_are_loaded_and_near_themselves_only() -> None:
    out = StringIO()
    call_command("load_territory", "975", stdout=out)
    assert "2 communes have no known point" in out.getvalue()
    assert set(Neighbour.objects.values_list("origin_id", "target_id", "metres")) == {
        ("97501", "97501", 0), ("97502", "97502", 0),
    }  # fmt: skip


@pytest.mark.parametrize("code", ["00", "20", "nièvre", "", "58194"])
def test_an_unknown_code_is_refused_with_the_known_ones(code: str) -> None:
    with pytest.raises(CommandError, match=r"Unknown département .*2A, 2B"):
        call_command("load_territory", code)
    assert not Commune.objects.exists()


def test_the_table_holds_the_whole_country() -> None:
    rows = list(read_rows())
    assert len(rows) == 34_969
    assert {"01", "2A", "2B", "75", "95", "971", "974", "976"} <= departement_codes()
    assert sum(row.latitude is None for row in rows) == 100


def test_the_same_rows_are_packed_into_the_same_bytes() -> None:
    rows = list(read_rows())[:500]
    assert pack_rows(rows) == pack_rows(reversed(rows))
    assert pack_rows(rows)[4:8] == b"\0\0\0\0"


def test_former_names_are_packed_and_read_alike() -> None:
    rows = list(read_former_rows())
    assert len(rows) == 2_576
    assert pack_former_rows(rows) == pack_former_rows(reversed(rows))
    assert {row.insee for row in rows} <= {row.insee for row in read_rows()}
    assert ("58204", "Balleray", "58022") in {(row.insee, row.name, row.former_insee) for row in rows}


def test_loading_again_writes_no_name_twice() -> None:
    out = StringIO()
    call_command("load_territory", "90", stdout=out)
    before = set(FormerName.objects.values_list("pk", flat=True))
    assert before
    call_command("load_territory", "90", stdout=out)
    assert set(FormerName.objects.values_list("pk", flat=True)) == before
