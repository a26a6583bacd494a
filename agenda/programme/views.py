"""Serves the private calendars: three queries whatever they hold, two for a reader that has it; GET changes no row."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agenda.feeds.window import MAX_ENTRIES, window
from agenda.programme.feed import structure_behind
from agenda.programme.ical import render_programme, state_of
from agenda.programme.models import ProgrammeDate
from agenda.programme.queries import just
from cms.foundation.answers import answered, is_known, tag_of

# `no-cache`: kept by the reader, but asked about each time, so that an address taken away is dead at once.
HEADERS = {
    "Cache-Control": "private, no-cache",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
}


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """Serve the calendar that the token opens; every other address gets one and the same 404."""
    structure = structure_behind(token)
    if structure is None:
        response: HttpResponseBase = _nothing(request)
    else:
        now = timezone.now()
        rows = ProgrammeDate.objects.of(just(structure)).in_feed(window(now)[0], now)[:MAX_ENTRIES]
        title = _("Programme calendar – %(structure)s") % {"structure": structure.title}
        tag = tag_of(*state_of(rows.values_list("uid", "sequence"), title))
        # What the reader has already is not rendered to be thrown away.
        body = b"" if is_known(request, tag) else render_programme(title=title, rows=rows.select_related("item"))
        whole = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        whole["Content-Disposition"] = 'inline; filename="programme.ics"'
        response = answered(request, whole, tag)
    for name, value in HEADERS.items():
        response[name] = value
    return response


def _nothing(request: HttpRequest) -> HttpResponse:
    """Answer 404 with a sentence, the same for wrong, renewed and taken-away addresses and for archived structures."""
    sentence = _("This calendar address is not valid, or not any more. Your structure’s desk shows the present one.")
    return render(request, "404.html", {"sentence": sentence}, status=404)
