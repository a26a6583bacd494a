"""The one gate before Wagtail's views: what is not on the list of a person's addresses, or not theirs, is not there.

Wagtail checks rights view by view and leaks between them (the titles in its messages, its choosers and bulk screens).
Here each request is stopped before its view runs; the answer is 404 and never 403, which would say that something is.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from cms.foundation.digits import whole_number
from cms.isolation.allowed import FRONT_DOOR, OPEN_TO_ALL, OPEN_TO_EDITORS
from cms.isolation.hostile import refusal
from cms.isolation.passwords import has_nothing_to_open
from cms.isolation.scope import nameable_pages, own_media, own_pages
from cms.structures.queries import is_team

ADMIN_ROUTE = "admin/"
# Ours stand before Wagtail's at these addresses, without a name, and lead to our own way in.
WAY_IN = ("admin/login/", "admin/logout/", "admin/^password_reset/")
# The keyword arguments of the admin's addresses that name a page.
PAGE_ARGUMENTS = frozenset({"page_id", "parent_page_id", "page_to_move_id", "destination_id"})
# Where a public page of somebody else may be looked at: choosing what to link to.
CHOOSES = frozenset({"wagtailadmin_choose_page_child"})
# Screens that take the ids of their objects from the address.
CHOSEN_MULTIPLE = "wagtailadmin_choose_page_chosen_multiple"
BULK = "wagtail_bulk_action"
COMPARES = "wagtailadmin_pages:revisions_compare"


class IsolationMiddleware:
    """Answers 404 to whoever asks Wagtail for what is not theirs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep what comes after."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Leave the request alone: the gate stands before the view."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        """Let through, or raise Http404. In the admin visitors pass: Wagtail makes them sign in."""
        match = request.resolver_match
        if match and has_nothing_to_open(match.url_name, kwargs):
            raise Http404
        route = match.route or "" if match else ""
        if match is None or not route.startswith(ADMIN_ROUTE) or route.startswith(WAY_IN):
            return None
        name = _name_of(match)
        if name in OPEN_TO_ALL or name in FRONT_DOOR or not request.user.is_authenticated:
            return None
        if not is_team(request.user):
            if name not in OPEN_TO_EDITORS or not request.user.has_perm("wagtailadmin.access_admin"):
                raise Http404
            if not all(_is_theirs(request, name, kwargs)):
                raise Http404
        return refusal(request, name, kwargs)


def _name_of(match: Any) -> str:
    """Return "namespace:name"; "" for the front door only, and for no other address without a name."""
    name = match.url_name or ""
    if not name:
        return "" if match.route == ADMIN_ROUTE else "?"
    return ":".join([*match.namespaces, name])


def _is_theirs(request: HttpRequest, name: str, kwargs: dict[str, Any]) -> Iterator[bool]:
    """Yield, for each object that the address names, whether the person may hear of it."""
    pages = nameable_pages(request.user) if name in CHOOSES else own_pages(request.user)
    wanted = {value for key, value in kwargs.items() if key in PAGE_ARGUMENTS}
    if name == COMPARES:
        wanted.add(kwargs.get("pk"))
    for pk in wanted:
        yield pages.filter(pk=whole_number(str(pk)) or 0).exists()
    if name == CHOSEN_MULTIPLE:
        yield _all_in(nameable_pages(request.user), request)
    if name == BULK:
        yield _may_act_on(request, kwargs)


def _all_in(allowed: Any, request: HttpRequest) -> bool:
    """Tell whether every `id` of the address is among the allowed rows."""
    ids = {whole_number(value) or 0 for value in request.GET.getlist("id") if value != "all"}
    return bool(allowed.filter(pk__in=ids).count() == len(ids))


def _may_act_on(request: HttpRequest, kwargs: dict[str, Any]) -> bool:
    """Tell whether a screen that acts on many acts on the person's own only; other models than these have none."""
    try:
        model = apps.get_model(kwargs["app_label"], kwargs["model_name"])
    except LookupError:
        return False
    if model is Page:
        parent = request.GET.get("childOf")
        return _all_in(own_pages(request.user), request) and (
            not parent or own_pages(request.user).filter(pk=whole_number(parent) or 0).exists()
        )
    if model in {get_image_model(), get_document_model()}:
        return _all_in(own_media(model, request.user), request)
    return False
