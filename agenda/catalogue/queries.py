"""What stands around a commune: 15 km, then 20, then 30, until three events are found."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from agenda.catalogue.models import Entry, EntryQuerySet, EntryStatus, Occurrence
from cms.territories.models import Commune

# With 60 events a month the agenda of a single commune is empty in 92 % of communes; with 15 km around, in 4 %.
RADII_KM = (15, 20, 30)
ENOUGH = 3
NOT_STANDING = (EntryStatus.CANCELLED, EntryStatus.POSTPONED)


@dataclass(frozen=True)
class Around:
    """The entries within `km` of a commune, each with `.distance_km`; `count` is how many, without another query.

    `bare` are the same without distance and order, to be narrowed further.
    """

    km: int
    count: int
    entries: EntryQuerySet
    bare: EntryQuerySet


def public_entries() -> EntryQuerySet:
    """Return what everybody may see, without the stored iCal texts, which no page shows."""
    return Entry.objects.public().without_ical()


def around(commune: Commune, entries: EntryQuerySet, *, minimum: int = ENOUGH) -> Around:
    """Return those of `entries` in the smallest radius with `minimum` that take place; one query.

    What is cancelled or postponed is listed and does not count: somebody looks for a place to go to.
    """
    # Counted by commune, which an index serves, and summed here: a distance is then looked up once a commune.
    by_commune: Any = entries.in_communes_around(commune.insee, RADII_KM[-1]).order_by().values("commune_insee")
    counts = list(
        by_commune.annotate(listed=Count("pk"), standing=Count("pk", filter=~Q(status__in=NOT_STANDING)))
        .with_distance_from(commune.insee)
        .values_list("metres", "listed", "standing")
    )

    def within(km: int) -> list[tuple[int, int]]:
        return [(listed, standing) for metres, listed, standing in counts if metres <= km * 1000]

    km = _smallest(((km, sum(standing for _listed, standing in within(km))) for km in RADII_KM), minimum)
    bare = entries.in_communes_around(commune.insee, km)
    count = sum(listed for listed, _standing in within(km))
    return Around(km, count, bare.with_distance_from(commune.insee), bare)


def _smallest(counts: Iterable[tuple[int, int]], minimum: int) -> int:
    return next((km for km, count in counts if count >= minimum), RADII_KM[-1])


def events_around(*, commune: Commune, now: datetime, minimum: int = ENOUGH, theme: str = "") -> Around:
    """Return what is still to come in and around a commune, the next first (`.next_start`), with `.distance_km`."""
    found = around(commune, public_entries().with_theme(theme).filter(ends_at__gt=now), minimum=minimum)
    return replace(found, entries=found.entries.upcoming(now))


def events_around_between(*, commune: Commune, start: datetime, end: datetime, minimum: int = ENOUGH) -> Around:
    """Return the entries with a sitting that starts in the span, in and around a commune, with `.distance_km`."""
    sittings = Occurrence.objects.filter(entry=OuterRef("pk"), starts_at__gte=start, starts_at__lt=end)
    return around(commune, public_entries().filter(Exists(sittings)), minimum=minimum)
