"""The writes of the programme's calendar: its place in the tree, an item published, an item taken out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import Collection, Page, PageViewRestriction

from agenda.programme.dates import ItemDate, dates_to_json
from agenda.programme.pages import Audience, ProgrammeIndexPage, ProgrammePage
from cms.accounts.models import User
from cms.structures.models import StructurePage
from cms.structures.spaces import require_team
from cms.territories.models import Epci

TITLE = "Calendrier du programme"


class ProgrammeNotPrepared(Exception):
    """The calendar has no place in the tree yet: run `manage.py prepare_platform`."""


class ChangedMeanwhile(Exception):
    """Somebody else published the item after the person had opened it."""


@dataclass(frozen=True)
class ItemValues:
    """What the team says of an item."""

    title: str
    kind: str
    dates: list[ItemDate]
    where: str = ""
    link: str = ""
    text: str = ""
    document: Any = None
    is_cancelled: bool = False
    audience: str = Audience.ALL
    epcis: Iterable[Epci] = field(default_factory=list)
    structures: Iterable[StructurePage] = field(default_factory=list)


@transaction.atomic
def prepare_programme(*, home: Page, team: Group, now: datetime) -> ProgrammeIndexPage:
    """Make the index page, its restriction to the team and the collection of its documents, where they lack."""
    index: ProgrammeIndexPage | None = ProgrammeIndexPage.objects.first()
    if index is None:
        index = Page.objects.get(pk=home.pk).add_child(instance=ProgrammeIndexPage(title=TITLE))
        index.save_revision().publish()
    # Not what keeps the calendar private (nothing serves these pages): what `.public()` leaves out, here and to come.
    if not index.get_view_restrictions().exists():
        restriction = PageViewRestriction.objects.create(page=index, restriction_type=PageViewRestriction.GROUPS)
        restriction.groups.add(team)
    if not Collection.objects.filter(depth=2, name=TITLE).exists():
        Collection.get_first_root_node().add_child(instance=Collection(name=TITLE))
    return index


def programme_collection() -> Collection:
    """Return where the documents of items stand: the team's collection, no structure's.

    Raises:
        ProgrammeNotPrepared: there is none.
    """
    collection = Collection.objects.filter(depth=2, name=TITLE).first()
    if collection is None:
        raise ProgrammeNotPrepared
    return collection


@transaction.atomic
def publish_item(
    *, page: ProgrammePage | None, values: ItemValues, by: User, now: datetime, seen: int | None = None
) -> ProgrammePage:
    """Publish a new item, or an item's new version: the desks and feeds whom it concerns show it from then on.

    Args:
        page: the item to change; None for a new one.
        values: all that is said of it, nothing is kept of before.
        by: who publishes, of the team.
        now: when.
        seen: the revision that the person had before them; None where nobody looked (a program).

    Raises:
        PermissionDenied: the person is not of the team.
        ProgrammeNotPrepared: the tree has no index.
        ChangedMeanwhile: the latest revision is another one than `seen`.
        ValidationError: a value that the page refuses.
    """
    require_team(by)
    if page is None:
        index = ProgrammeIndexPage.objects.first()
        if index is None:
            raise ProgrammeNotPrepared
        page = ProgrammePage(owner=by, live=False, first_published_at=now)
        _fill(page, values)
        index.add_child(instance=page)
    else:
        Page.objects.select_for_update().get(pk=page.pk)
        page = ProgrammePage.objects.get(pk=page.pk)
        if seen is not None and page.latest_revision_id != seen:
            raise ChangedMeanwhile
        _fill(page, values)
        page.full_clean()
    page.save_revision(user=by).publish(user=by)
    return ProgrammePage.objects.get(pk=page.pk)


def _fill(page: ProgrammePage, values: ItemValues) -> None:
    for name in ("title", "kind", "where", "link", "text", "document", "is_cancelled", "audience"):
        setattr(page, name, getattr(values, name))
    page.draft_title = values.title
    page.dates = dates_to_json(values.dates)
    page.epcis = list(values.epcis) if values.audience == Audience.EPCI else []
    page.structures = list(values.structures) if values.audience == Audience.NAMED else []


@transaction.atomic
def remove_item(*, page: ProgrammePage, by: User, now: datetime) -> None:
    """Delete an item: no desk shows it any more, the feeds say for a while that it is cancelled.

    Raises:
        PermissionDenied: the person is not of the team.
    """
    require_team(by)
    ProgrammePage.objects.get(pk=page.pk).delete(user=by)
