"""The figures of a real département, which anybody can check elsewhere."""

from datetime import UTC, datetime

import pytest

from cms.territories.actions import LoadReport, load_territory
from cms.territories.distances import metres_between
from cms.territories.models import Commune, Epci, Neighbour
from cms.territories.queries import communes_within, epci_of_departement, insee_within, metres_around
from cms.territories.table import read_rows

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("nievre")


def test_nievre_has_309_communes_and_13_epci_of_which_4_straddle(nievre: LoadReport) -> None:
    assert (nievre.communes, nievre.epci, nievre.straddling) == (309, 13, 4)
    assert Commune.objects.of_departement().count() == 309
    assert epci_of_departement().count() == 13
    assert sum(c.population for c in Commune.objects.of_departement("58")) == 201_417


@pytest.mark.parametrize(
    ("name", "here", "whole"),
    [
        ("CC de Puisaye-Forterre", 6, 57),
        ("CC Haut Nivernais - Val d'Yonne", 26, 30),
        ("CA Moulins Communauté", 2, 44),
        ("CC Les Bertranges", 31, 32),
    ],
)
def test_an_epci_that_straddles_the_border_is_loaded_whole(name: str, here: int, whole: int) -> None:
    epci = Epci.objects.get(name=name)
    assert epci.communes.filter(departement="58").count() == here
    assert epci.communes.count() == whole


def test_the_epci_is_never_derived_from_the_departement() -> None:
    """A commune of the Yonne has an EPCI with communes of the Nièvre, and one of the Nièvre an EPCI of the Allier."""
    saint_fargeau = Commune.objects.get(insee="89344")
    assert saint_fargeau.departement == "89"
    assert not saint_fargeau.is_here
    assert saint_fargeau.epci in epci_of_departement()
    seated_elsewhere = Epci.objects.get(name="CA Moulins Communauté")
    assert set(seated_elsewhere.communes.values_list("departement", flat=True)) == {"03", "58"}


def test_neighbours_across_the_border_are_known() -> None:
    """La Charité looks over the Loire at the Cher; Nevers has Cuffy (Cher) at 9 km."""
    assert "18082" in set(insee_within("58194", 10))
    assert Commune.objects.get(insee="18082").epci is not None


def test_a_radius_is_a_set_of_communes_the_same_from_both_ends() -> None:
    pairs = set(Neighbour.objects.values_list("origin_id", "target_id", "metres"))
    assert len(pairs) > 50_000
    assert pairs == {(target, origin, metres) for origin, target, metres in pairs}
    assert max(metres for _origin, _target, metres in pairs) <= 30_000


def test_a_commune_is_within_0_km_of_itself_alone() -> None:
    assert [commune.insee for commune in communes_within("58194", 0)] == ["58194"]
    assert metres_around("58194", 0) == {"58194": 0}


def test_communes_come_nearest_first_with_their_distance() -> None:
    around = list(communes_within("58194", 15))
    assert around[0].insee == "58194"
    assert [c.metres for c in around] == sorted(c.metres for c in around)
    assert {"58088", "58303"} <= {c.insee for c in around}
    assert metres_around("58194", 15) == {c.insee: c.metres for c in around}


def test_every_commune_within_30_km_of_the_departement_is_there() -> None:
    """Checked against the whole table by brute force, without the grid that the loader uses."""
    points = {row.insee: row.point for row in read_rows() if row.point}
    own = [point for insee, point in points.items() if insee.startswith("58")]
    near = {insee: p for insee, p in points.items() if abs(p[0] - 47.1) < 1.2 and abs(p[1] - 3.5) < 1.6}
    expected = {insee for insee, point in near.items() if any(metres_between(point, p) <= 30_000 for p in own)}
    assert expected <= set(Commune.objects.values_list("insee", flat=True))


@pytest.mark.parametrize("km", [-1, 31, 500])
def test_a_radius_beyond_30_km_is_refused(km: int) -> None:
    with pytest.raises(ValueError, match="radius"):
        communes_within("58194", km)


def test_a_second_load_writes_nothing() -> None:
    again = load_territory(departement="58", now=NOW)
    assert (again.created, again.updated, again.neighbours_written) == (0, 0, 0)


def test_a_load_repairs_what_is_wrong_and_removes_no_commune() -> None:
    Commune.objects.filter(insee="58194").update(name="Nevers-la-Neuve", population=1)
    Commune.objects.create(insee="58999", name="Ancienne", search_name="ancienne", departement="58")
    Neighbour.objects.filter(origin_id="58194", target_id="58088").update(metres=1)
    Neighbour.objects.filter(origin_id="58088", target_id="58194").delete()
    report = load_territory(departement="58", now=NOW)
    assert (report.created, report.updated) == (0, 1)
    assert Commune.objects.get(insee="58194").name == "Nevers"
    assert Commune.objects.filter(insee="58999").exists()
    both = Neighbour.objects.filter(origin_id__in=["58194", "58088"], target_id__in=["58194", "58088"])
    assert sorted(both.values_list("metres", flat=True)) == [0, 0, 4145, 4145]
