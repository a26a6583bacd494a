"""Finds the coming entries that somebody asks for: how many, where, and page by page in the order of their dates.

The database counts, orders and cuts; no request reads what it does not show.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet

from agenda.catalogue.criteria import Criteria
from agenda.catalogue.models import Entry, EntryQuerySet, Occurrence
from agenda.catalogue.queries import RADII_KM, InCommune, count_by_commune, public_entries, smallest_radius, within
from agenda.catalogue.spans import Days

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
    # Where they are, nearest first; known only with a commune, or where asked for.
    communes: Sequence[InCommune]
    # The same as a query, without order; `asked` does not bound the sittings.
    entries: EntryQuerySet
    asked: EntryQuerySet

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
        return next_of(self.asked, self.since, self.until, first, last, insee=self.criteria.commune, many=many)

    def nearest(self, count: int) -> list[Entry]:
        """Return the `count` entries nearest to the commune asked for, of those equally near the next. Two queries."""
        near: list[InCommune] = []
        enough = 0
        for commune in self.communes:
            if enough >= count and commune.metres != near[-1].metres:
                break
            near.append(commune)
            enough += commune.listed
        insee = self.criteria.commune
        entries = self.asked.filter(commune_insee__in=[commune.insee for commune in near])
        found = entries.sitting_after(self.since, self.until).with_distance_from(insee)
        in_order = found.order_by(F("metres"), F("next_start"), "pk")
        return _whole(list(in_order.values_list("pk", flat=True)[:count]), insee)


def asked_entries(criteria: Criteria, *, since: datetime, words: list[list[int]] | None = None) -> EntryQuerySet:
    """Return the public entries asked for, with a sitting after `since`; the commune's circle is the caller's."""
    return criteria.narrow(public_entries().filter(ends_at__gt=since), words=words)


def find(
    criteria: Criteria,
    *,
    now: datetime,
    days: Days | None = None,
    words: list[list[int]] | None = None,
    by_commune: bool = False,
) -> Found:
    """Return what is asked for and is not over at `now`; `by_commune` when its `communes` are wanted.

    A commune without a radius means "and around": the smallest one with three events that take place. One query, one
    more with a text whose `words` are not known.
    """
    days = days or Days()
    since, until = max(now, days.start or now), days.end
    asked = asked_entries(criteria, since=since, words=words)
    insee, km = criteria.commune, criteria.km if criteria.commune else None
    communes: list[InCommune] = []
    if insee:
        around = asked.in_communes_around(insee, RADII_KM[-1] if km is None else km)
        communes = count_by_commune(_counted(around, since, until), insee)
        km = smallest_radius(communes) if km is None else km
        communes, asked = within(communes, km), asked.in_communes_around(insee, km)
    elif by_commune:
        communes = count_by_commune(_counted(asked, since, until))
    counted = _counted(asked, since, until)
    count = sum(commune.listed for commune in communes) if insee or by_commune else counted.count()
    return Found(criteria, since, until, km, count, communes, counted, asked)


def _counted(asked: EntryQuerySet, since: datetime, until: datetime | None) -> EntryQuerySet:
    """Return what is asked for with a sitting within the days; that it is not over says all where no day ends them."""
    return asked.sitting_after(since, until) if until else asked


def next_of(
    entries: EntryQuerySet,
    since: datetime,
    until: datetime | None,
    first: int,
    last: int,
    *,
    insee: str = "",
    many: bool = False,
) -> list[Entry]:
    """Return those `entries.upcoming(since, until)` from `first` to before `last`, next first, whole; two queries.

    `insee` is from where `distance_km` is measured.
    """
    ids = entries.upcoming(since, until, many=many).values_list("pk", flat=True)[first:last]
    return _whole(list(ids), insee)


def _whole(ids: list[int], insee: str) -> list[Entry]:
    """Return entries by their ids, in that order: descriptions are read of what is shown, not of what is sorted."""
    entries = Entry.objects.without_ical()
    whole = (entries.with_distance_from(insee) if insee else entries).in_bulk(ids)
    return [whole[pk] for pk in ids if pk in whole]
