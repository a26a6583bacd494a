"""Where the rest of what a structure published stands: the letters in which it will be."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Prefetch

from agenda.catalogue.models import Entry, EntryStatus, Occurrence, OccurrenceState
from cms.moderation.models import Waiting
from cms.news.models import NewsPage
from cms.structures.models import StructurePage
from newsletter.issues.sources import FIRST_NEWS
from newsletter.month.late import Placement, place_event, place_news
from newsletter.month.said import SaidOf

MOST = 40
MOST_SITTINGS = 200
_OFF = (OccurrenceState.CANCELLED, OccurrenceState.POSTPONED)


@dataclass(frozen=True)
class Placed:
    """Something public that the letter being prepared does not name, and where it will stand."""

    title: str
    placement: Placement


def placed_elsewhere(structure: StructurePage, said: SaidOf, now: datetime) -> list[Placed]:
    """Return what is public of a structure and not in the letter, forty things at most. Three queries."""
    current, is_made = said.month.period, said.is_draft
    known = {line.key for line in said.lines}
    is_sent = said.month.is_over
    sittings = Occurrence.objects.filter(starts_at__gte=now).exclude(state__in=_OFF).order_by("starts_at")
    entries = (
        Entry.objects.public()
        .of_structure(structure.pk)
        .filter(ends_at__gt=now)
        .exclude(status__in=[EntryStatus.CANCELLED, EntryStatus.POSTPONED])
        .exclude(code__in=known)
        .only("code", "title")
        .prefetch_related(Prefetch("occurrences", sittings))
        .order_by("starts_at", "pk")[:MOST]
    )
    found = [
        Placed(
            entry.title,
            place_event(
                [one.starts_at for one in list(entry.occurrences.all())[:MOST_SITTINGS]],
                current=current, is_made=is_made, is_in=False, is_sent=is_sent, now=now,
            ),
        )
        for entry in entries
    ]  # fmt: skip
    made_at = said.month.issue.composed_at if said.month.issue else None
    if made_at is not None:
        news = NewsPage.objects.live().child_of(structure).filter(first_published_at__gt=max(made_at, now - FIRST_NEWS))
        found.extend(
            Placed(page.title, place_news(current=current, is_made=True, is_in=False))
            for page in news.order_by("-first_published_at")[:MOST]
            if settings.PUBLIC_URL + (page.get_url() or "/") not in known
        )
    return found


def waiting_titles(structure: StructurePage) -> list[str]:
    """Return the titles of what waits for the team, forty at most. One query."""
    found = Waiting.objects.filter(structure=structure, kind__in=["eventpage", "newspage"])
    return list(found.order_by("sent_at", "pk").values_list("title", flat=True)[:MOST])
