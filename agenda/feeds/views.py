"""Serves the calendars: 304 after one query, else cached or joined bytes, gzip of our own (design §3.6)."""

from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import http_date, parse_http_date_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agenda.catalogue.criteria import RADII
from agenda.catalogue.reading import read_criteria
from agenda.feeds import calendars, newest
from agenda.feeds.calendars import Calendar
from agenda.feeds.render import State, body_of, last_change, state_of
from cms.foundation.answers import compressed, is_known, named, takes_gzip

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
    if text not in map(str, RADII):
        choices = ", ".join(map(str, RADII))
        raise Http404(_("The radius must be one of: %(choices)s.") % {"choices": choices})
    return _serve(request, calendars.of_commune(insee, int(text)), f"commune-{insee}")


@require_safe
def epci(request: HttpRequest, siren: str) -> HttpResponse:
    """Serve an EPCI's calendar."""
    return _serve(request, calendars.of_epci(siren), f"epci-{siren}")


@require_safe
def new(request: HttpRequest) -> HttpResponse:
    """Serve what was added lately, as RSS: the same filters as the agenda's pages."""
    now = timezone.now()
    calendar = calendars.calendar_of(read_criteria(request.GET))
    state = newest.state_of(calendar, now=now)
    if state.empty:
        calendar.name()  # an empty answer is right only for something that exists
    zipped = takes_gzip(request)
    if is_known(request, state.etag):
        response = HttpResponse(status=304)
    else:
        address = f"{settings.PUBLIC_URL}{request.get_full_path()}"
        body = newest.body_of(calendar, now=now, address=address)
        response = HttpResponse(compressed(body) if zipped else body, content_type=newest.CONTENT_TYPE)
    named(response, state.etag, zipped=zipped)
    response["Cache-Control"] = CACHE_CONTROL
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _serve(request: HttpRequest, calendar: Calendar, file_name: str) -> HttpResponse:
    # The same filters as the agenda's pages; where is in the path, days make no sense in what people subscribe to.
    calendar = calendar.narrow(read_criteria(request.GET))
    calendar = calendar.with_cancellations(request.GET.get("annules", ""))
    now = timezone.now()
    state = state_of(calendar, now=now)
    zipped = takes_gzip(request)
    if state.empty:
        calendar.name()  # an empty answer is right only for something that exists
    if is_known(request, state.etag):
        response = HttpResponse(status=304)
    else:
        changed_at = last_change(state)
        response = (
            HttpResponse(status=304) if _is_fresh(request, changed_at) else _full(calendar, state, now, zipped=zipped)
        )
        response["Last-Modified"] = http_date(changed_at.timestamp())
        response["Content-Disposition"] = f'inline; filename="{file_name}.ics"'
    named(response, state.etag, zipped=zipped)
    response["Cache-Control"] = CACHE_CONTROL
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _full(calendar: Calendar, state: State, now: datetime, *, zipped: bool) -> HttpResponse:
    body = body_of(calendar, state, now=now)
    response = HttpResponse(compressed(body) if zipped else body, content_type="text/calendar; charset=utf-8")
    response["Content-Length"] = str(len(response.content))
    return response


def _is_fresh(request: HttpRequest, changed_at: datetime) -> bool:
    """Tell whether nothing changed since the reader's date; a tag, where there is one, has the only say."""
    if "If-None-Match" in request.headers:
        return False
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return since is not None and int(changed_at.timestamp()) <= since
