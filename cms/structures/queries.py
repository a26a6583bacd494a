"""Who belongs to which structure, and where they are written to."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from cms.accounts.models import User
from cms.structures.actions import RECEPTION_GROUP, TEAM_GROUP
from cms.structures.models import StructurePage
from cms.structures.people import Membership, Role


def structures_of(user: User | AnonymousUser) -> list[StructurePage]:
    """Return the structures in whose spaces the person may write, by name."""
    if not user.is_authenticated:
        return []
    return list(
        StructurePage.objects.filter(memberships__user=user, space__archived_at=None)
        .select_related("space")
        .order_by("title", "pk")
    )


def role_in(user: User | AnonymousUser, structure: StructurePage) -> Role | None:
    """Return the person's role in a structure's space; None for who is not in it, and while it is archived."""
    if not user.is_authenticated or not user.is_active:
        return None
    found = Membership.objects.filter(user=user, structure=structure, structure__space__archived_at=None).first()
    return Role(found.role) if found else None


def is_team(user: User | AnonymousUser) -> bool:
    """Tell whether the person moderates: the communication team and administrators."""
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_superuser or user.groups.filter(name=TEAM_GROUP).exists()


def is_reception(user: User | AnonymousUser) -> bool:
    """Tell whether the person may use the reception desk: who answers the single number, and the team. One query."""
    return bool(desk_groups(user))


def desk_groups(user: User | AnonymousUser) -> frozenset[str]:
    """Return the groups that open the reception desk to the person, administrators stand in all. One query."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    every = frozenset({TEAM_GROUP, RECEPTION_GROUP})
    return every if user.is_superuser else frozenset(user.groups.filter(name__in=every).values_list("name", flat=True))


def reception_people() -> QuerySet[User]:
    """Return who may stand on the rota: the active people of the reception desk and of the team, by name."""
    people = User.objects.filter(groups__name__in=[TEAM_GROUP, RECEPTION_GROUP], is_active=True)
    return people.distinct().order_by("last_name", "first_name", "pk")


def mail_addresses(people: QuerySet[User], *, but: User | None = None) -> set[str]:
    """Return the addresses of active people, in small letters, except those of `but`."""
    found = people.filter(is_active=True).exclude(email="")
    if but is not None:
        found = found.exclude(pk=but.pk)
    return {address.lower() for address in found.values_list("email", flat=True)}


def addresses_of(structure: StructurePage, *, but: User | None = None) -> set[str]:
    """Return the address of a structure's page and those of the people of its space, if it has one."""
    people = User.objects.filter(memberships__structure=structure)
    return mail_addresses(people, but=but) | ({structure.email.lower()} if structure.email else set())
