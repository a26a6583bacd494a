"""What was added lately, as RSS 2.0: "tell me when a workshop is added near me", without an account or an address."""

from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agenda.catalogue.describe import RENDERER
from agenda.catalogue.models import Entry, EntryQuerySet
from agenda.events.clock import to_instant, to_local
from agenda.events.wording import organisers, where
from agenda.feeds.calendars import Calendar
from agenda.feeds.render import State, tag_text

# What a reader that asks once a month must not miss, in a département that announces 60 events a month.
MOST = 100
CONTENT_TYPE = "application/rss+xml; charset=utf-8"


class _Rss(Rss201rev2Feed):
    """RSS whose bytes come from the catalogue and the day alone."""

    def __init__(self, *args: Any, day: datetime, **kwargs: Any) -> None:
        """Take the day for an empty feed, where the generator would take the second."""
        super().__init__(*args, **kwargs)
        self.day = day

    def latest_post_date(self) -> datetime:
        """Return when the newest was added."""
        return super().latest_post_date() if self.items else self.day


def _coming(calendar: Calendar, now: datetime) -> tuple[EntryQuerySet, datetime]:
    """Return what is not over on the local day, and the day's first instant."""
    midnight = to_instant(datetime.combine(to_local(now).date(), time.min))
    return calendar.entries.public().filter(ends_at__gt=midnight), midnight


def state_of(calendar: Calendar, *, now: datetime) -> State:
    """Return what a reader compares, in one query: whatever is added, changed or over moves it."""
    entries, midnight = _coming(calendar, now)
    count, top, total = entries.fingerprint()
    return State(
        tag_text("rss", calendar.key, RENDERER, settings.PUBLIC_URL, midnight, count, top, total), midnight, count == 0
    )


def body_of(calendar: Calendar, *, now: datetime, address: str) -> bytes:
    """Return the feed's bytes: the newest first, each under its permanent address. One query, and the name's."""
    entries, midnight = _coming(calendar, now)
    name = calendar.name()
    feed = _Rss(
        title=_("New: %(name)s") % {"name": name},
        link=f"{settings.PUBLIC_URL}/agenda/",
        description=_("What was added to the agenda, the newest first."),
        language="fr",
        feed_url=address,
        ttl="60",
        day=midnight,
    )
    for entry in entries.without_ical().order_by("-first_published_at", "-pk")[:MOST]:
        feed.add_item(
            title=_title(entry),
            link=entry.url,
            description=_description(entry),
            unique_id=f"urn:uuid:{entry.uid}",
            unique_id_is_permalink=False,
            pubdate=entry.first_published_at,
        )
    return feed.writeString("utf-8").encode()


def _title(entry: Entry) -> str:
    commune = entry.description["commune"]["name"]
    place = _("at a distance") if entry.remote else commune
    said = f"{entry.title} – {place}" if place else entry.title
    state = str(entry.get_status_display())
    return said if entry.status == "scheduled" else f"{state.upper()} : {said}"


def _description(entry: Entry) -> str:
    said = entry.description
    lines = [capfirst(said["when"]), said["status_sentence"], "" if entry.remote else where(said["place"])]
    phone = said["registration"]["phone"] or said["structure"]["phone"]
    lines += [entry.summary, organisers(said), phone]
    return "\n".join(line for line in lines if line)
