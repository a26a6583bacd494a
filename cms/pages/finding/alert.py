"""How to be told of what is added: the address of the feed, and how to use it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from agenda.catalogue.spans import local_day
from agenda.feeds.calendars import DEFAULT_RADIUS
from cms.pages.feed import Feed
from cms.pages.finding.asked import marks
from cms.pages.finding.filters import Filters


def alert_context(filters: Filters, now: datetime) -> dict[str, Any]:
    """Return both addresses: what is new, as RSS, and the calendar that fills itself; no query."""
    kept = filters.undated
    return {
        "filters": kept,
        "marks": marks(kept, local_day(now), page="pages:agenda_alert"),
        "rss": _address("feeds:new", kept),
        "calendar": Feed(_calendar(kept)),
        "list_url": kept.url(),
        "km": DEFAULT_RADIUS if kept.km is None else kept.km,
    }


def _address(name: str, filters: Filters, *args: str | int, **changes: str) -> str:
    query = filters.query(tel_quel="", **changes)
    return f"{settings.PUBLIC_URL}{reverse(name, args=args)}{'?' if query else ''}{query}"


def _calendar(filters: Filters) -> str:
    if filters.commune:
        return _address("feeds:commune", filters, filters.commune.pk, commune="")
    return _address("feeds:all", filters)
