"""The admin's first page: the team's own; partners are led to the desk, where their things are."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from cms.foundation.atomic_admin import admin_urls
from cms.structures.queries import is_team

_wagtail_home = next(pattern.callback for pattern in admin_urls if pattern.name == "wagtailadmin_home")


@never_cache
def admin_home(request: HttpRequest) -> HttpResponse:
    """Show the team Wagtail's dashboard; ask a visitor to sign in, as Wagtail does."""
    if request.user.is_authenticated and not is_team(request.user):
        return redirect("desk:home")
    response: HttpResponse = _wagtail_home(request)
    return response
