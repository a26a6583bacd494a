"""The former address of the team's form that opens a space, in Wagtail's admin: it leads to the one of the team."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from cms.structures.queries import is_team


@require_safe
def open_space_view(request: HttpRequest) -> HttpResponse:
    """Lead the team to its own form; for everybody else there is none."""
    if not is_team(request.user):
        raise Http404
    return redirect("team:open_structure", permanent=True)
