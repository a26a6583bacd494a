"""What becomes of an editorial space once it is open: renamed, trusted, handed over, archived, reopened."""

from datetime import datetime
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from cms.accounts.models import User
from cms.structures.actions import SpaceExists
from cms.structures.live_edit import change_drafts, change_live, publish_again
from cms.structures.models import StructureContent, StructurePage
from cms.structures.naming import namesake
from cms.structures.people import ADMIN_ROLES, Membership, RegisterStays, Role, Space, SpaceArchived
from cms.structures.queries import is_team

# As `open_space` names them; the database holds no more of a group's name.
MOST_OF_GROUP_NAME = 150
MOST_OF_COLLECTION_NAME = 255


def lock_space(structure: StructurePage) -> Space:
    """Return the space, its row locked until the transaction ends: of two who change it at once, one comes second."""
    return Space.objects.select_for_update().select_related("group", "collection").get(structure_id=structure.pk)


def require_team(by: User | None) -> None:
    """Refuse who is not of the team; `by=None` is the system itself (a command, a task).

    Raises:
        PermissionDenied: the person is not of the team.
    """
    if by is not None and not is_team(by):
        raise PermissionDenied


def follow_roles(space: Space) -> None:
    """Make the space's group hold exactly those whose role opens Wagtail's admin; nobody while it is archived."""
    members = Membership.objects.filter(structure_id=space.structure_id, role__in=ADMIN_ROLES)
    space.group.user_set.set([] if space.is_archived else list(members.values_list("user_id", flat=True)))


def follow_name(structure: StructurePage) -> None:
    """Name the group and the media collection after the structure, when its name changed (whoever changed it)."""
    space = Space.objects.select_related("group", "collection").filter(structure_id=structure.pk).first()
    if space is None:
        return
    group_name = f"Structure {structure.pk} : {structure.title}"[:MOST_OF_GROUP_NAME]
    ending = f" ({structure.pk})"
    collection_name = structure.title[: MOST_OF_COLLECTION_NAME - len(ending)] + ending
    if space.group.name != group_name:
        space.group.name = group_name
        space.group.save(update_fields=["name"])
    if space.collection.name != collection_name:
        space.collection.name = collection_name
        space.collection.save(update_fields=["name"])


@transaction.atomic
def rename_space(*, structure: StructurePage, name: str, by: User | None, now: datetime) -> StructurePage:
    """Give a structure another name, shown at once everywhere; group and collection follow, addresses stay.

    The page's own address keeps the former name too: it is printed and linked. Drafts that wait get the new name.

    Raises:
        SpaceExists: another structure has that name.
        PermissionDenied: the person is not of the team.
    """
    require_team(by)
    lock_space(structure)
    name = name.strip()
    page = StructurePage.objects.get(pk=structure.pk)
    former = page.title
    if former == name:
        return page
    if namesake(name, but=page):
        raise SpaceExists(name)
    # The verbs of content serve the structure's own page as well: they ask nothing that only content has.
    content = cast("StructureContent", page)
    if page.live:
        change_live(page=content, values={"title": name, "draft_title": name}, by=by, now=now)
    else:
        Page.objects.filter(pk=page.pk).update(title=name, draft_title=name)
        change_drafts(page=content, values={"title": name, "draft_title": name}, only_where={})
    page = StructurePage.objects.get(pk=page.pk)
    follow_name(page)
    log(instance=page, action="cms.structures.rename_space", user=by, data={"former": former, "name": name})
    return page


