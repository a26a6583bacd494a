"""A calendar's bytes and the tag that stands for them: one aggregate tells whether anything changed (design §3.6)."""

import gzip
import hashlib
from dataclasses import dataclass
from datetime import datetime, time

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Max, Q, Sum

from agenda.catalogue.describe import RENDERER
from agenda.catalogue.ical import END, render_head
from agenda.catalogue.models import EntryState
from agenda.events.clock import to_instant
from agenda.feeds.calendars import Calendar
from agenda.feeds.window import MAX_ENTRIES, window

CACHE_SECONDS = 24 * 3600


@dataclass(frozen=True)
class State:
    """What a poller compares: the strong tag (no quotes) and the last change."""

    etag: str
    changed_at: datetime
    empty: bool


def state_of(calendar: Calendar, *, now: datetime) -> State:
    """Return the state of a calendar in one query.

    Tombstones count for the date and not for the tag's sums: a deletion moves both. The window turns at midnight, so
    the last change is never before today's.
    """
    start, end, day = window(now)
    public = Q(state=EntryState.PUBLIC)
    row = calendar.entries.between(start, end).aggregate(
        count=Count("pk", filter=public),
        top=Max("change_no", filter=public),
        total=Sum("change_no", filter=public),
        changed=Max("changed_at"),
    )
    text = "|".join(
        str(part)
        for part in ("ics", calendar.key, RENDERER, settings.PUBLIC_URL, day, row["count"], row["top"], row["total"])
    )
    midnight = to_instant(datetime.combine(day, time.min))
    changed_at = max(row["changed"], midnight) if row["changed"] else midnight
    return State(hashlib.sha256(text.encode()).hexdigest()[:32], changed_at, row["count"] == 0)


def body_of(calendar: Calendar, state: State, *, now: datetime) -> bytes:
    """Return the calendar's bytes: cached under their tag, else stored iCal texts joined; no event is rendered."""
    name = calendar.name()
    cached = cache.get(f"ics:{state.etag}")
    if cached is not None:
        return cached
    start, end, _day = window(now)
    kept = calendar.entries.public().between(start, end).order_by("-ends_at", "-pk")[:MAX_ENTRIES]
    texts = [text for _pk, text in sorted(kept.values_list("pk", "ical"))]
    body = render_head(title=name, description=name) + "".join(texts).encode() + END
    cache.set(f"ics:{state.etag}", body, CACHE_SECONDS)
    return body


def compressed(body: bytes) -> bytes:
    """Return the gzip form with a fixed time stamp, so that equal bytes stay equal."""
    return gzip.compress(body, compresslevel=6, mtime=0)
