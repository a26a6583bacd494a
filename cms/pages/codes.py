"""Permanent addresses: what `/e/<code>` and `/l/<code>` lead to today (design §3.5)."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from agenda.catalogue.ical import END, render_head
from agenda.catalogue.models import Entry, EntryState
from agenda.places.merges import standing_record
from agenda.places.queries import is_readable, place_by_code
from cms.territories.models import Commune


@dataclass(frozen=True)
class Goal:
    """Where a code leads: an address, or none when the thing is gone; then its name and where it was."""

    url: str
    name: str
    commune: Commune | None


def entry_of(code: str) -> Entry:
    """Return the entry of a code, withdrawn or not; raises Http404 with a sentence. Codes are typed from paper."""
    entry = Entry.objects.select_related("page").filter(code=code.lower()).first()
    if entry is None:
        raise Http404(_("No event has the code “%(code)s”. Perhaps a letter was mistyped.") % {"code": code})
    return entry


def event_goal(code: str, request: HttpRequest) -> Goal:
    """Return where an event's code leads."""
    entry = entry_of(code)
    url = ""
    if entry.state == EntryState.PUBLIC and entry.page:
        url = entry.page.get_url(request) or ""
    commune = None if url else Commune.objects.filter(pk=entry.commune_insee).first()
    return Goal(url, entry.title, commune)


def place_goal(code: str, request: HttpRequest) -> Goal:
    """Return where a place's code leads; raises Http404 with a sentence."""
    record = place_by_code(code)
    if record is None:
        raise Http404(_("No place has the code “%(code)s”. Perhaps a letter was mistyped.") % {"code": code})
    if not is_readable(record):
        record = standing_record(record)
    url = (record.page.get_url(request) or "") if record.page and is_readable(record) else ""
    return Goal(url, record.name, None if url or not record.page else record.page.commune)


def calendar_of(entry: Entry) -> bytes:
    """Return a calendar that holds this one event, from its stored iCal text."""
    return render_head(title=entry.title, description=entry.summary) + entry.ical.encode() + END
