"""Who may use the reception desk: role *accueil* and the team; for everybody else it does not exist (404)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from cms.signin.decorators import desk_required
from cms.structures.actions import RECEPTION_GROUP, TEAM_GROUP
from cms.structures.queries import desk_groups

View = Callable[..., HttpResponse]
# What the guard has read of the person, on the request.
_HELD = "reception_groups"


def for_reception(view: View) -> View:
    """Ask a visitor to sign in, answer 404 to who has neither the role nor the team's, and keep the page uncached."""
    return _guarded(view, {TEAM_GROUP, RECEPTION_GROUP})


def for_team(view: View) -> View:
    """Do the same for what only the team may do."""
    return _guarded(view, {TEAM_GROUP})


def asked_by_team(request: HttpRequest) -> bool:
    """Tell whether the team asks, as the guard of the view found it: no second query."""
    return TEAM_GROUP in getattr(request, _HELD, ())


def _guarded(view: View, allowed: set[str]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        held = desk_groups(request.user)
        if not held & allowed:
            raise Http404
        setattr(request, _HELD, held)
        return view(request, *args, **kwargs)

    return desk_required(guarded)
