"""A calendar's bytes and the tag that stands for them: one aggregate tells whether anything changed (design §3.6)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db.models import Count, F, Max, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from agenda.catalogue.describe import RENDERER
from agenda.catalogue.ical import END, render_head
from agenda.catalogue.models import Entry
from agenda.catalogue.vevents import Cancellations
from agenda.events.clock import to_instant
from agenda.feeds.calendars import Calendar
from agenda.feeds.window import MAX_ENTRIES, window

CACHE_SECONDS = 24 * 3600
# The stored text of each way to tell cancellations: its own where it differs.
TEXTS: dict[Cancellations, Combinable] = {
    Cancellations.PREFIX: F("ical"),
    Cancellations.STATUS: Coalesce("ical_status", "ical"),
    Cancellations.HIDE: Coalesce("ical_hidden", "ical"),
}


@dataclass(frozen=True)
class State:
    """What a poller compares: the strong tag (no quotes); and the first instant of its local day."""

    etag: str
    midnight: datetime
    empty: bool


def state_of(calendar: Calendar, *, now: datetime) -> State:
    """Return the state of a calendar in one query: whatever enters, leaves or changes moves count, highest or sum."""
    day = window(now)[2]
    row = calendar.shown(now).aggregate(count=Count("pk"), top=Max("change_no"), total=Sum("change_no"))
    asked = ("ics", calendar.key, calendar.cancellations, RENDERER, settings.PUBLIC_URL, day)
    tag = tag_text(*asked, row["count"], row["top"], row["total"])
    midnight = to_instant(datetime.combine(day, time.min))
    return State(tag, midnight, row["count"] == 0)


def tag_text(*parts: Any) -> str:
    """Return the tag (no quotes) of what `parts` say."""
    return hashlib.sha256("|".join(str(part) for part in parts).encode()).hexdigest()[:32]


def last_change(state: State) -> datetime:
    """Return the last change of the whole catalogue, never before today's midnight, at which every window turns.

    An entry that left this calendar (another commune, another theme) is found nowhere in it: only the catalogue's
    last change says so. Asked only by readers that know no tag.
    """
    changed = Entry.objects.aggregate(last=Max("changed_at"))["last"]
    return max(changed, state.midnight) if changed else state.midnight


def body_of(calendar: Calendar, state: State, *, now: datetime) -> bytes:
    """Return the calendar's bytes: cached under their tag, else stored iCal texts joined; no event is rendered."""
    name = calendar.name()
    cache = caches["feeds"]
    cached = cache.get(f"ics:{state.etag}")
    if cached is not None:
        return cached
    kept = calendar.shown(now).order_by("-ends_at", "-pk")[:MAX_ENTRIES]
    texts = [text for _pk, text in sorted(kept.values_list("pk", TEXTS[calendar.cancellations]))]
    body = render_head(title=name, description=name) + "".join(texts).encode() + END
    cache.set(f"ics:{state.etag}", body, CACHE_SECONDS)
    return body
