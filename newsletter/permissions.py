"""Who handles the letter: the communication team and administrators, nobody else."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from wagtail.permission_policies.base import ModelPermissionPolicy
from wagtail_modeladmin.helpers import PermissionHelper

from cms.accounts.models import User
from cms.structures.actions import TEAM_GROUP
from cms.structures.queries import is_team


def require_team(request: HttpRequest) -> User:
    """Return the person of the request.

    Raises:
        PermissionDenied: they do not belong to the team.
    """
    if not is_team(request.user) or not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


class TeamPolicy(ModelPermissionPolicy):
    """Everything for the team; what an issue's state forbids is said by its views."""

    def user_has_permission(self, user: User | AnonymousUser, action: str) -> bool:
        """Tell whether the person may; letters are composed (the button "prepare"), never added empty."""
        return action != "add" and is_team(user)

    def user_has_any_permission(self, user: User | AnonymousUser, actions: Any) -> bool:
        """Tell whether the person may do one of these."""
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: Any) -> QuerySet[User]:
        """Return the team."""
        team = Q(is_superuser=True) | Q(groups__name=TEAM_GROUP)
        return get_user_model().objects.filter(team, is_active=True).distinct()


class ReadOnlyForTeam(PermissionHelper):
    """Registers are read, searched and exported: what stands in them is written by the product alone."""

    def user_has_any_permissions(self, user: User) -> bool:
        """Tell whether the person sees the register."""
        return is_team(user)

    def user_can_list(self, user: User) -> bool:
        """Tell whether the person sees the register."""
        return is_team(user)

    def user_can_inspect_obj(self, user: User, obj: Any) -> bool:
        """Tell whether the person sees the row."""
        return is_team(user)

    def user_can_create(self, user: User) -> bool:
        """Nobody adds a row."""
        return False

    def user_can_edit_obj(self, user: User, obj: Any) -> bool:
        """Nobody edits a row."""
        return False

    def user_can_delete_obj(self, user: User, obj: Any) -> bool:
        """Nobody deletes a row."""
        return False

    def user_can_copy_obj(self, user: User, obj: Any) -> bool:
        """Nobody copies a row."""
        return False
