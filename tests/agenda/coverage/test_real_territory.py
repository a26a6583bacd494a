"""On the real territory the map says what a comparison of all points says, and draws every commune."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from django.core.management import call_command

from agenda.catalogue.models import Occurrence
from agenda.coverage.drawing import WIDTH, draw_atlas
from agenda.coverage.gaps import Reach, gaps_of_months, month_gaps
from agenda.coverage.months import Month, months_of_year
from cms.territories.actions import LoadReport
from cms.territories.distances import metres_between
from cms.territories.models import Commune
from tests.factories.entries import bulk_entries

NOVEMBER = Month(2026, 11)
Queries = Callable[[int], AbstractContextManager[object]]


def test_distances_are_those_of_a_comparison_of_all_points(nievre: LoadReport) -> None:
    chance = Random(58)
    # Neighbours' communes among them: a workshop across the border is a workshop.
    held = chance.sample(list(Commune.objects.exclude(latitude=None).order_by("insee")), 25)
    assert any(not commune.is_here for commune in held)
    bulk_entries(25, held, first_day=datetime(2026, 11, 1, 12, tzinfo=UTC), sittings=1, ical=False)
    served = set(Occurrence.objects.filter(starts_at__lt=NOVEMBER.end).values_list("entry__commune_insee", flat=True))
    points = {commune.insee: (commune.latitude, commune.longitude) for commune in held if commune.insee in served}
    gaps = {gap.insee: gap for gap in month_gaps(NOVEMBER).communes}
    assert len(gaps) == 309
    for commune in Commune.objects.of_departement():
        here = (commune.latitude, commune.longitude)
        metres = min(metres_between(here, point) for point in points.values())
        if commune.insee in points:
            metres = 0
        assert gaps[commune.insee].metres == (metres if metres <= 30_000 else None), commune
    reaches = {gap.reach for gap in gaps.values()}
    assert {Reach.HERE, Reach.MIDDLE, Reach.FAR} <= reaches


def test_everybody_is_in_one_class_and_the_shares_add_up(nievre: LoadReport) -> None:
    held = list(Commune.objects.filter(insee__in=["58194", "58079"]))
    bulk_entries(2, held, first_day=datetime(2026, 11, 3, 12, tzinfo=UTC), sittings=1, ical=False)
    gaps = month_gaps(NOVEMBER)
    assert sum(share.communes for share in gaps.shares) == 309
    assert sum(share.population for share in gaps.shares) == gaps.population == 201_417
    assert 0 < (gaps.percent_within_15_km or 0) < 100
    ranks = [gap.reach.rank for gap in gaps.worst_first()]
    assert ranks == sorted(ranks, reverse=True)


def test_every_commune_is_drawn_with_outlines_without_and_with_some(
    nievre: LoadReport, shared_data: Path, tmp_path: Path
) -> None:
    gaps = month_gaps(NOVEMBER)
    points = draw_atlas(gaps.communes)
    assert points
    assert all(not shape.path for shape in points.shapes.values())
    assert len(points.shapes) == 309
    call_command("load_outlines", shared_data / "contours-communes-58.geojson", verbosity=0)
    outlined = draw_atlas(gaps.communes)
    assert outlined
    assert all(shape.path.startswith("M") for shape in outlined.shapes.values())
    for shape in outlined.shapes.values():
        assert 0 < shape.x < WIDTH
        assert 0 < shape.y < outlined.plane.height
    Commune.objects.get(pk="58194").outline.delete()
    some = draw_atlas(gaps.communes)
    assert some
    assert [shape.insee for shape in some.shapes.values() if not shape.path] == ["58194"]


def test_a_year_costs_as_many_queries_as_it_has_months_and_three(
    nievre: LoadReport, django_assert_num_queries: Queries
) -> None:
    bulk_entries(60, list(Commune.objects.of_departement()), first_day=datetime(2026, 1, 2, tzinfo=UTC), ical=False)
    with django_assert_num_queries(4):
        month_gaps(Month(2026, 2))
    with django_assert_num_queries(15):
        year = gaps_of_months(months_of_year(2026))
    assert [gaps.month.number for gaps in year] == list(range(1, 13))
    for number in (2, 11):
        assert month_gaps(Month(2026, number)) == year[number - 1]
