"""An entry as iCal text: django-ical's feed class with the faults mended that real calendar clients trip over.

A VTIMEZONE for the TZID, no METHOD, DTSTAMP and SEQUENCE from data, one UID a series, deterministic bytes, no blank
property (RFC 5545, 7986). An entry stores its VEVENTs; a feed joins them (`agenda.feeds`), byte for byte what this
class writes for all entries at once.
"""

from collections.abc import Iterable
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django_ical.feedgenerator import ICal20Feed
from django_ical.views import ICalFeed
from icalendar import Calendar

from agenda.catalogue.folding import refold
from agenda.catalogue.models import Entry, EntryState
from agenda.catalogue.vevent import Vevent
from agenda.catalogue.vevents import Cancellations, tombstone_of, vevents_of
from agenda.catalogue.vtimezone import vtimezone

PRODID = "-//Relais//Agenda//FR"
END = b"END:VCALENDAR\r\n"


class Generator(ICal20Feed):
    """Writes the calendar head and drops what django-ical leaves blank."""

    def write_items(self, calendar: Calendar) -> None:
        """Add NAME, REFRESH-INTERVAL and the zone before the events."""
        calendar.add("name", self.feed["title"])
        calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
        calendar.add_component(vtimezone(settings.TIME_ZONE))
        super().write_items(calendar)
        for event in calendar.events:
            for key in [key for key in ("CATEGORIES", "DESCRIPTION", "URL") if key in event]:
                if _is_blank(key, event[key].to_ical()):
                    del event[key]


class VeventFeed(ICalFeed):
    """The calendar of any list of VEVENTs; `get_object` is not used, feeds are served by `agenda.feeds.views`."""

    feed_type = Generator
    product_id = PRODID
    ttl = "PT1H"

    def __init__(self, *, title: str, description: str, vevents: list[Vevent]) -> None:
        """Keep what the calendar is called and holds."""
        self.calendar_title = title
        self.calendar_description = description
        self.vevents = vevents

    def timezone(self) -> str:
        """Return X-WR-TIMEZONE."""
        return settings.TIME_ZONE

    def title(self) -> str:
        """Return NAME and X-WR-CALNAME."""
        return self.calendar_title

    def description(self) -> str:
        """Return X-WR-CALDESC."""
        return self.calendar_description

    def method(self, obj: Any) -> None:
        """Return nothing: METHOD:PUBLISH would oblige an ORGANIZER (RFC 5546 §3.2.1)."""

    def items(self) -> list[Vevent]:
        """Return the VEVENTs."""
        return self.vevents

    def item_guid(self, item: Vevent) -> str:
        """Return UID."""
        return item.uid

    def item_title(self, item: Vevent) -> str:
        """Return SUMMARY."""
        return item.summary

    def item_description(self, item: Vevent) -> str:
        """Return DESCRIPTION."""
        return item.description

    def item_link(self, item: Vevent) -> str:
        """Return URL."""
        return item.url

    def item_updateddate(self, item: Vevent) -> Any:
        """Return LAST-MODIFIED."""
        return item.changed_at

    def item_categories(self, item: Vevent) -> list[str]:
        """Return CATEGORIES."""
        return item.categories

    def item_extra_kwargs(self, item: Vevent) -> dict[str, Any]:
        """Return the properties that django-ical passes on but has no method for, SEQUENCE 0 included."""
        return item.properties()


def _is_blank(key: str, value: Any) -> bool:
    """Tell whether a property says nothing; of an empty link Django's feed class makes the site's bare address."""
    return value == b"" or (key == "URL" and urlsplit(value.decode()).path in {"", "/"})


def _request() -> HttpRequest:
    """Return the request that Django's feed class asks its host name of; all our addresses are absolute already."""
    request = HttpRequest()
    parts = urlsplit(settings.PUBLIC_URL)
    request.META.update(SERVER_NAME=parts.hostname or "localhost", SERVER_PORT=str(parts.port or 443))
    return request


def render_calendar(
    *,
    title: str,
    description: str,
    entries: Iterable[Entry],
    cancellations: Cancellations = Cancellations.PREFIX,
) -> bytes:
    """Return the whole calendar of the entries as the class writes it; a withdrawn one is its tombstone."""
    vevents = [vevent for entry in entries for vevent in _vevents_of(entry, cancellations)]
    return write_calendar(title=title, description=description, vevents=vevents)


def render_head(*, title: str, description: str) -> bytes:
    """Return everything that stands before the first VEVENT."""
    return write_calendar(title=title, description=description, vevents=[]).removesuffix(END)


def render_entry(entry: Entry, cancellations: Cancellations = Cancellations.PREFIX) -> str:
    """Return the VEVENTs of one entry, CRLF line ends included; "" when nothing of it is shown."""
    whole = write_calendar(title="-", description="-", vevents=_vevents_of(entry, cancellations))
    start = whole.find(b"BEGIN:VEVENT\r\n")
    return "" if start < 0 else whole[start:].removesuffix(END).decode()


def _vevents_of(entry: Entry, cancellations: Cancellations) -> list[Vevent]:
    if entry.state == EntryState.PUBLIC:
        return vevents_of(entry, cancellations)
    return tombstone_of(entry) if cancellations is Cancellations.STATUS else []


def write_calendar(*, title: str, description: str, vevents: list[Vevent]) -> bytes:
    """Return the bytes of a calendar that holds these VEVENTs, in their order."""
    feed = VeventFeed(title=title, description=description, vevents=vevents)
    out = BytesIO()
    feed.get_feed(None, _request()).write(out, "utf-8")
    return refold(out.getvalue())
