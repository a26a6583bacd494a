"""Finds the coming entries that somebody asks for: how many, where, and page by page in the order of their dates.

The database counts, orders and cuts; no request reads what it does not show.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from agenda.catalogue.criteria import Criteria
from agenda.catalogue.models import Entry, EntryQuerySet, Occurrence
from agenda.catalogue.queries import (
    RADII_KM,
    InCommune,
    at_their_distance,
    count_by_commune,
    public_entries,
    smallest_radius,
    within,
)
from agenda.catalogue.spans import Days
from cms.territories.queries import metres_around

# From so many on, a page is found sooner by walking all sittings in the order of their dates than by sorting.
MANY = 500


@dataclass(frozen=True)
class Found:
    """What is asked for, all of it; within `km` of the commune if one was named.

    `since` and `until` bound the sittings that count: not over, and within the days asked for.
    """

    criteria: Criteria
    since: datetime
    until: datetime | None
    km: int | None
    count: int
    # Where they are; known only with a commune, or where asked for.
    communes: Sequence[InCommune]
    # What criteria alone say, wherever it is.
    asked: EntryQuerySet
    # How far communes are from the one asked for; those within the largest radius that counts.
    metres: dict[str, int]

    @property
    def entries(self) -> EntryQuerySet:
        """The same as a query, without order."""
        return _counted(self._near, self.since, self.until)

    @property
    def _near(self) -> EntryQuerySet:
        return self.asked if self.km is None else self.asked.in_communes_around(self.criteria.commune, self.km)

    @property
    def sittings(self) -> QuerySet[Occurrence]:
        """The sittings that count. A cancelled one is among them: people must read it."""
        found = Occurrence.objects.filter(ends_at__gt=self.since, entry__in=self.entries.order_by().values("pk"))
        return found.filter(starts_at__lt=self.until) if self.until else found

    def page(self, first: int, last: int) -> list[Entry]:
        """Return the entries from `first` to before `last` in the order of their next sittings, whole. Two queries.

        With a commune asked for they have `distance_km`.
        """
        many = self.count - first >= MANY
        return at_their_distance(next_of(self._near, self.since, self.until, first, last, many=many), self.metres)

    def nearest(self, count: int) -> list[Entry]:
        """Return the `count` entries nearest to the commune asked for, of those equally near the next. Two queries."""
        near: list[InCommune] = []
        enough = 0
        for commune in sorted(self.communes, key=lambda commune: commune.metres or 0):
            if enough >= count and commune.metres != near[-1].metres:
                break
            near.append(commune)
            enough += commune.listed
        entries = self.asked.filter(commune_insee__in=[commune.insee for commune in near])
        found = entries.sitting_after(self.since, self.until).with_distance_from(self.criteria.commune)
        in_order = found.order_by(F("metres"), F("next_start"), "pk")
        return at_their_distance(_whole(list(in_order.values_list("pk", flat=True)[:count])), self.metres)


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
    by_commune: bool = False,
) -> Found:
    """Return what is asked for and is not over at `now`; `by_commune` when its `communes` are wanted.

    A commune without a radius means "and around": the smallest one with three events that take place. One query, one
    more with a commune whose `metres` are not known, one more with a text whose `words` are not.
    """
    days = days or Days()
    since, until = max(now, days.start or now), days.end
    asked = asked_entries(criteria, since=since, words=words)
    if not criteria.commune:
        counted = _counted(asked, since, until)
        communes = count_by_commune(counted) if by_commune else []
        count = sum(commune.listed for commune in communes) if by_commune else counted.count()
        return Found(criteria, since, until, None, count, communes, asked, {})
    widest = RADII_KM[-1] if criteria.km is None else criteria.km
    metres = metres_around(criteria.commune, widest) if metres is None else metres
    around = asked.in_communes_around(criteria.commune, widest)
    communes = count_by_commune(_counted(around, since, until), metres)
    km = smallest_radius(communes) if criteria.km is None else criteria.km
    communes = within(communes, km)
    return Found(criteria, since, until, km, sum(commune.listed for commune in communes), communes, asked, metres)


def _counted(asked: EntryQuerySet, since: datetime, until: datetime | None) -> EntryQuerySet:
    """Return what is asked for with a sitting within the days; that it is not over says all where no day ends them."""
    return asked.sitting_after(since, until) if until else asked


def next_of(
    entries: EntryQuerySet, since: datetime, until: datetime | None, first: int, last: int, *, many: bool = False
) -> list[Entry]:
    """Return those `entries.upcoming(since, until)` from `first` to before `last`, next first, whole; two queries."""
    if not many:
        return _whole(list(entries.upcoming(since, until).values_list("pk", flat=True)[first:last]))
    # The same, asked sitting by sitting from the first one that is not over, until the page is full.
    first_of_all = Occurrence.objects.filter(ends_at__gt=since).order_by("starts_at").values("starts_at")[:1]
    walked = Occurrence.objects.filter(
        Exists(entries.filter(pk=OuterRef("entry_id"))),
        starts_at__gte=Subquery(first_of_all),
        next_from__lte=since,
        ends_at__gt=since,
    )
    walked = walked.filter(starts_at__lt=until) if until else walked
    return _whole(list(walked.order_by("starts_at", "entry_id").values_list("entry_id", flat=True)[first:last]))


def _whole(ids: list[int]) -> list[Entry]:
    """Return entries by their ids, in that order: descriptions are read of what is shown, not of what is sorted."""
    whole = Entry.objects.without_ical().in_bulk(ids)
    return [whole[pk] for pk in ids if pk in whole]
