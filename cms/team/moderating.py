"""Who comes to the moderation's screens, and which pages are theirs; for everybody else they do not exist (404)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from wagtail.models import Page

from cms.accounts.models import User
from cms.moderation.permissions import may_moderate, moderates
from cms.signin.decorators import desk_required

View = Callable[..., HttpResponse]


def for_moderators(view: View) -> View:
    """Ask a visitor to sign in; answer 404 to who moderates nothing, neither everything nor a part."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not moderates(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return desk_required(guarded)


def page_for(user: User, page_id: int) -> Page:
    """Return a page of a structure that the person moderates.

    Raises:
        Http404: there is none, or somebody else moderates it.
    """
    page = get_object_or_404(Page.objects.select_related("content_type"), pk=page_id, depth__gt=2)
    if not may_moderate(user, page):
        raise Http404
    return page
