"""Opens editorial spaces: page, people, media collection and rights of a structure; and the platform they stand on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from wagtail.log_actions import log
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from branding.models import Brand
from cms.accounts.models import User
from cms.structures.home import HomePage
from cms.structures.models import StructureKind, StructurePage
from cms.structures.naming import namesake
from cms.structures.people import ADMIN_ROLES, AccountClosed, Membership, RegisterStays, Role, Space, SpaceArchived
from cms.structures.signals import platform_prepared
from cms.territories.models import Commune

TEAM_GROUP = "Équipe communication"
# Who answers the single number: no page, no collection, no way into Wagtail's admin; only the reception desk.
RECEPTION_GROUP = "Poste d’accueil"
WORKFLOW_NAME = "Relecture par l’équipe communication"
TASK_NAME = "Relecture"
REGISTER_NAME = "Registre départemental"


class SpaceExists(Exception):
    """A structure of that name already has its space."""


class PlatformNotPrepared(Exception):
    """There is no home page yet: run `manage.py prepare_platform` first."""


@dataclass(frozen=True)
class Platform:
    """What every space stands on."""

    home: HomePage
    team: Group
    workflow: Workflow


@transaction.atomic
def prepare_platform(*, now: datetime, title: str = "Accueil") -> Platform:
    """Make the home page, the site, the groups of team and reception and the workflow; change nothing that exists."""
    home = HomePage.objects.first() or _make_home(title)
    site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", is_default_site=True)
    if site.root_page_id != home.pk:
        site.root_page = home
        # Shown as the title of Wagtail's admin, which would otherwise say "localhost".
        site.site_name = site.site_name or Brand.load().short_name
        site.save()
    team, made = Group.objects.get_or_create(name=TEAM_GROUP)
    if made:
        _grant_team(team, home)
    Group.objects.get_or_create(name=RECEPTION_GROUP)
    workflow, made = Workflow.objects.get_or_create(name=WORKFLOW_NAME)
    if made:
        # Wagtail's own first workflow asks a group "Moderators" that we do not use.
        Workflow.objects.exclude(pk=workflow.pk).update(active=False)
        WorkflowPage.objects.filter(page__depth=1).delete()
        task = GroupApprovalTask.objects.create(name=TASK_NAME)
        task.groups.add(team)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        WorkflowPage.objects.create(workflow=workflow, page=home)
    if not StructurePage.objects.filter(is_register=True).exists():
        open_space(name=REGISTER_NAME, kind=StructureKind.DEPARTEMENT, commune=None, by=None, now=now, is_register=True)
    platform = Platform(home, team, workflow)
    platform_prepared.send(sender=Platform, platform=platform, now=now)
    return platform


def _make_home(title: str) -> HomePage:
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
    # The page "Welcome to your new Wagtail site!" of Wagtail's own migrations.
    for welcome in root.get_children().filter(slug="home", content_type__model="page"):
        welcome.delete()
    root.refresh_from_db()
    home = root.add_child(instance=HomePage(title=title, slug="accueil"))
    home.save_revision().publish()
    return home


def _grant_team(team: Group, home: HomePage) -> None:
    """The communication team adds, changes, publishes, locks and moves everything below the home page."""
    team.permissions.add(_permission("wagtailadmin", "access_admin"))
    for codename in ("add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page"):
        GroupPagePermission.objects.create(group=team, page=home, permission=_permission("wagtailcore", codename))
    root = Collection.get_first_root_node() or Collection.add_root(instance=Collection(name="Root"))
    _grant_media(team, root)


def _permission(app_label: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


def _grant_media(group: Group, collection: Collection) -> None:
    for app_label, model in (("wagtailimages", "image"), ("wagtaildocs", "document")):
        for verb in ("add", "change", "choose"):
            GroupCollectionPermission.objects.create(
                group=group, collection=collection, permission=_permission(app_label, f"{verb}_{model}")
            )


@transaction.atomic
def open_space(
    *, name: str, kind: str, commune: Commune | None, by: User | None, now: datetime, **fields: Any
) -> StructurePage:
    """Open a structure's editorial space and return its public page, live at once.

    The page, a group that may add and change (never publish) below it, and a media collection of its own. The
    moderation workflow comes with the place in the tree. `fields` are further fields of `StructurePage`.

    Raises:
        SpaceExists: a structure of that name has one, whatever its capitals, accents and spaces.
        PlatformNotPrepared: there is no home page.
    """
    home = HomePage.objects.first()
    if home is None:
        raise PlatformNotPrepared
    if namesake(name):
        raise SpaceExists(name)
    page = StructurePage(title=name, slug=_free_slug(home, name), kind=kind, commune=commune, owner=by, **fields)
    page.first_published_at = now
    home.add_child(instance=page)
    page.save_revision(user=by, log_action=False).publish(user=by)
    root = Collection.get_first_root_node() or Collection.add_root(instance=Collection(name="Root"))
    collection = root.add_child(instance=Collection(name=f"{name} ({page.pk})"))
    group = Group.objects.create(name=f"Structure {page.pk} : {page.title}"[:150])
    group.permissions.add(_permission("wagtailadmin", "access_admin"))
    for codename in ("add_page", "change_page"):
        GroupPagePermission.objects.create(group=group, page=page, permission=_permission("wagtailcore", codename))
    _grant_media(group, collection)
    Space.objects.create(structure=page, group=group, collection=collection, opened_at=now)
    log(instance=page, action="cms.structures.open_space", user=by)
    return page


def _free_slug(home: HomePage, name: str) -> str:
    base = slugify(name)[:60] or "structure"
    taken = set(home.get_children().filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for n in range(1, 10_000) if (slug := base if n == 1 else f"{base}-{n}") not in taken)


@transaction.atomic
def add_partner(
    *,
    structure: StructurePage,
    email: str,
    first_name: str,
    last_name: str,
    now: datetime,
    password: str | None = None,
    by: User | None = None,
    role: str = Role.EDITOR,
) -> User:
    """Give a person a role in the structure's space, making the account when the address is not known yet.

    Without `password` the account has none: the person comes in by links, and may choose one in "mon compte".

    Raises:
        SpaceArchived: nobody writes there.
        RegisterStays: the register is the team's.
        AccountClosed: the account of that address is closed.
    """
    space = Space.objects.select_for_update().get(structure_id=structure.pk)
    if space.is_archived:
        raise SpaceArchived
    if structure.is_register:
        raise RegisterStays
    user = User.objects.filter(email__iexact=email).first() or new_user(
        email=email, first_name=first_name, last_name=last_name, now=now, password=password
    )
    if not user.is_active:
        raise AccountClosed
    Membership.objects.update_or_create(
        structure=structure, user=user, defaults={"role": role}, create_defaults={"role": role, "since_at": now}
    )
    # The group is Wagtail's shadow of the role: it opens the admin on the structure's subtree, to who may go there.
    (user.groups.add if role in ADMIN_ROLES else user.groups.remove)(space.group_id)
    log(instance=structure, action="cms.structures.add_partner", user=by, data={"partner": user.pk, "role": str(role)})
    return user


@transaction.atomic
def add_receptionist(*, email: str, first_name: str, last_name: str, now: datetime, by: User | None = None) -> User:
    """Let a person use the reception desk, making the account when the address is not known yet; twice is once."""
    group, _made = Group.objects.get_or_create(name=RECEPTION_GROUP)
    user = User.objects.filter(email__iexact=email).first() or new_user(
        email=email, first_name=first_name, last_name=last_name, now=now
    )
    user.groups.add(group)
    log(instance=HomePage.objects.get(), action="cms.structures.add_receptionist", user=by, data={"person": user.pk})
    return user


@transaction.atomic
def remove_receptionist(*, user: User, by: User | None = None) -> None:
    """Take the reception desk away from a person; the account stays, for it may write for a structure."""
    user.groups.remove(*Group.objects.filter(name=RECEPTION_GROUP))
    log(instance=HomePage.objects.get(), action="cms.structures.remove_receptionist", user=by, data={"person": user.pk})


def new_user(*, email: str, first_name: str, last_name: str, now: datetime, password: str | None = None) -> User:
    """Make an account for an address that has none; without a password the person comes in by links."""
    return User.objects.create_user(
        username=_free_username(email),
        email=email,
        password=password,
        first_name=first_name,
        last_name=last_name,
        date_joined=now,
    )


def _free_username(email: str) -> str:
    """Return the address as user name; another one where somebody kept it after changing theirs."""
    name = email.lower()[:150]
    if not User.objects.filter(username__iexact=name).exists():
        return name
    return f"{name[:137]}-{get_random_string(12)}"
