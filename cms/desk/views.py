"""A structure's events that are over, and copying an event to other dates."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agenda.events.actions import copy_event
from agenda.events.schedule import ScheduleError
from cms.desk import rows
from cms.desk.forms import CopyForm
from cms.desk.permissions import own_event
from cms.desk.writing import structure_of_form
from cms.signin.decorators import desk_required

A_PAGE = 10


@require_safe
@desk_required
def past(request: HttpRequest) -> HttpResponse:
    """List a structure's events that are over, to be copied."""
    structure = structure_of_form(request)
    found = Paginator(rows.past_events(structure, timezone.now()), A_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "desk/past.html", {"structure": structure, "past": found, "query": f"structure={structure.pk}"}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def copy(request: HttpRequest, page_id: int) -> HttpResponse:
    """Ask the first date of the copy, make it, and lead to its form."""
    event = own_event(request.user, page_id)
    form = CopyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = copy_event(event=event, first_date=form.cleaned_data["first_date"], by=request.user)  # type: ignore[arg-type]
        except ScheduleError:
            form.add_error(None, _("The dates of this event cannot be read: open it and correct them first."))
        else:
            messages.success(request, _("Here is the copy: check it, then send it to the team."))
            return redirect("desk:edit_event", page_id=draft.pk)
    return render(request, "desk/copy.html", {"event": event, "form": form})
