"""Who may do what at the desk; what is not yours does not exist (404, never 403)."""

from collections.abc import Iterable
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import Http404
from wagtail.models import Page

from agenda.events.models import EventPage, Notice
from agenda.places.models import PlacePage
from cms.accounts.models import User
from cms.foundation.digits import LARGEST_ID, whole_number
from cms.moderation.permissions import may_moderate, structures_moderated
from cms.news.models import NewsPage
from cms.structures.models import StructurePage
from cms.structures.queries import is_team

AnyPage = TypeVar("AnyPage", bound=Page)


def may_write_for(user: User | AnonymousUser, page: Page) -> bool:
    """Tell whether the person belongs to the space that the page stands in, unless it is archived, or moderates it.

    Three queries at most; Wagtail's own permissions are not asked: a contributor has none.
    """
    if not user.is_authenticated or not user.is_active:
        return False
    spaces = StructurePage.objects.ancestor_of(page, inclusive=True)
    return spaces.filter(memberships__user=user, space__archived_at=None).exists() or may_moderate(user, page)


def may_write_for_all(user: User | AnonymousUser, pages: Iterable[Page]) -> bool:
    """Tell whether `may_write_for` holds for each page. Two queries, whatever the number."""
    if is_team(user):
        return True
    if not user.is_authenticated or not user.is_active:
        return False
    mine = Q(memberships__user=user, space__archived_at=None) | structures_moderated(user)
    paths = tuple(StructurePage.objects.filter(mine).values_list("path", flat=True))
    return all(page.path.startswith(paths) for page in pages)


def own_page(model: type[AnyPage], user: User | AnonymousUser, page_id: int) -> AnyPage:
    """Return a page of one kind that the person may change.

    Raises:
        Http404: there is none, or it is somebody else's.
    """
    page: AnyPage | None = model.objects.filter(pk=page_id).first() if page_id <= LARGEST_ID else None
    if page is None or not may_write_for(user, page):
        raise Http404
    return page


def own_event(user: User | AnonymousUser, page_id: int) -> EventPage:
    """Return an event that the person may change; raises like `own_page`."""
    return own_page(EventPage, user, page_id)


def own_place(user: User | AnonymousUser, page_id: int) -> PlacePage:
    """Return a place that the person may change; raises like `own_page`."""
    return own_page(PlacePage, user, page_id)


def own_news(user: User | AnonymousUser, page_id: int) -> NewsPage:
    """Return a piece of news that the person may change; raises like `own_page`."""
    return own_page(NewsPage, user, page_id)


def own_notice(user: User | AnonymousUser, notice_id: int) -> Notice:
    """Return a notice about an event that the person may change; raises like `own_page`."""
    notice = Notice.objects.select_related("event").filter(pk=min(notice_id, LARGEST_ID)).first()
    if notice is None or not may_write_for(user, notice.event):
        raise Http404
    return notice


def moderated_structure(user: User | AnonymousUser, wanted: str) -> StructurePage:
    """Return the structure that a moderator names by its number, archived or not.

    Raises:
        Http404: there is none, or the person does not moderate it.
    """
    structure = StructurePage.objects.select_related("space").filter(pk=whole_number(wanted) or 0).first()
    if structure is None or not may_moderate(user, structure):
        raise Http404
    return structure


def structures_to_look_at(user: User | AnonymousUser) -> list[StructurePage]:
    """Return the structures whose desks a moderator may look at, by name, 400 at most. Lean rows."""
    found = StructurePage.objects.filter(structures_moderated(user)).only("pk", "title", "path")
    return list(found.order_by("title", "pk")[:400])


def chosen_structure(structures: list[StructurePage], wanted: str) -> StructurePage:
    """Return the structure asked for, the first one when none is asked for.

    Raises:
        Http404: the one asked for is not in the list.
    """
    if not wanted:
        return structures[0]
    for structure in structures:
        if str(structure.pk) == wanted:
            return structure
    raise Http404
