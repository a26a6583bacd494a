"""Finds the coming entries that somebody asks for, and gives them page by page in the order of their dates."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, ExpressionWrapper, F, IntegerField, Min, OuterRef, QuerySet, Subquery

from agenda.catalogue.criteria import Criteria
from agenda.catalogue.models import Entry, EntryQuerySet, Occurrence
from agenda.catalogue.queries import ENOUGH, NOT_STANDING, RADII_KM, public_entries
from agenda.catalogue.spans import Days
from cms.territories.queries import metres_around


@dataclass(frozen=True)
class Found:
    """What is asked for, all of it, in the order of its next sittings; within `km` of the commune if one was named.

    `since` and `until` bound the sittings that count: not over, and within the days asked for.
    """

    criteria: Criteria
    since: datetime
    until: datetime | None
    km: int | None
    # Ids of the entries, the commune of each (INSEE code; "" without one), and whether it takes place at a distance.
    ids: Sequence[int]
    communes: Sequence[str]
    remote: Sequence[bool]
    metres: dict[str, int]
    # The same as a query, without order.
    entries: EntryQuerySet

    @property
    def count(self) -> int:
        """How many entries there are."""
        return len(self.ids)

    @property
    def by_commune(self) -> Counter[str]:
        """How many there are to go to in each commune; what happens at a distance is nowhere."""
        return Counter(
            commune for commune, remote in zip(self.communes, self.remote, strict=True) if commune and not remote
        )

    @property
    def sittings(self) -> QuerySet[Occurrence]:
        """The sittings that count. A cancelled one is among them: people must read it."""
        found = Occurrence.objects.filter(ends_at__gt=self.since, entry__in=self.entries.order_by().values("pk"))
        return found.filter(starts_at__lt=self.until) if self.until else found

    def page(self, first: int, last: int) -> list[Entry]:
        """Return the entries from `first` to before `last`, whole, with `distance_km` from the commune. One query."""
        whole = Entry.objects.without_ical().in_bulk(self.ids[first:last])
        entries = [whole[pk] for pk in self.ids[first:last] if pk in whole]
        for entry in entries:
            entry.metres = self.metres.get(entry.commune_insee)
        return entries


def asked_entries(criteria: Criteria, *, since: datetime, words: list[list[int]] | None = None) -> EntryQuerySet:
    """Return the public entries asked for, with a sitting after `since`; the commune's circle is the caller's."""
    return criteria.narrow(public_entries().filter(ends_at__gt=since), words=words)


def find(
    criteria: Criteria,
    *,
    now: datetime,
    days: Days | None = None,
    words: list[list[int]] | None = None,
    metres: dict[str, int] | None = None,
) -> Found:
    """Return what is asked for and is not over at `now`.

    A commune without a radius means "and around": the smallest one with three events that take place. One query, one
    more with a commune whose `metres` are not known, one more with a text whose `words` are not.
    """
    days = days or Days()
    since, until = max(now, days.start or now), days.end
    entries = asked_entries(criteria, since=since, words=words)
    if not criteria.commune:
        metres = {}
    elif metres is None:
        metres = metres_around(criteria.commune, RADII_KM[-1] if criteria.km is None else criteria.km)
    if criteria.commune:
        entries = entries.filter(commune_insee__in=metres)
    sittings = Occurrence.objects.filter(entry=OuterRef("pk"), ends_at__gt=since)
    if until:
        # The entry's own bound too: an index serves it.
        entries, sittings = entries.filter(starts_at__lt=until), sittings.filter(starts_at__lt=until)
        entries = entries.filter(Exists(sittings))
    starts = sittings.order_by().values("entry").annotate(first=Min("starts_at")).values("first")
    rows = list(
        entries.alias(next_start=Subquery(starts))
        .order_by("next_start", "pk")
        # The moment itself stays in the database: thousands of them would be read for nothing.
        # As a number: SQLite's truth values would be converted one by one.
        .annotate(afar=ExpressionWrapper(F("remote"), output_field=IntegerField()))
        .values_list("pk", "commune_insee", "status", "afar")
    )
    km = criteria.km if criteria.commune else None
    if criteria.commune and km is None:
        km = _enough([metres[row[1]] for row in rows if row[2] not in NOT_STANDING])
        rows = [row for row in rows if metres[row[1]] <= km * 1000]
        entries = entries.filter(commune_insee__in=[insee for insee, far in metres.items() if far <= km * 1000])
    ids, communes, remote = [row[0] for row in rows], [row[1] for row in rows], [bool(row[3]) for row in rows]
    return Found(criteria, since, until, km, ids, communes, remote, metres, entries)


def _enough(metres: list[int]) -> int:
    """Return the smallest radius with enough events that take place."""
    counts = ((km, sum(far <= km * 1000 for far in metres)) for km in RADII_KM)
    return next((km for km, count in counts if count >= ENOUGH), RADII_KM[-1])
