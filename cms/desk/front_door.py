"""The admin's first page: the team's own; partners are led to the desk, the reception to its own."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from cms.accounts.models import User
from cms.foundation.atomic_admin import admin_urls
from cms.structures.queries import is_reception, is_team, structures_of

_wagtail_home = next(pattern.callback for pattern in admin_urls if pattern.name == "wagtailadmin_home")


@never_cache
def admin_home(request: HttpRequest) -> HttpResponse:
    """Show the team Wagtail's dashboard; ask a visitor to sign in, as Wagtail does."""
    if request.user.is_authenticated and not is_team(request.user):
        return redirect(_first_screen(request.user))
    response: HttpResponse = _wagtail_home(request)
    return response


def _first_screen(user: User | AnonymousUser) -> str:
    """Name the first screen of who is not of the team; who answers the phone and writes for nobody has one only."""
    return "reception:home" if is_reception(user) and not structures_of(user) else "desk:home"
