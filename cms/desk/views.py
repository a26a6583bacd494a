"""The desk's home, for a structure and for the communication team; copying an event to other dates."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agenda.events.actions import copy_event
from agenda.events.models import Notice
from agenda.events.schedule import ScheduleError
from cms.desk import rows
from cms.desk.addresses import feeds_of
from cms.desk.forms import CopyForm
from cms.desk.permissions import chosen_structure, own_event
from cms.desk.places import places_summary
from cms.foundation.digits import whole_number
from cms.signin.decorators import desk_required
from cms.structures.models import StructurePage
from cms.structures.queries import is_reception, is_team, structures_of
from newsletter.issues.models import Issue, IssueState

A_PAGE = 10


@require_safe
@desk_required
def home(request: HttpRequest) -> HttpResponse:
    """Show a structure's desk, or the team's."""
    team = is_team(request.user)
    wanted = request.GET.get("structure", "")
    if team and wanted:
        structure = _any_structure(wanted)
        return render(request, "desk/home.html", _home_context(request, structure, [structure]) | {"team": True})
    structures = structures_of(request.user)
    if team and not wanted:
        return render(request, "desk/team.html", _team_context(request, structures))
    if not structures and is_reception(request.user):
        return redirect("reception:home")
    if not structures:
        return render(request, "desk/nothing.html")
    structure = chosen_structure(structures, wanted)
    return render(request, "desk/home.html", _home_context(request, structure, structures))


def _home_context(request: HttpRequest, structure: StructurePage, structures: list[StructurePage]) -> dict[str, Any]:
    now = timezone.now()
    waiting, returned = rows.running_rounds(structure)
    busy = {row.page_id for row in [*waiting, *returned]}
    coming = Paginator(rows.coming_events(structure, now), A_PAGE).get_page(request.GET.get("page"))
    return {
        "structure": structure,
        "structures": structures,
        "coming": coming,
        "waiting": waiting,
        "returned": returned,
        "drafts": rows.drafts(structure),
        "past": list(rows.past_events(structure, now)[:4]),
        "news": list(rows.other_pages(structure, "newspage")[:5]),
        "places": list(rows.other_pages(structure, "placepage")[:5]),
        "busy": busy,
        "query": f"structure={structure.pk}",
        "add": {
            "event": reverse("wagtailadmin_pages:add", args=["agenda", "eventpage", structure.pk]),
            "news": reverse("wagtailadmin_pages:add", args=["cms", "newspage", structure.pk]),
            "place": reverse("wagtailadmin_pages:add", args=["agenda", "placepage", structure.pk]),
        },
        "structure_edit_url": rows.edit_url(structure.pk),
        "feeds": feeds_of(structure),
    }


def _team_context(request: HttpRequest, structures: list[StructurePage]) -> dict[str, Any]:
    queue = rows.queue(timezone.now())
    return {
        "structures": structures,
        "queue": Paginator(queue, A_PAGE).get_page(request.GET.get("page")),
        "count": len(queue),
        "places": places_summary(),
        "letter": Issue.objects.exclude(state=IssueState.SENT).order_by("-period").only("pk").first(),
        "notices": list(Notice.objects.select_related("event", "author").order_by("-at", "-pk")[:8]),
        "spaces": list(StructurePage.objects.only("pk", "title", "path").order_by("title")[:400]),
    }


def _any_structure(wanted: str) -> StructurePage:
    """Return the structure that the team asks for."""
    return get_object_or_404(StructurePage, pk=whole_number(wanted) or 0)


@require_safe
@desk_required
def past(request: HttpRequest) -> HttpResponse:
    """List a structure's events that are over, to be copied."""
    wanted = request.GET.get("structure", "")
    structures = [_any_structure(wanted)] if wanted and is_team(request.user) else structures_of(request.user)
    if not structures:
        return redirect("desk:home")
    structure = chosen_structure(structures, wanted)
    found = Paginator(rows.past_events(structure, timezone.now()), A_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "desk/past.html", {"structure": structure, "past": found, "query": f"structure={structure.pk}"}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def copy(request: HttpRequest, page_id: int) -> HttpResponse:
    """Ask the first date of the copy, make it, and lead to its editor."""
    event = own_event(request.user, page_id)
    form = CopyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = copy_event(event=event, first_date=form.cleaned_data["first_date"], by=request.user)  # type: ignore[arg-type]
        except ScheduleError:
            form.add_error(None, _("The dates of this event cannot be read: open it and correct them first."))
        else:
            messages.success(request, _("Here is the copy: check it, then send it to the team."))
            return redirect(rows.edit_url(draft.pk))
    return render(request, "desk/copy.html", {"event": event, "form": form})
