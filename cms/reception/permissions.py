"""Who may use the reception desk: role *accueil* and the team; for everybody else it does not exist (404)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse

from cms.accounts.models import User
from cms.signin.decorators import desk_required
from cms.structures.queries import is_reception, is_team

View = Callable[..., HttpResponse]


def for_reception(view: View) -> View:
    """Ask a visitor to sign in, answer 404 to who has neither the role nor the team's, and keep the page uncached."""
    return _guarded(view, is_reception)


def for_team(view: View) -> View:
    """Do the same for what only the team may do."""
    return _guarded(view, is_team)


def _guarded(view: View, allows: Callable[[User | AnonymousUser], bool]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not allows(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return desk_required(guarded)
