"""What people outside the team may see: of pages, what is public or stands in their spaces; of media, theirs."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.query import PageQuerySet

from agenda.events.models import EventPage
from agenda.programme.models import ProgrammeItem, concerns
from agenda.programme.pages import ProgrammeIndexPage, ProgrammePage
from agenda.programme.queries import open_spaces_of
from cms.accounts.models import User
from cms.moderation.permissions import structures_moderated
from cms.structures.models import StructurePage
from cms.structures.queries import is_team

AnyUser = User | AnonymousUser


def own_pages(user: AnyUser) -> QuerySet[Page]:
    """Return the pages that the admin's explorer shows the person: their subtrees, and the way down to them."""
    found: QuerySet[Page] = policy_registry.get_by_type(Page).explorable_instances(user)
    return found


def nameable_pages(user: AnyUser, among: PageQuerySet | None = None) -> PageQuerySet:
    """Return the pages whose title the person may read: what is live under that title, and their own.

    Args:
        user: who reads.
        among: pages to choose from; all of them by default.
    """
    pages = Page.objects.all() if among is None else among
    if is_team(user):
        return pages
    # Core shows the title of the latest draft, also of a public page: while it differs, the page is not offered.
    public = Q(live=True, draft_title=F("title")) & ~Q(pk__in=_partners_only())
    # By their keys: a search refuses to filter by a column that is not in its index.
    named = Page.objects.filter(public | Q(pk__in=own_pages(user).order_by().values("pk")))
    return pages.filter(pk__in=named.order_by().values("pk"))


def _partners_only() -> QuerySet[Any]:
    """Return the pages of the programme's calendar: live, and read nowhere but at the desk of whom they concern."""
    index = ProgrammeIndexPage.objects.order_by().values("pk")
    return index.union(ProgrammePage.objects.order_by().values("pk"))


def own_media(model: type[Any], user: AnyUser) -> QuerySet[Any]:
    """Return the images or documents of the collections that the person chooses from or changes."""
    found: QuerySet[Any] = policy_registry.get_by_type(model).instances_user_has_any_permission_for(
        user, ["choose", "change"]
    )
    return found


def visible_in_chooser(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Leave other structures' drafts out of the page chooser (hook `construct_page_chooser_queryset`)."""
    return nameable_pages(request.user, pages)


def may_refer_to(user: AnyUser, model: type[Any], pk: Any) -> bool:
    """Tell whether a page that the person saves may point at this object (hook of `cms.foundation.references`)."""
    if is_team(user):
        return True
    if issubclass(model, Page):
        return nameable_pages(user).filter(pk=pk).exists()
    if model in {get_image_model(), get_document_model()}:
        return own_media(model, user).filter(pk=pk).exists()
    return True  # a commune, a content type: nobody's


def may_read_document(user: AnyUser, document: AbstractDocument) -> bool:
    """Tell whether the person may fetch a document: a published poster, their structures' or the team's to them."""
    if is_team(user) or EventPage.objects.published().filter(poster=document).exists():
        return True
    if not user.is_authenticated or not user.is_active:
        return False
    if ProgrammeItem.objects.filter(concerns(open_spaces_of(user)), document=document, gone_at=None).exists():
        return True
    mine = Q(memberships__user=user, space__archived_at=None) | structures_moderated(user)
    return StructurePage.objects.filter(mine, space__collection=document.collection_id).exists()
