"""What every way in ends with: a fresh session, the page that was asked for, the first visit let in without a code."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cms.accounts.links import safe_path
from cms.accounts.models import User
from cms.signin.second_factor import needs_code

BACKEND = "cms.accounts.backends.EmailOrNameBackend"
# Until when (seconds since 1970) the session of somebody's very first visit does without a second factor.
FIRST_VISIT_KEY = "signin_first_visit_until"
FIRST_VISIT = timedelta(hours=12)


def enter(
    request: HttpRequest, user: User, *, next_path: str, now: datetime, remember: bool = True, backend: str = BACKEND
) -> HttpResponse:
    """Sign `user` in with a new session and redirect to `next_path`, or to the desk.

    Without `remember` the session ends with the browser's.
    """
    is_first = user.last_login is None
    login(request, user, backend=backend)
    if not remember:
        request.session.set_expiry(0)
    if is_first:
        request.session[FIRST_VISIT_KEY] = (now + FIRST_VISIT).timestamp()
        if needs_code(user):
            messages.info(
                request,
                _("Next time, a code will be asked for too: you will set it up then, in two minutes, with your phone."),
            )
    return redirect(safe_path(next_path) or "desk:home")


def is_first_visit(request: HttpRequest, now: datetime) -> bool:
    """Tell whether this is the session of the person's first sign-in ever, within its first hours."""
    return float(request.session.get(FIRST_VISIT_KEY, 0)) > now.timestamp()
