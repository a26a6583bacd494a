"""The people of a space: who comes in, in which role, who leaves; decided by its referents or by the team."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log

from cms.accounts.models import User
from cms.structures.actions import add_partner
from cms.structures.models import StructurePage
from cms.structures.people import AccountClosed, Membership, Role, SpaceArchived
from cms.structures.queries import is_team, role_in
from cms.structures.spaces import follow_roles, lock_space


class AlreadyMember(Exception):
    """The person belongs to the space already; the membership is the argument."""


class LastReferent(Exception):
    """Somebody must look after the people of the space: name another referent first."""


def may_manage_people(by: User | None, structure: StructurePage) -> bool:
    """Tell whether the person decides who belongs to the space: its referents and the team; None is the system."""
    return by is None or is_team(by) or role_in(by, structure) == Role.REFERENT


def _require_manager(by: User | None, structure: StructurePage) -> None:
    if not may_manage_people(by, structure):
        raise PermissionDenied


@transaction.atomic
def invite_member(
    *,
    structure: StructurePage,
    email: str,
    first_name: str,
    last_name: str,
    role: str,
    by: User | None,
    now: datetime,
) -> Membership:
    """Give a person a role in the space, making the account when the address is not known; no mail leaves from here.

    An account that exists keeps its names, its password and its other structures.

    Raises:
        AlreadyMember: the person is in it; the role is changed by `change_role`.
        AccountClosed: the account of that address is closed.
        SpaceArchived: nobody writes there.
        PermissionDenied: `by` is neither a referent of the space nor of the team.
    """
    space = lock_space(structure)
    _require_manager(by, structure)
    if space.is_archived:
        raise SpaceArchived
    known = Membership.objects.filter(structure=structure, user__email__iexact=email).first()
    if known:
        raise AlreadyMember(known)
    if User.objects.filter(email__iexact=email, is_active=False).exists():
        raise AccountClosed
    user = add_partner(
        structure=structure,
        email=email,
        first_name=first_name,
        last_name=last_name,
        role=Role(role),
        by=by,
        now=now,
    )
    return Membership.objects.get(structure=structure, user=user)


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: User | None, now: datetime) -> Membership:
    """Give a person of the space another role; Wagtail's group follows.

    Raises:
        LastReferent: nobody would look after the people any more, and `by` is not of the team.
        SpaceArchived: reopen the space first.
        PermissionDenied: `by` is neither a referent of the space nor of the team.
        Membership.DoesNotExist: the person has just been removed.
    """
    structure = membership.structure
    space = lock_space(structure)
    _require_manager(by, structure)
    if space.is_archived:
        raise SpaceArchived
    row = Membership.objects.get(pk=membership.pk)
    wanted = Role(role)
    if row.role == wanted:
        return row
    _keep_a_referent(row, by)
    former, row.role = row.role, wanted
    row.save(update_fields=["role"])
    follow_roles(space)
    data = {"person": row.user_id, "former": former, "role": str(wanted)}
    log(instance=structure, action="cms.structures.change_role", user=by, data=data)
    return row


@transaction.atomic
def remove_member(*, membership: Membership, by: User | None, now: datetime) -> None:
    """Take a person out of a space; the account stays open, with its other structures and all that was written.

    A person may leave by themselves.

    Raises:
        LastReferent: nobody would look after the people any more, and `by` is not of the team.
        PermissionDenied: `by` is neither the person, nor a referent of the space, nor of the team.
        Membership.DoesNotExist: the person has been removed already.
    """
    structure = membership.structure
    space = lock_space(structure)
    # Asked behind the lock: of two referents who take each other out, the second is none any more.
    if by is None or by.pk != membership.user_id:
        _require_manager(by, structure)
    row = Membership.objects.get(pk=membership.pk)
    _keep_a_referent(row, by)
    data = {"person": row.user_id, "former": row.role}
    row.delete()
    follow_roles(space)
    log(instance=structure, action="cms.structures.remove_member", user=by, data=data)


def _keep_a_referent(row: Membership, by: User | None) -> None:
    if row.role != Role.REFERENT or by is None or is_team(by):
        return
    others = Membership.objects.filter(structure_id=row.structure_id, role=Role.REFERENT, user__is_active=True)
    if not others.exclude(pk=row.pk).exists():
        raise LastReferent
