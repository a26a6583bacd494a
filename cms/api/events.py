"""Events of the published catalogue: the same entries and filters as the feeds."""

from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router
from ninja.errors import HttpError

from agenda.catalogue.describe import RENDERER
from agenda.catalogue.models import Entry, EntryQuerySet, EntryState
from agenda.events.clock import to_instant, to_local
from cms.api.delivery import not_modified
from cms.api.documents import documented
from cms.api.event_schemas import Event, EventList, EventPlace, EventStructure
from cms.api.pagination import Key, cut, next_link
from cms.api.parameters import Code, EventFilters
from cms.api.schemas import Territory
from cms.api.texts import absolute
from cms.api.wordings import wordings
from cms.foundation.answers import is_known, tag_of
from cms.foundation.richtext import to_text

router = Router(tags=["events"])
ORDER = (Key("next_start", datetime), Key("pk", int))
# Raise it when the shape of this answer changes: tags must change with it.
SHAPE = 3


@router.get("", **documented("events", EventList))
def list_events(request: HttpRequest, response: HttpResponse, filters: Query[EventFilters]) -> Any:
    """Coming events, the next one first; each with all its sittings and what notices say of them.

    An event is listed when one of its sittings ends after `from` and begins before `to`. Without `from`, the list
    begins with the present day. `commune` means the commune and 15 km around it unless `rayon` says otherwise.
    """
    filters.check_area()
    since = filters.from_ or _this_morning()
    entries = _filtered(filters, since)
    shape = (SHAPE, RENDERER, settings.PUBLIC_URL)
    etag = tag_of("events", *shape, request.get_full_path(), since, *entries.fingerprint())
    if is_known(request, etag):
        return not_modified(etag)
    response["ETag"] = etag
    page = cut(entries.without_ical(), ORDER, cursor=filters.cursor, limit=filters.limit)
    link = next_link(request, response, page, **{"from": since.isoformat()})
    return {"items": [_event(entry, since) for entry in page.items], "next": link}


@router.get("/{code}", **documented("event", Event, 410))
def get_event(request: HttpRequest, code: Code) -> Event:
    """One event by the short code of its permanent address; one that was withdrawn answers 410."""
    entry = Entry.objects.filter(code=code.lower()).without_ical().first()
    if entry is None:
        raise Http404(_("There is no event with the code %(code)s.") % {"code": code})
    if entry.state != EntryState.PUBLIC:
        raise HttpError(410, _("This event is no longer published."))
    return _event(entry, _this_morning())


def _this_morning() -> datetime:
    """Return the first instant of the local day: answers change with the day, never with the second."""
    return to_instant(datetime.combine(to_local(timezone.now()).date(), time.min))


def _filtered(filters: EventFilters, since: datetime) -> EntryQuerySet:
    entries = Entry.objects.public()
    if filters.commune:
        entries = entries.in_communes_around(filters.commune, filters.km).with_distance_from(filters.commune)
    entries = filters.criteria.narrow(entries).upcoming(since)
    # `upcoming` has made the column, which the type checker cannot know.
    return entries.filter(Q(next_start__lt=filters.to)) if filters.to else entries


def _event(entry: Entry, since: datetime) -> Event:
    said = entry.description
    place, commune = said["place"], said["commune"]
    ahead = [item["start"] for item in said["occurrences"] if datetime.fromisoformat(item["end"]) > since]
    own = {
        "uid": entry.uid,
        "code": entry.code,
        "url": entry.url,
        "change_no": entry.change_no,
        "changed_at": to_local(entry.changed_at),
        "first_published_at": to_local(entry.first_published_at),
        "body_text": to_text(said["body_html"]),
        "next_start": min(ahead, key=datetime.fromisoformat, default=None),
        "distance_km": entry.distance_km,
        "themes": wordings("services", said["themes"]),
        "audiences": wordings("audiences", said.get("audiences", [])),
        "special_needs": wordings("special_needs", said.get("special_needs", [])),
        "territory": Territory(
            insee=commune["insee"], commune=commune["name"], epci=commune["epci"], departement=commune["departement"]
        ),
        "place": EventPlace(**place, url=absolute(f"/l/{place['code']}") if place["code"] else "") if place else None,
        "structure": EventStructure(**said["structure"]),
    }
    return Event.model_validate({**said, **own})
