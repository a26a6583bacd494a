"""The one door of every page of desk, team and reception: who is not signed in is asked, and loses nothing typed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from cms.signin.keeping import keep

View = Callable[..., HttpResponse]
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def desk_required(view: View) -> View:
    """Let in who is signed in; lead others to the way in, and keep what they typed when they send a form.

    Replaces `@never_cache @login_required`. A form whose session has ended is shown again whole (status 403), with a
    way to sign in beside it. What a shared mailbox and a second factor need is asked by `cms.signin.middleware`.
    """

    @wraps(view)
    def at_the_door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method in _READING:
            return redirect_to_login(request.get_full_path())
        return keep(request, why="expired")

    return never_cache(at_the_door)