@transaction.atomic
def archive_space(*, structure: StructurePage, by: User | None, now: datetime) -> Space:
    """Close a space: its page and all below are not public, nobody writes in it; what it holds is kept as it is.

    Pages below are not touched: an ancestor that is not live hides them, so reopening shows exactly what was public.
    The people keep their membership, which counts for nothing while the space is archived. Asked twice, done once.

    Raises:
        RegisterStays: the structure holds the département's register.
        PermissionDenied: the person is not of the team.
    """
    require_team(by)
    space = lock_space(structure)
    if space.is_archived:
        return space
    page = StructurePage.objects.get(pk=structure.pk)
    if page.is_register:
        raise RegisterStays
    scheduled = page.revisions.filter(approved_go_live_at__isnull=False).values_list("pk", "approved_go_live_at")
    space.before_archive = {
        "live": page.live,
        "scheduled": {str(pk): at.isoformat() for pk, at in scheduled},
    }
    space.archived_at = now
    space.save(update_fields=["archived_at", "before_archive"])
    follow_roles(space)
    if page.live:
        # Whoever may archive was asked above, and may be a command.
        UnpublishPageAction(page, user=by, log_action=False).execute(skip_permission_checks=True)
    else:
        page.revisions.update(approved_go_live_at=None)
    log(instance=page, action="cms.structures.archive_space", user=by)
    return space


@transaction.atomic
def reopen_space(*, structure: StructurePage, by: User | None, now: datetime) -> Space:
    """Open an archived space again, as it stood: its page public if it was, its people back in their roles.

    Raises:
        PermissionDenied: the person is not of the team.
    """
    require_team(by)
    space = lock_space(structure)
    if not space.is_archived:
        return space
    before: dict[str, Any] = space.before_archive
    space.archived_at, space.before_archive = None, {}
    space.save(update_fields=["archived_at", "before_archive"])
    follow_roles(space)
    page = StructurePage.objects.get(pk=structure.pk)
    # A space archived by a program that noted nothing was public like any other.
    if before.get("live", True):
        publish_again(page=cast("StructureContent", page), by=by, now=now)
    for pk, at in before.get("scheduled", {}).items():
        Revision.objects.for_instance(page).filter(pk=int(pk)).update(approved_go_live_at=datetime.fromisoformat(at))
    log(instance=page, action="cms.structures.reopen_space", user=by)
    return space


@transaction.atomic
def trust_space(*, structure: StructurePage, by: User | None, now: datetime) -> Space:
    """Let what the structure sends be published at once; the team looks at it afterwards.

    Raises:
        SpaceArchived: nothing is sent from there.
        PermissionDenied: the person is not of the team.
    """
    require_team(by)
    space = lock_space(structure)
    if space.is_archived:
        raise SpaceArchived
    if not space.is_trusted:
        space.trusted_at = now
        space.save(update_fields=["trusted_at"])
        log(instance=structure, action="cms.structures.trust_space", user=by)
    return space


@transaction.atomic
def distrust_space(*, structure: StructurePage, by: User | None, now: datetime) -> Space:
    """Have what the structure sends read before it is published, from now on; what is public stays.

    Raises:
        PermissionDenied: the person is not of the team.
    """
    require_team(by)
    space = lock_space(structure)
    if space.is_trusted:
        space.trusted_at = None
        space.save(update_fields=["trusted_at"])
        log(instance=structure, action="cms.structures.distrust_space", user=by)
    return space


@transaction.atomic
def hand_over_space(
    *, structure: StructurePage, to_user: User, by: User | None, now: datetime, former_leave: bool = False
) -> Membership:
    """Make a person the space's only referent, in it already or not; the former ones stay as editors, or leave.

    Raises:
        SpaceArchived: reopen it first.
        RegisterStays: the structure holds the département's register.
        PermissionDenied: the person is neither of the team nor a referent of the space.
    """
    space = lock_space(structure)
    referents = Membership.objects.filter(structure=structure, role=Role.REFERENT)
    if by is not None and not is_team(by) and not referents.filter(user=by).exists():
        raise PermissionDenied
    if space.is_archived:
        raise SpaceArchived
    if structure.is_register:
        raise RegisterStays
    former = referents.exclude(user=to_user)
    data = {"person": to_user.pk, "former": list(former.values_list("user_id", flat=True)), "left": former_leave}
    if former_leave:
        former.delete()
    else:
        former.update(role=Role.EDITOR)
    membership, _made = Membership.objects.update_or_create(
        structure=structure,
        user=to_user,
        defaults={"role": Role.REFERENT},
        create_defaults={"role": Role.REFERENT, "since_at": now},
    )
    follow_roles(space)
    log(instance=structure, action="cms.structures.hand_over_space", user=by, data=data)
    return membership
