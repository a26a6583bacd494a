"""The team's tools besides its queue: places, the phone, the letter, the map of gaps, any structure's desk."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agenda.events.models import Notice
from cms.desk.permissions import structures_to_look_at
from cms.desk.places import places_summary
from cms.signin.decorators import desk_required
from cms.structures.queries import is_team
from newsletter.issues.models import Issue, IssueState

NOTICES = 8


@require_safe
@desk_required
def tools(request: HttpRequest) -> HttpResponse:
    """Show the team where everything is."""
    if not is_team(request.user):
        raise Http404
    context = {
        "places": places_summary(),
        "letter": Issue.objects.exclude(state=IssueState.SENT).order_by("-period").only("pk").first(),
        "notices": list(Notice.objects.select_related("event", "author").order_by("-at", "-pk")[:NOTICES]),
        "spaces": structures_to_look_at(request.user),
    }
    return render(request, "desk/tools.html", context)
