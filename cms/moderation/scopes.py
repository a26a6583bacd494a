"""Who moderates: the whole team, limited moderators with their EPCI and structures, administrators; given and taken."""

from datetime import datetime

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from wagtail.log_actions import log

from cms.accounts.models import User
from cms.moderation.models import ModeratorScope
from cms.structures.actions import TEAM_GROUP, new_user
from cms.structures.home import HomePage
from cms.structures.models import StructurePage
from cms.structures.queries import is_team
from cms.territories.models import Epci


class AccountClosed(Exception):
    """The account of that address is closed."""


class ModeratesEverything(Exception):
    """The person is of the team or an administrator: a limit would mean nothing."""


class LastAdministrator(Exception):
    """Somebody must be able to give the rights that nobody else can give."""


class LastModerator(Exception):
    """Somebody must read what is sent: administrators open the same screens, but no mail about it reaches them."""


def moderators() -> QuerySet[User]:
    """Return who moderates everything, by name; administrators stand in `administrators`."""
    return User.objects.filter(groups__name=TEAM_GROUP).order_by("last_name", "first_name", "pk")


def administrators() -> QuerySet[User]:
    """Return the administrators, by name."""
    return User.objects.filter(is_superuser=True).order_by("last_name", "first_name", "pk")


def limited_moderators() -> QuerySet[User]:
    """Return who moderates some EPCI or structures, by name, with what they moderate; two queries."""
    found = User.objects.filter(moderator_scopes__isnull=False).distinct()
    return found.prefetch_related("moderator_scopes__epci", "moderator_scopes__structure").order_by(
        "last_name", "first_name", "pk"
    )


def _require_team(by: User | None) -> None:
    if by is not None and not is_team(by):
        raise PermissionDenied


def _require_administrator(by: User | None) -> None:
    if by is not None and not (by.is_active and by.is_superuser):
        raise PermissionDenied


def _log(action: str, by: User | None, **data: object) -> None:
    log(instance=HomePage.objects.get(), action=action, user=by, data=data)


def _person(email: str, first_name: str, last_name: str, now: datetime) -> User:
    user = User.objects.filter(email__iexact=email).first()
    if user and not user.is_active:
        raise AccountClosed
    return user or new_user(email=email, first_name=first_name, last_name=last_name, now=now)


@transaction.atomic
def add_moderator(*, email: str, first_name: str, last_name: str, by: User | None, now: datetime) -> User:
    """Take a person into the team, making the account when the address is not known; limits are dropped.

    Raises:
        AccountClosed: the account of that address is closed.
        PermissionDenied: `by` is not of the team.
    """
    _require_team(by)
    user = _person(email, first_name, last_name, now)
    user.groups.add(Group.objects.get(name=TEAM_GROUP))
    ModeratorScope.objects.filter(user=user).delete()
    _log("cms.moderation.add_moderator", by, person=user.pk)
    return user


@transaction.atomic
def remove_moderator(*, user: User, by: User | None, now: datetime) -> None:
    """Take a person out of the team; the account stays, for it may write for a structure.

    Raises:
        LastModerator: nobody else is of the team.
        PermissionDenied: `by` is not of the team.
    """
    _require_team(by)
    # The group's row is locked: of two who take each other out, the second is told.
    Group.objects.select_for_update().get(name=TEAM_GROUP)
    left = list(User.objects.filter(groups__name=TEAM_GROUP, is_active=True).values_list("pk", flat=True))
    if left == [user.pk]:
        raise LastModerator
    user.groups.remove(*Group.objects.filter(name=TEAM_GROUP))
    _log("cms.moderation.remove_moderator", by, person=user.pk)


@transaction.atomic
def add_administrator(*, email: str, first_name: str, last_name: str, by: User | None, now: datetime) -> User:
    """Make a person an administrator: everything, technical settings included; only an administrator does it.

    Raises:
        AccountClosed: the account of that address is closed.
        PermissionDenied: `by` is no administrator.
    """
    _require_administrator(by)
    user = _person(email, first_name, last_name, now)
    user.is_superuser = user.is_staff = True
    user.save(update_fields=["is_superuser", "is_staff"])
    ModeratorScope.objects.filter(user=user).delete()
    _log("cms.moderation.add_administrator", by, person=user.pk)
    return user


@transaction.atomic
def remove_administrator(*, user: User, by: User | None, now: datetime) -> None:
    """Take the administrator's rights from a person; a place in the team stays.

    Raises:
        LastAdministrator: nobody else is one.
        PermissionDenied: `by` is no administrator.
    """
    _require_administrator(by)
    # All their rows are locked: of two who take each other's rights away, the second is told.
    left = [other.pk for other in User.objects.select_for_update().filter(is_superuser=True, is_active=True)]
    if user.pk in left and len(left) == 1:
        raise LastAdministrator
    user.is_superuser = user.is_staff = False
    user.save(update_fields=["is_superuser", "is_staff"])
    _log("cms.moderation.remove_administrator", by, person=user.pk)


@transaction.atomic
def give_scope(
    *, email: str, first_name: str, last_name: str, epcis: list[Epci], structures: list[StructurePage],
    by: User | None, now: datetime,
) -> User:  # fmt: skip
    """Let a person moderate some EPCI and structures, besides those already given; twice is once.

    Raises:
        ModeratesEverything: the person is of the team.
        AccountClosed: the account of that address is closed.
        PermissionDenied: `by` is not of the team.
    """
    _require_team(by)
    user = _person(email, first_name, last_name, now)
    if is_team(user):
        raise ModeratesEverything
    for epci in epcis:
        ModeratorScope.objects.get_or_create(user=user, epci=epci)
    for structure in structures:
        ModeratorScope.objects.get_or_create(user=user, structure=structure)
    _log(
        "cms.moderation.give_scope", by, person=user.pk,
        epcis=[epci.pk for epci in epcis], structures=[structure.pk for structure in structures],
    )  # fmt: skip
    return user


@transaction.atomic
def take_scope(*, scope: ModeratorScope, by: User | None, now: datetime) -> None:
    """Take one EPCI or structure from a limited moderator; without any left, the person moderates nothing.

    Raises:
        PermissionDenied: `by` is not of the team.
    """
    _require_team(by)
    data = {"person": scope.user_id, "epci": scope.epci_id, "structure": scope.structure_id}
    scope.delete()
    _log("cms.moderation.take_scope", by, **data)


@transaction.atomic
def remove_scopes(*, user: User, by: User | None, now: datetime) -> None:
    """Take everything from a limited moderator at once.

    Raises:
        PermissionDenied: `by` is not of the team.
    """
    _require_team(by)
    ModeratorScope.objects.filter(user=user).delete()
    _log("cms.moderation.remove_scopes", by, person=user.pk)
