"""Serves the calendars: 304 after one query, else cached or joined bytes, gzip of our own (design §3.6)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import http_date, parse_etags, parse_http_date_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agenda.feeds import calendars
from agenda.feeds.calendars import Calendar
from agenda.feeds.render import State, body_of, compressed, state_of

CACHE_CONTROL = "public, max-age=300, stale-while-revalidate=3600"


@require_safe
def whole_agenda(request: HttpRequest) -> HttpResponse:
    """Serve everything published."""
    return _serve(request, calendars.whole_agenda(), "agenda")


@require_safe
def structure(request: HttpRequest, structure_id: int) -> HttpResponse:
    """Serve a structure's calendar."""
    return _serve(request, calendars.of_structure(structure_id), f"structure-{structure_id}")


@require_safe
def commune(request: HttpRequest, insee: str) -> HttpResponse:
    """Serve the calendar of a commune and its surroundings; `?rayon=` in km, 15 by default."""
    text = request.GET.get("rayon", str(calendars.DEFAULT_RADIUS))
    if text not in map(str, calendars.RADII):
        choices = ", ".join(map(str, calendars.RADII))
        raise Http404(_("The radius must be one of: %(choices)s.") % {"choices": choices})
    return _serve(request, calendars.of_commune(insee, int(text)), f"commune-{insee}")


@require_safe
def epci(request: HttpRequest, siren: str) -> HttpResponse:
    """Serve an EPCI's calendar."""
    return _serve(request, calendars.of_epci(siren), f"epci-{siren}")


def _serve(request: HttpRequest, calendar: Calendar, file_name: str) -> HttpResponse:
    calendar = calendar.with_theme(request.GET.get("theme", ""))
    now = timezone.now()
    state = state_of(calendar, now=now)
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    if state.empty:
        calendar.name()  # an empty answer is right only for something that exists
    if _is_known(request, state):
        response = HttpResponse(status=304)
    else:
        body = body_of(calendar, state, now=now)
        response = HttpResponse(compressed(body) if zipped else body, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = f'inline; filename="{file_name}.ics"'
        if zipped:
            response["Content-Encoding"] = "gzip"
        response["Content-Length"] = str(len(response.content))
    response["ETag"] = f'"{state.etag}-gzip"' if zipped else f'"{state.etag}"'
    response["Last-Modified"] = http_date(state.changed_at.timestamp())
    response["Cache-Control"] = CACHE_CONTROL
    response["Vary"] = "Accept-Encoding"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _is_known(request: HttpRequest, state: State) -> bool:
    """Tell whether the reader has these bytes (RFC 9110 §13.1): weak and compressed forms of the tag count too."""
    header = request.headers.get("If-None-Match")
    if header:
        tags = {tag.removeprefix("W/").strip('"').removesuffix("-gzip") for tag in parse_etags(header)}
        return state.etag in tags or "*" in tags
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return since is not None and int(state.changed_at.timestamp()) <= since
