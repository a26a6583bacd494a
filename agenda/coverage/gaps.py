"""How far each commune of the département is, in a month, from a workshop, and how many calls found nothing there.

What counts: each sitting that starts in the month, of any workshop, drop-in hours or open day with a commune, in the
département or next door; not what was cancelled or postponed, not what happens by phone or online, not meetings. A
full sitting counts: it takes place. Past months are read from the catalogue as it stands now; an entry withdrawn
*after* its sitting (a structure tidies up its old pages) still counts for that sitting, since the public had it;
withdrawn before, it never took place.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.conf import settings
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.utils.translation import gettext_lazy as _

from agenda.calls.queries import unanswered_by_commune
from agenda.catalogue.models import EntryState, EntryStatus, Occurrence, OccurrenceState
from agenda.coverage.months import Month
from agenda.events.models import EventKind
from cms.territories.models import Commune, Neighbour


class Reach(Enum):
    """How far the nearest workshop is: key for styles and files, words on screen, and the metres it ends before."""

    HERE = ("ici", _("in the commune"), 1)
    NEAR = ("5", _("less than 5 km away"), 5_000)
    MIDDLE = ("15", _("5 to 15 km away"), 15_000)
    FAR = ("30", _("15 to 30 km away"), 30_001)
    BEYOND = ("loin", _("more than 30 km away"), None)

    def __init__(self, key: str, words: Any, below: int | None) -> None:
        """Keep what the template shows."""
        self.key = key
        self.words = words
        self.below = below

    @classmethod
    def of(cls, metres: int | None) -> "Reach":
        """Return the class of a distance; None is what the table of distances does not reach (30 km)."""
        if metres is None:
            return cls.BEYOND
        return next(reach for reach in cls if reach.below is None or metres < reach.below)

    @property
    def rank(self) -> int:
        """0 for the best."""
        return list(Reach).index(self)

    @property
    def is_gap(self) -> bool:
        """Whether the way is longer than what somebody without a car may be asked for: 15 km."""
        return self in {Reach.FAR, Reach.BEYOND}


@dataclass(frozen=True)
class CommuneGap:
    """One commune in one month."""

    insee: str
    name: str
    epci: str
    population: int
    latitude: float | None
    longitude: float | None
    # Metres to the point of the nearest commune with a sitting, as the crow flies, and its name; None beyond 30 km.
    metres: int | None
    nearest: str
    unanswered: int

    @property
    def reach(self) -> Reach:
        """The class of the distance."""
        return Reach.of(self.metres)

    @property
    def km(self) -> int | None:
        """Whole kilometres, to be read as "environ"."""
        return None if self.metres is None else round(self.metres / 1000)

    @property
    def km_text(self) -> str:
        """Kilometres with one decimal as French writes them, rounded down: "15,3"; "" beyond 30 km.

        In a list of what is at 15 km or more, whole kilometres would read as if the limit were not kept.
        """
        return "" if self.metres is None else f"{self.metres // 1000},{self.metres % 1000 // 100}"


@dataclass(frozen=True)
class Share:
    """How many communes and people a class holds."""

    reach: Reach
    communes: int
    population: int
    # Of the département's population, 0 to 100, whole; 0 when nobody is counted.
    percent: int


@dataclass(frozen=True)
class MonthGaps:
    """The map of one month."""

    month: Month
    communes: tuple[CommuneGap, ...]

    @property
    def population(self) -> int:
        """All residents of the département."""
        return sum(gap.population for gap in self.communes)

    @property
    def shares(self) -> list[Share]:
        """Each class with its communes and people, the best first; none for a month that tells nothing."""
        return [] if self.is_empty else [self._share(reach) for reach in Reach]

    def _share(self, reach: Reach) -> Share:
        found = [gap for gap in self.communes if gap.reach is reach]
        people = sum(gap.population for gap in found)
        return Share(reach, len(found), people, _percent(people, self.population))

    @property
    def gaps(self) -> list[CommuneGap]:
        """The communes at 15 km or more; none in a month of which the catalogue knows nothing."""
        return [] if self.is_empty else [gap for gap in self.communes if gap.reach.is_gap]

    @property
    def gap_population(self) -> int:
        """How many people live in them."""
        return sum(gap.population for gap in self.gaps)

    @property
    def percent_within_15_km(self) -> int | None:
        """Part of the population with a workshop at less than 15 km, rounded down: 100 % means everybody.

        None in a month of which the catalogue knows nothing: that is no desert.
        """
        return None if self.is_empty else _percent(self.population - self.gap_population, self.population)

    @property
    def unanswered(self) -> int:
        """Calls without an answer."""
        return sum(gap.unanswered for gap in self.communes)

    @property
    def unanswered_communes(self) -> int:
        """Communes from which they came."""
        return sum(1 for gap in self.communes if gap.unanswered)

    @property
    def is_empty(self) -> bool:
        """Whether no sitting of the month is within 30 km of any commune: nothing is known yet."""
        return all(gap.metres is None for gap in self.communes)

    def serve_first(self) -> list[CommuneGap]:
        """Return the gaps in the order of `worst_first`; in a month without data, where calls came from in vain."""
        if self.is_empty:
            return [gap for gap in self.worst_first() if gap.unanswered]
        return [gap for gap in self.worst_first() if gap.reach.is_gap]

    def worst_first(self) -> list[CommuneGap]:
        """Return the communes to serve first: the farthest class, then calls that found nothing, then population."""
        return sorted(
            self.communes, key=lambda gap: (-gap.reach.rank, -gap.unanswered, -gap.population, gap.name, gap.insee)
        )


def _percent(part: int, whole: int) -> int:
    return part * 100 // whole if whole else 0


def month_gaps(month: Month) -> MonthGaps:
    """Return the map of one month. Four queries."""
    return next(iter(gaps_of_months([month])))


def gaps_of_months(months: Sequence[Month]) -> list[MonthGaps]:
    """Return the maps of consecutive months: three queries, and one of calls for each month."""
    communes = list(
        Commune.objects.of_departement()
        .order_by("search_name", "insee")
        .values_list("insee", "name", "epci__name", "population", "latitude", "longitude")
    )
    nearest = _nearest(months)
    made = []
    for index, month in enumerate(months):
        calls = unanswered_by_commune(start=month.start, end=month.end)
        gaps = []
        for insee, name, epci, population, latitude, longitude in communes:
            metres, served = nearest.get((insee, index), (None, ""))
            gaps.append(
                CommuneGap(
                    insee, name, epci or "", population, latitude, longitude, metres, served, calls.get(insee, 0)
                )
            )
        made.append(MonthGaps(month, tuple(gaps)))
    return made


def _nearest(months: Sequence[Month]) -> dict[tuple[str, int], tuple[int, str]]:
    """Return {(INSEE, index of the month): (metres, name of the nearest commune with a sitting)}. Two queries."""
    served: dict[str, list[int]] = {}
    for insee, index in _sittings(months):
        served.setdefault(insee, []).append(index)
    found: dict[tuple[str, int], tuple[int, str]] = {}
    if not served:
        return found
    for origin, target, name, metres in _pairs(sorted(served)):
        for index in served[target]:
            found.setdefault((origin, index), (metres, name))
    return found


def _pairs(targets: list[str]) -> Iterator[tuple[str, str, str, int]]:
    """Yield (commune of the département, commune with a sitting, its name, metres), the nearest first for each."""
    return (
        Neighbour.objects.filter(origin__departement=settings.DEPARTEMENT, target_id__in=targets)
        .order_by("origin_id", "metres", "target_id")
        .values_list("origin_id", "target_id", "target__name", "metres")
        .iterator(chunk_size=5000)
    )


def _sittings(months: Sequence[Month]) -> Iterable[tuple[str, int]]:
    """Return (INSEE code, index of the month) once for each month with a sitting that counts in the commune."""
    start, end = months[0].start, months[-1].end
    public = Q(entry__state=EntryState.PUBLIC)
    withdrawn_later = Q(entry__state=EntryState.WITHDRAWN, entry__changed_at__gte=F("ends_at"))
    return (
        Occurrence.objects.filter(public | withdrawn_later, starts_at__gte=start, starts_at__lt=end, ends_at__gt=start)
        .exclude(state__in=[OccurrenceState.CANCELLED, OccurrenceState.POSTPONED])
        .exclude(entry__status__in=[EntryStatus.CANCELLED, EntryStatus.POSTPONED])
        .filter(entry__remote=False)
        .exclude(entry__commune_insee="")
        .exclude(entry__kind=EventKind.MEETING)
        .annotate(
            month=Case(
                *(When(starts_at__lt=month.end, then=Value(index)) for index, month in enumerate(months)),
                output_field=IntegerField(),
            )
        )
        .order_by()
        .values_list("entry__commune_insee", "month")
        .distinct()
    )
