"""Who may use the team's screens; for everybody else they do not exist (404)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from cms.signin.decorators import desk_required
from cms.structures.queries import is_team

View = Callable[..., HttpResponse]


def for_team(view: View) -> View:
    """Ask a visitor to sign in, answer 404 to who is not of the team, and keep the page uncached."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_team(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return desk_required(guarded)
