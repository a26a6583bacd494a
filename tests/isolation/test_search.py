"""Searching finds: what the matrix reads as silence about B is not a search that finds nothing at all."""

import re

import pytest

from tests.isolation.asking import ask
from tests.isolation.marks import WORD
from tests.isolation.world import World

pytestmark = [pytest.mark.isolation, pytest.mark.django_db]
SEARCHES = (
    "/admin/pages/search/?q={}", "/admin/pages/search/results/?q={}", "/admin/choose-page/search/?q={}",
    "/admin/images/?q={}", "/admin/documents/?q={}", "/admin/images/chooser/?q={}", "/admin/documents/chooser/?q={}",
    "/admin/images/chooser/results/?q={}", "/admin/documents/chooser/results/?q={}",
    "/admin/api/main/images/?search={}", "/admin/api/main/documents/?search={}",
)  # fmt: skip


def _found(world: World, role: str, path: str) -> set[bytes]:
    return set(re.findall(rb"zqm([ab])\d{3}x", ask(world, role, "GET", path).body))


@pytest.mark.parametrize("path", SEARCHES)
def test_a_search_finds_everything_for_the_team_and_ones_own_for_editors(path: str, world: World) -> None:
    path = path.format(WORD)
    assert _found(world, "moderator", path) == {b"a", b"b"}
    assert _found(world, "editor", path) == {b"a"}


@pytest.mark.parametrize("path", SEARCHES)
def test_the_very_words_of_another_find_nothing(path: str, world: World) -> None:
    for mark, where in world.marks.where.items():
        if "title" in where:
            said = ask(world, "editor", "GET", path.format(mark)).body.replace(mark.encode(), b"")
            assert b"zqmb" not in said, f"{mark} ({where})"
            assert WORD.encode() not in said, f"{mark} ({where})"
