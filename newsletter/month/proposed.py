"""Which structures have something for a month's letter, and which have nothing. The counts are the database's."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery

from agenda.catalogue.models import Entry, EntryStatus, EntryStructure, Occurrence, OccurrenceState
from cms.moderation.models import Waiting
from cms.news.models import NewsPage
from cms.structures.models import StructurePage
from newsletter.issues.period import Period
from newsletter.issues.sources import last_composed
from newsletter.month.models import Chase, Extension

_SITTING_OFF = (OccurrenceState.CANCELLED, OccurrenceState.POSTPONED)
_OFF = (EntryStatus.CANCELLED, EntryStatus.POSTPONED)


@dataclass(frozen=True)
class Tally:
    """How many structures have something for the letter, of how many."""

    proposed: int
    structures: int


def asked_structures() -> QuerySet[StructurePage]:
    """Return the structures that may have something to say: those with an open space."""
    return StructurePage.objects.live().filter(is_register=False, space__isnull=False, space__archived_at=None)


def _entries(period: Period, now: datetime) -> QuerySet[Entry]:
    """Return the public entries with a sitting in the month that is still to come and takes place."""
    start, end = period.span()
    held = Occurrence.objects.filter(entry=OuterRef("pk"), starts_at__gte=max(start, now), starts_at__lt=end).exclude(
        state__in=_SITTING_OFF
    )
    return Entry.objects.public().filter(Exists(held)).exclude(status__in=_OFF)


def with_something(period: Period, now: datetime) -> Q:
    """Return the condition of a structure that has something for the month's letter.

    That is: an event of the month which is public (with others, too) or waits for the team, or news since the last
    draft.
    """
    _start, end = period.span()
    organised = EntryStructure.objects.filter(structure=OuterRef("pk"), entry__in=_entries(period, now))
    in_time = Q(kind="newspage") | Q(kind="eventpage", starts_at__lt=end) | Q(kind="eventpage", starts_at=None)
    waiting = Waiting.objects.filter(in_time, structure=OuterRef("pk"))
    told = NewsPage.objects.live().filter(
        path__startswith=OuterRef("path"), first_published_at__gt=last_composed(now), first_published_at__lte=now
    )
    return Q(Exists(organised)) | Q(Exists(waiting)) | Q(Exists(told))


def count_proposed(period: Period, now: datetime) -> Tally:
    """Count the structures that have something for the letter. Two queries."""
    found = asked_structures().aggregate(
        structures=Count("pk"), proposed=Count("pk", filter=with_something(period, now))
    )
    return Tally(proposed=found["proposed"], structures=found["structures"])


def silent_structures(period: Period, now: datetime) -> QuerySet[StructurePage]:
    """Return the structures with nothing for the letter, by name.

    Each with `chased_at` (when the team last wrote to it) and `until` (its own last day), or None.
    """
    chased = Chase.objects.filter(structure=OuterRef("pk")).order_by().values("structure").annotate(last=Max("at"))
    own = Extension.objects.filter(structure=OuterRef("pk"), period=period.key).values("until")[:1]
    return (
        asked_structures()
        .exclude(with_something(period, now))
        .annotate(chased_at=Subquery(chased.values("last")[:1]), until=Subquery(own))
        .order_by("title", "pk")
    )


def titles_of(period: Period, structures: Iterable[int], now: datetime) -> dict[int, list[str]]:
    """Return {structure: titles of its events that the letter will name}, by date. One query."""
    rows = (
        EntryStructure.objects.filter(structure__in=list(structures), entry__in=_entries(period, now))
        .order_by("entry__starts_at", "pk")
        .values_list("structure_id", "entry__title")
    )
    found: dict[int, list[str]] = defaultdict(list)
    for structure, title in rows:
        found[structure].append(title)
    return found


def deadlines(period: Period, structures: Iterable[int], close: date) -> dict[int, date]:
    """Return {structure: its last day for proposals}. One query."""
    wanted = list(structures)
    own = dict(Extension.objects.filter(period=period.key, structure__in=wanted).values_list("structure_id", "until"))
    return {pk: max(close, own.get(pk, close)) for pk in wanted}
