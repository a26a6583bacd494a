"""Taking down what one published, throwing away a draft, and the lists behind the desk's home."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from agenda.events.models import EventPage
from agenda.events.moving import coming_events
from agenda.places.models import PlacePage
from cms.desk import rows
from cms.desk.links import form_url
from cms.desk.permissions import own_page
from cms.desk.saving import withdraw_page
from cms.desk.submitting import NotSubmittable, delete_draft
from cms.desk.writing import structure_of_form
from cms.news.models import NewsPage
from cms.signin.decorators import desk_required
from cms.structures.models import StructureContent, StructurePage

A_PAGE = 20
OURS = (EventPage, NewsPage, PlacePage)
PREVIEWS = {
    NewsPage: "desk/preview_news.html",
    PlacePage: "desk/preview_place.html",
    StructurePage: "desk/preview_structure.html",
}


def _own(request: HttpRequest, page_id: int) -> StructureContent:
    """Return what the person may take down.

    Raises:
        Http404: it is not theirs, or no event, news or place.
    """
    page = own_page(Page, request.user, page_id).specific
    if not isinstance(page, OURS):
        raise Http404
    return page


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def take_down(request: HttpRequest, page_id: int) -> HttpResponse:
    """Say what happens, then take a published page down, or delete a draft that nobody ever read."""
    page = _own(request, page_id)
    now = timezone.now()
    if isinstance(page, PlacePage) and page.live and coming_events(page, now):
        return redirect("desk:close_place", page_id=page.pk)
    back = f"{reverse('desk:home')}?structure={page.get_parent().pk}"
    if request.method == "POST":
        try:
            messages.success(request, _take_down(request, page, now))
        except NotSubmittable as refusal:
            messages.error(request, str(refusal))
        return redirect(back)
    to_come = rows.sittings_to_come(page, now) if isinstance(page, EventPage) and page.live else []
    context = {
        "page": page,
        "kind": page.content_type.model,
        "is_draft": not page.live and page.first_published_at is None,
        "to_come": len(to_come),
        "back": back,
    }
    return render(request, "desk/take_down.html", context)


def _take_down(request: HttpRequest, page: StructureContent, now: datetime) -> str:
    by: Any = request.user
    values = {"title": page.draft_title or page.title}
    if page.live:
        withdraw_page(page=page, by=by, now=now)
        return _("“%(title)s” is not public any more.") % values
    if page.first_published_at is None:
        delete_draft(page=page, by=by, now=now)
        return _("“%(title)s” is deleted.") % values
    return _("“%(title)s” was not public any more already.") % values


@require_safe
@desk_required
def withdrawn(request: HttpRequest) -> HttpResponse:
    """List what was public once and is not any more, to be sent again."""
    return _listed(request, "desk/withdrawn.html", rows.withdrawn)


@require_safe
@desk_required
def pages(request: HttpRequest) -> HttpResponse:
    """List a structure's public news and places."""
    return _listed(request, "desk/pages.html", lambda structure: rows.other_pages(structure, "newspage", "placepage"))


def _listed(request: HttpRequest, template: str, found: Any) -> HttpResponse:
    structure = structure_of_form(request)
    page = Paginator(found(structure), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "structure": structure,
        "page": page,
        "rows": [
            {"page": one, "kind": rows.kind_of(one.content_type), "edit_url": form_url(one.content_type, one.pk)}
            for one in page.object_list
        ],
        "query": f"structure={structure.pk}",
        "back": f"{reverse('desk:home')}?structure={structure.pk}",
    }
    return render(request, template, context)


@require_safe
@desk_required
def preview(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the latest draft of a news, a place or a structure's page as the public would read it."""
    page = own_page(Page, request.user, page_id).specific
    template = PREVIEWS.get(type(page))
    if template is None:
        raise Http404
    draft = page.get_latest_revision_as_object()
    request.is_preview = True  # type: ignore[attr-defined]
    context = draft.get_context(request) | {
        "edit_url": form_url(page.content_type, page.pk),
        "is_public": page.live and not page.has_unpublished_changes,
    }
    return render(request, template, context)
