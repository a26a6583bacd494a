"""What the dates in a form will be, while somebody types them: a piece of a page, for desk and editor alike."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.views.decorators.http import require_http_methods

from agenda.events.schedule_field import here_and_now
from agenda.events.schedule_preview import Preview, preview_of
from agenda.events.schedule_ways import typed_in
from agenda.events.schedule_widget import ScheduleWidget
from cms.signin.decorators import desk_required

FIELD = "schedule"

# The widget stands floors below and knows no address.
ScheduleWidget.address = reverse_lazy("desk:event_dates")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def event_dates(request: HttpRequest) -> HttpResponse:
    """Answer the sentence, the dates and the days skipped, or what is missing; writes nothing, reads nobody's event."""
    typed = typed_in(request.POST if request.method == "POST" else request.GET, FIELD)
    preview = preview_of(typed, here_and_now()) if typed else Preview()
    way = typed["way"] if typed else ""
    return render(request, "agenda/widgets/schedule_preview.html", {"preview": preview, "way": way})
