"""What stands around a commune: 15 km, then 20, then 30, until three events are found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef

from agenda.catalogue.models import Entry, EntryQuerySet, EntryStatus, Occurrence
from cms.territories.models import Commune
from cms.territories.queries import metres_around

# With 60 events a month the agenda of a single commune is empty in 92 % of communes; with 15 km around, in 4 %.
RADII_KM = (15, 20, 30)
ENOUGH = 3
NOT_STANDING = (EntryStatus.CANCELLED, EntryStatus.POSTPONED)


@dataclass(frozen=True)
class Around:
    """The entries within `km` of a commune; `count` is how many, without another query.

    `bare` are the same without order, to be narrowed further; `metres` are those of `metres_around` to each commune.
    """

    km: int
    count: int
    entries: EntryQuerySet
    bare: EntryQuerySet
    metres: Mapping[str, int]

    def first(self, most: int) -> list[Entry]:
        """Return the first `most` of `entries`, each with `.distance_km`; one query."""
        return at_their_distance(self.entries[:most], self.metres)


class InCommune(NamedTuple):
    """How many entries there are in a commune ("" is none): all, and those that take place."""

    insee: str
    listed: int
    standing: int
    # From the commune asked for, if one was.
    metres: int | None = None
    # Those at a distance, as `count_by_commune` counts them; `around` has no use for them.
    remote: int = 0


def public_entries() -> EntryQuerySet:
    """Return what everybody may see, without the stored iCal texts, which no page shows."""
    return Entry.objects.public().without_ical()


def count_by_commune(entries: EntryQuerySet, metres: Mapping[str, int] | None = None) -> list[InCommune]:
    """Return how many of `entries` there are in each of their communes, at the `metres` given; one query."""
    # By an index that holds these columns. Few expressions: the ORM takes longer over a query than the database.
    by_commune: Any = entries.order_by().values_list("commune_insee", "status", "remote")
    found: dict[str, list[int]] = {}
    for insee, status, remote, count in by_commune.annotate(Count("pk")):
        listed = found.setdefault(insee, [0, 0, 0])
        listed[0] += count
        listed[1] += count * (status not in NOT_STANDING)
        listed[2] += count * remote
    known = metres or {}
    return [
        InCommune(insee, listed, standing, known.get(insee), remote)
        for insee, (listed, standing, remote) in found.items()
    ]


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
    """Return those of `entries` in the smallest radius with `minimum` that take place; two queries."""
    metres = metres_around(commune.insee, RADII_KM[-1])
    # Communes are named by their codes from here on: a list of them is planned in less time than a search for them.
    counts = count_by_commune(entries.filter(commune_insee__in=metres), metres)
    km = smallest_radius(counts, minimum)
    here = within(counts, km)
    inside = entries.filter(commune_insee__in=[found.insee for found in here])
    return Around(km, sum(found.listed for found in here), inside, inside, metres)


def at_their_distance(entries: Iterable[Entry], metres: Mapping[str, int]) -> list[Entry]:
    """Return the entries, each with the `metres` of its commune (None: not told), for `Entry.distance_km`."""
    told = list(entries)
    for entry in told:
        entry.metres = metres.get(entry.commune_insee)
    return told


def events_around(*, commune: Commune, now: datetime, minimum: int = ENOUGH, theme: str = "") -> Around:
    """Return what is still to come in and around a commune, the next first (`.next_start`)."""
    found = around(commune, public_entries().with_theme(theme).filter(ends_at__gt=now), minimum=minimum)
    return replace(found, entries=found.entries.upcoming(now))


def events_around_between(*, commune: Commune, start: datetime, end: datetime, minimum: int = ENOUGH) -> Around:
    """Return the entries with a sitting that starts in the span, in and around a commune, by first sitting."""
    sittings = Occurrence.objects.filter(entry=OuterRef("pk"), starts_at__gte=start, starts_at__lt=end)
    found = around(commune, public_entries().filter(Exists(sittings)), minimum=minimum)
    return replace(found, entries=found.entries.order_by("starts_at", "pk"))
