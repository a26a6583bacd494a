"""The people of a space: invited, given another role, taken out; the last referent; several structures a person."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone
from wagtail.models import PageLogEntry

from cms.accounts.models import User
from cms.structures.actions import add_partner
from cms.structures.members import (
    AccountClosed,
    AlreadyMember,
    LastReferent,
    change_role,
    invite_member,
    remove_member,
)
from cms.structures.models import StructurePage
from cms.structures.people import Membership, Role
from cms.structures.queries import role_in, structures_of
from cms.structures.spaces import SpaceArchived, archive_space


@pytest.fixture
def referent_a(structure_a: StructurePage) -> User:
    """Who looks after the people of structure A."""
    return add_partner(
        structure=structure_a, email="rosa@example.org", first_name="Rosa", last_name="Faure", now=timezone.now(),
        role=Role.REFERENT,
    )  # fmt: skip


def invite(
    structure: StructurePage, by: User | None, email: str = "zoe@example.org", role: str = "contributor"
) -> User:
    """Invite somebody."""
    membership = invite_member(
        structure=structure, email=email, first_name="Zoé", last_name="Noir", role=role, by=by, now=timezone.now()
    )
    return membership.user


def membership(user: User, structure: StructurePage) -> Membership:
    """The person's place in the space."""
    return Membership.objects.get(user=user, structure=structure)


def may_enter_the_admin(user: User) -> bool:
    """Whether Wagtail's admin opens."""
    return User.objects.get(pk=user.pk).has_perm("wagtailadmin.access_admin")


def test_a_referent_invites_and_wagtails_admin_opens_by_role(structure_a: StructurePage, referent_a: User) -> None:
    zoe = invite(structure_a, referent_a)
    assert (role_in(zoe, structure_a), may_enter_the_admin(zoe)) == (Role.CONTRIBUTOR, False)
    change_role(membership=membership(zoe, structure_a), role=Role.EDITOR, by=referent_a, now=timezone.now())
    assert (role_in(zoe, structure_a), may_enter_the_admin(zoe)) == (Role.EDITOR, True)
    change_role(membership=membership(zoe, structure_a), role=Role.CONTRIBUTOR, by=referent_a, now=timezone.now())
    assert not may_enter_the_admin(zoe)
    remove_member(membership=membership(zoe, structure_a), by=referent_a, now=timezone.now())
    assert role_in(zoe, structure_a) is None
    assert User.objects.get(pk=zoe.pk).is_active
    actions = PageLogEntry.objects.filter(page_id=structure_a.pk, user=referent_a).order_by("pk")
    assert [entry.action.split(".")[-1] for entry in actions] == [
        "add_partner", "change_role", "change_role", "remove_member",
    ]  # fmt: skip


def test_a_person_of_two_structures_loses_one_and_keeps_the_other(
    structure_a: StructurePage, structure_b: StructurePage, partner_b: User, moderator: User
) -> None:
    assert invite(structure_a, moderator, partner_b.email.upper(), "editor") == partner_b
    assert structures_of(partner_b) == [structure_a, structure_b]
    assert User.objects.get(pk=partner_b.pk).first_name == "Bruno"
    remove_member(membership=membership(partner_b, structure_a), by=moderator, now=timezone.now())
    assert structures_of(partner_b) == [structure_b]
    assert list(partner_b.groups.all()) == [structure_b.space.group]


def test_inviting_who_is_there_changes_no_role(structure_a: StructurePage, referent_a: User) -> None:
    with pytest.raises(AlreadyMember):
        invite(structure_a, referent_a, referent_a.email)
    assert role_in(referent_a, structure_a) == Role.REFERENT


def test_a_closed_account_is_not_let_in_silently(structure_a: StructurePage, partner_b: User, moderator: User) -> None:
    User.objects.filter(pk=partner_b.pk).update(is_active=False)
    with pytest.raises(AccountClosed):
        invite(structure_a, moderator, partner_b.email)


def test_the_last_referent_stays_unless_the_team_decides(
    structure_a: StructurePage, referent_a: User, moderator: User
) -> None:
    last = membership(referent_a, structure_a)
    with pytest.raises(LastReferent):
        remove_member(membership=last, by=referent_a, now=timezone.now())
    with pytest.raises(LastReferent):
        change_role(membership=last, role=Role.EDITOR, by=referent_a, now=timezone.now())
    second = invite(structure_a, referent_a, role="referent")
    remove_member(membership=last, by=referent_a, now=timezone.now())
    remove_member(membership=membership(second, structure_a), by=moderator, now=timezone.now())
    assert not structure_a.memberships.exists()


def test_a_closed_account_is_no_other_referent(structure_a: StructurePage, referent_a: User) -> None:
    second = invite(structure_a, referent_a, role="referent")
    User.objects.filter(pk=second.pk).update(is_active=False)
    with pytest.raises(LastReferent):
        remove_member(membership=membership(referent_a, structure_a), by=referent_a, now=timezone.now())


def test_only_referents_and_the_team_decide_about_people(
    structure_a: StructurePage, structure_b: StructurePage, referent_a: User, partner_a: User, partner_b: User
) -> None:
    for nobody in (partner_a, partner_b):
        with pytest.raises(PermissionDenied):
            invite(structure_a, nobody)
        with pytest.raises(PermissionDenied):
            change_role(
                membership=membership(partner_a, structure_a), role=Role.REFERENT, by=nobody, now=timezone.now()
            )
        with pytest.raises(PermissionDenied):
            remove_member(membership=membership(referent_a, structure_a), by=nobody, now=timezone.now())
    with pytest.raises(PermissionDenied):
        invite(structure_b, referent_a)
    remove_member(membership=membership(partner_a, structure_a), by=partner_a, now=timezone.now())  # leaves


def test_nobody_comes_into_an_archived_space(structure_a: StructurePage, partner_a: User, moderator: User) -> None:
    archive_space(structure=structure_a, by=moderator, now=timezone.now())
    with pytest.raises(SpaceArchived):
        invite(structure_a, moderator)
    with pytest.raises(SpaceArchived):
        change_role(membership=membership(partner_a, structure_a), role=Role.REFERENT, by=moderator, now=timezone.now())


@pytest.mark.postgres
def test_of_two_referents_who_take_each_other_out_at_once_one_stays(
    transactional_db: None, structure_a: StructurePage
) -> None:
    first, second = (invite(structure_a, None, f"r{n}@example.org", "referent") for n in range(2))
    start = Barrier(2)

    def take_out(by: User, other: User) -> None:
        try:
            place = membership(other, structure_a)
            start.wait(timeout=10)
            with suppress(LastReferent, PermissionDenied, Membership.DoesNotExist):
                remove_member(membership=place, by=by, now=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(take_out, (first, second), (second, first)))
    left = Membership.objects.get(structure=structure_a)
    assert left.role == Role.REFERENT
    assert list(structure_a.space.group.user_set.all()) == [left.user]
