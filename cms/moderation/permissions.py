"""Who moderates what: the team everything, a limited moderator some EPCI or structures."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from wagtail.models import Page

from cms.accounts.models import User
from cms.moderation.models import ModeratorScope
from cms.structures.actions import TEAM_GROUP
from cms.structures.models import StructurePage
from cms.structures.queries import is_team


def moderates(user: User | AnonymousUser) -> bool:
    """Tell whether the person moderates anything at all."""
    if not user.is_authenticated or not user.is_active:
        return False
    return is_team(user) or ModeratorScope.objects.filter(user=user).exists()


def structures_moderated(user: User | AnonymousUser) -> Q:
    """Return the condition on StructurePage that holds for what the person moderates."""
    if is_team(user):
        return Q()
    scopes = ModeratorScope.objects.filter(user_id=user.pk or 0)
    return Q(pk__in=scopes.filter(structure__isnull=False).values("structure")) | Q(
        commune__epci__in=scopes.filter(epci__isnull=False).values("epci")
    )


def may_moderate(user: User | AnonymousUser, page: Page) -> bool:
    """Tell whether the person moderates this page: a structure's own page or what stands below it."""
    if not user.is_authenticated or not user.is_active:
        return False
    if is_team(user):
        return True
    structures = StructurePage.objects.ancestor_of(page, inclusive=True)
    return structures.filter(structures_moderated(user)).exists()


def moderators_of(structure: StructurePage) -> QuerySet[User]:
    """Return who moderates a structure: the team, and limited moderators of it or of its EPCI."""
    mine = Q(groups__name=TEAM_GROUP) | Q(moderator_scopes__structure=structure)
    if structure.epci:
        mine |= Q(moderator_scopes__epci=structure.epci)
    return User.objects.filter(mine, is_active=True).distinct()
