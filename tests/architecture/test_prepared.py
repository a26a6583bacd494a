"""Rows that tests begin with and that are put back instead of made: the same rows, and only where that is the same."""

from typing import Any, Never

import pytest
from django.db import connection, transaction
from django.utils import timezone

from cms.structures.actions import Platform, open_space, prepare_platform
from cms.structures.models import StructureKind, StructurePage
from cms.territories.models import Commune
from tests.cast import make_communes, make_partner
from tests.plugins import prepared as plugin
from tests.plugins.prepared import begin, prepared, snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin with no note, and leave those of this process as they are."""
    monkeypatch.setattr(plugin, "_state", plugin._State())
    begin()


def never() -> Never:
    raise AssertionError("made again")


def space(name: str, commune: Commune) -> StructurePage:
    return open_space(name=name, kind=StructureKind.LIBRARY, commune=commune, by=None, now=timezone.now())


def taken_back(work: Any) -> Any:
    """Do the work and return what it returned, with the database as before."""
    with transaction.atomic():
        result = work()
        transaction.set_rollback(True)
    begin()
    return result


def test_the_rows_put_back_are_those_that_the_actions_wrote_in_every_table() -> None:
    def made() -> tuple[Any, ...]:
        communes = prepared("communes", make_communes)
        platform = prepared("platform", lambda: prepare_platform(now=timezone.now()))
        one = prepared("one", lambda: space("Une", communes["Nevers"]))
        partner = prepared("partner", lambda: make_partner(one, "alice@example.org", "Alice", "Martin"))
        return snapshot(), platform, one, partner

    def put_back() -> tuple[Any, ...]:
        return (
            (prepared("communes", never), prepared("platform", never), prepared("one", never)),
            (prepared("partner", never), snapshot()),
        )

    empty = snapshot()
    rows, platform, one, partner = taken_back(made)
    assert snapshot() == empty
    (communes, platform_again, one_again), (partner_again, rows_again) = taken_back(put_back)
    assert rows_again == rows
    assert (platform_again, one_again, partner_again) == (platform, one, partner)
    assert isinstance(platform_again, Platform)
    assert set(communes) == {commune.name for commune in communes.values()}
    changed = {table.name for table in rows if rows[table] != empty[table]}
    assert {"wagtailcore_page", "cms_neighbour", "auth_group_permissions", "wagtailcore_revision"} <= changed


def test_what_comes_after_rows_put_back_gets_keys_and_places_of_its_own() -> None:
    def made(make: Any) -> StructurePage:
        communes = prepared("communes", make_communes)
        prepared("platform", make)
        first = prepared("one", lambda: space("Une", communes["Nevers"]))
        second = space("Deux", communes["Clamecy"])
        assert first.pk != second.pk
        assert sorted(StructurePage.objects.values_list("title", flat=True)) == [
            "Deux",
            "Registre départemental",
            "Une",
        ]
        assert not StructurePage.find_problems()[0]
        assert StructurePage.find_problems() == ([], [], [], [], [])
        connection.check_constraints()
        return second

    taken_back(lambda: made(lambda: prepare_platform(now=timezone.now())))
    taken_back(lambda: made(never))


def test_rows_that_move_up_to_let_another_in_are_put_back_too() -> None:
    """Collections stand by name: each of these takes the place of those before it."""

    def made() -> dict[Any, Any]:
        communes = prepared("communes", make_communes)
        prepared("platform", lambda: prepare_platform(now=timezone.now()))
        for name in ("Quatre", "Deux", "Cinq"):
            prepared(name, lambda name=name: space(name, communes["Nevers"]))
        return snapshot()

    assert taken_back(made) == taken_back(made)


def test_after_a_row_that_nobody_noted_the_action_itself_runs() -> None:
    taken_back(lambda: prepared("communes", make_communes))
    Commune.objects.create(insee="58001", name="Achun", search_name="achun", departement="58")
    with pytest.raises(AssertionError, match="made again"):
        prepared("communes", never)


def test_another_order_is_another_point() -> None:
    taken_back(
        lambda: (
            prepared("communes", make_communes),
            prepared("platform", lambda: prepare_platform(now=timezone.now())),
        )
    )
    with pytest.raises(AssertionError, match="made again"):
        prepared("platform", never)


def test_on_rows_that_a_module_shares_the_action_itself_runs() -> None:
    taken_back(lambda: prepared("communes", make_communes))
    with transaction.atomic():
        begin()
        with pytest.raises(AssertionError, match="made again"):
            prepared("communes", never)
