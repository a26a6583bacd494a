"""Who belongs to which structure."""

from django.contrib.auth.models import AnonymousUser

from cms.accounts.models import User
from cms.structures.actions import TEAM_GROUP
from cms.structures.models import StructurePage


def structures_of(user: User | AnonymousUser) -> list[StructurePage]:
    """Return the structures in whose spaces the person may write, by name."""
    if not user.is_authenticated:
        return []
    return list(
        StructurePage.objects.filter(
            group_permissions__group__user=user, group_permissions__permission__codename="add_page"
        )
        .distinct()
        .order_by("title")
    )


def is_team(user: User | AnonymousUser) -> bool:
    """Tell whether the person moderates: the communication team and administrators."""
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_superuser or user.groups.filter(name=TEAM_GROUP).exists()
