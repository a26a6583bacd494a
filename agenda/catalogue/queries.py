"""What stands around a commune: 15 km, then 20, then 30, until three events are found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

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


class InCommune(NamedTuple):
    """How many entries there are in a commune ("" is none): all, those that take place, those at a distance."""

    insee: str
    listed: int
    standing: int
    remote: int
    # From the commune asked for, if one was.
    metres: int | None = None


def public_entries() -> EntryQuerySet:
    """Return what everybody may see, without the stored iCal texts, which no page shows."""
    return Entry.objects.public().without_ical()


def count_by_commune(entries: EntryQuerySet, insee: str = "") -> list[InCommune]:
    """Return how many of `entries` there are in each of their communes, nearest to `insee` first; one query.

    Without `insee` there is no distance, and they are in no order.
    """
    # Counted by commune, which an index serves, and summed by the caller: a distance is looked up once a commune.
    by_commune: Any = entries.order_by().values("commune_insee")
    counted = by_commune.annotate(
        listed=Count("pk"),
        standing=Count("pk", filter=~Q(status__in=NOT_STANDING)),
        remote_count=Count("pk", filter=Q(remote=True)),
    )
    columns = ["commune_insee", "listed", "standing", "remote_count"]
    if not insee:
        return [InCommune(*row) for row in counted.values_list(*columns)]
    counted = counted.with_distance_from(insee).order_by("metres", "commune_insee")
    return [InCommune(*row) for row in counted.values_list(*columns, "metres")]


def within(counts: Iterable[InCommune], km: int) -> list[InCommune]:
    """Return those communes that lie within `km`."""
    return [count for count in counts if count.metres is not None and count.metres <= km * 1000]


def smallest_radius(counts: Sequence[InCommune], minimum: int = ENOUGH) -> int:
    """Return the smallest radius with `minimum` events that take place, else the largest.

    What is cancelled or postponed is listed and does not count: somebody looks for a place to go to.
    """
    enough = (km for km in RADII_KM if sum(count.standing for count in within(counts, km)) >= minimum)
    return next(enough, RADII_KM[-1])


def around(commune: Commune, entries: EntryQuerySet, *, minimum: int = ENOUGH) -> Around:
    """Return those of `entries` in the smallest radius with `minimum` that take place; one query."""
    counts = count_by_commune(entries.in_communes_around(commune.insee, RADII_KM[-1]), commune.insee)
    km = smallest_radius(counts, minimum)
    bare = entries.in_communes_around(commune.insee, km)
    count = sum(found.listed for found in within(counts, km))
    return Around(km, count, bare.with_distance_from(commune.insee), bare)


def events_around(*, commune: Commune, now: datetime, minimum: int = ENOUGH, theme: str = "") -> Around:
    """Return what is still to come in and around a commune, the next first (`.next_start`), with `.distance_km`."""
    found = around(commune, public_entries().with_theme(theme).filter(ends_at__gt=now), minimum=minimum)
    return replace(found, entries=found.entries.upcoming(now))


def events_around_between(*, commune: Commune, start: datetime, end: datetime, minimum: int = ENOUGH) -> Around:
    """Return the entries with a sitting that starts in the span, in and around a commune, with `.distance_km`."""
    sittings = Occurrence.objects.filter(entry=OuterRef("pk"), starts_at__gte=start, starts_at__lt=end)
    return around(commune, public_entries().filter(Exists(sittings)), minimum=minimum)
