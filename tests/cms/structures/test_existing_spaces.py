"""The migration that notes the spaces of installations that are older than their record."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from cms.accounts.models import User
from cms.structures.actions import open_space
from cms.structures.models import StructurePage
from cms.structures.people import Membership, Role, Space
from tests.cast import make_user

migration = import_module("cms.migrations.0004_spaces_of_existing_groups")


@pytest.fixture
def unrecorded(structure_a: StructurePage, structure_b: StructurePage, partner_a: User, partner_b: User) -> User:
    """Two structures as they stood before: a group and a collection each, no record; a second person in B."""
    second = make_user("deux@example.org", "Deux", "Ième")
    second.groups.add(structure_b.space.group)
    Membership.objects.all().delete()
    Space.objects.filter(structure__in=[structure_a, structure_b]).delete()
    return second


def test_spaces_and_people_are_found_by_the_names_of_groups_and_collections(
    unrecorded: User, structure_a: StructurePage, structure_b: StructurePage, partner_a: User, partner_b: User
) -> None:
    for _time in range(2):  # twice is once
        migration.make_spaces(apps, None)
    spaces = {space.structure_id: space for space in Space.objects.select_related("group", "collection")}
    for structure in (structure_a, structure_b):
        space = spaces[structure.pk]
        assert space.group.name.startswith(f"Structure {structure.pk} ")
        assert space.collection.name.endswith(f"({structure.pk})")
        assert (space.is_archived, space.is_trusted) == (False, False)
    roles = {(row.structure_id, row.user_id): row.role for row in Membership.objects.all()}
    assert roles == {
        (structure_a.pk, partner_a.pk): Role.REFERENT,  # alone there
        (structure_b.pk, partner_b.pk): Role.EDITOR,
        (structure_b.pk, unrecorded.pk): Role.EDITOR,
    }


def test_what_has_its_record_is_left_alone_and_what_lacks_a_group_is_skipped(
    structure_a: StructurePage, partner_a: User, moderator: User
) -> None:
    before = list(Space.objects.values()), list(Membership.objects.values())
    migration.make_spaces(apps, None)
    assert (list(Space.objects.values()), list(Membership.objects.values())) == before
    other = open_space(name="Sans groupe", kind="other", commune=None, by=None, now=timezone.now())
    space = other.space
    group = space.group
    space.delete()
    group.delete()
    migration.make_spaces(apps, None)
    assert not Space.objects.filter(structure=other).exists()
