"""Places and structures that are known, kept up to date, invited and active, by EPCI: figures for the committee."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Length, Substr
from wagtail.models import GroupPagePermission, Page

from agenda.events.clock import to_local
from agenda.events.models import Notice
from agenda.places.models import PlacePage
from cms.structures.models import StructurePage
from cms.territories.models import Epci

# "Confirmed within six months" and "active in the last three": counted in days, so that figures do not jump by a month.
CONFIRMED_WITHIN = timedelta(days=183)
ACTIVE_WITHIN = timedelta(days=92)

COUNTED = ("places", "confirmed", "with_phone", "structures", "invited", "active")


@dataclass(frozen=True)
class PartnerRow:
    """One EPCI's figures; the last row holds what lies elsewhere or has no commune, so that the total is everything."""

    siren: str
    name: str
    # Communes of the EPCI in the département, and in all: they differ when it straddles the border.
    communes_here: int
    communes: int
    places: int = 0
    confirmed: int = 0
    with_phone: int = 0
    structures: int = 0
    invited: int = 0
    active: int = 0

    @property
    def straddles(self) -> bool:
        """Whether the EPCI also has communes in another département."""
        return self.communes_here < self.communes


@dataclass(frozen=True)
class Partners:
    """All EPCI by name, what stands outside them (None when nothing does), and the sum."""

    rows: tuple[PartnerRow, ...]
    elsewhere: PartnerRow | None
    total: PartnerRow


def partners_by_epci(*, now: datetime) -> Partners:
    """Count published places and live structures by EPCI, the register itself left out. Five queries.

    A place is confirmed when its day of checking, or the answer to a freshness mail, is at most six months old. A
    structure is invited when at least one person belongs to its space, active when one of its pages was published or
    somebody gave a notice for it in the last three months. An EPCI counts whole, beyond the border too.
    """
    counts: dict[str, Counter[str]] = {}
    for siren, found in [*_places(now), *_structures(now)]:
        counts.setdefault(siren, Counter()).update(found)
    here = Count("communes", filter=Q(communes__departement=settings.DEPARTEMENT))
    epcis = Epci.objects.annotate(here=here, whole=Count("communes")).filter(here__gt=0).order_by("name")
    rows = tuple(
        PartnerRow(epci.siren, epci.name, epci.here, epci.whole, **counts.pop(epci.siren, Counter())) for epci in epcis
    )
    rest = sum(counts.values(), Counter())
    elsewhere = PartnerRow("", "", 0, 0, **rest) if rest else None
    sums = {name: sum(getattr(row, name) for row in rows) + rest[name] for name in COUNTED}
    return Partners(
        rows,
        elsewhere,
        PartnerRow("", "", sum(row.communes_here for row in rows), sum(row.communes for row in rows), **sums),
    )


def _places(now: datetime) -> Iterable[tuple[str, list[str]]]:
    """Yield (SIREN of its EPCI or "", what the place counts for)."""
    since = now - CONFIRMED_WITHIN
    since_date = to_local(since).date()
    rows = PlacePage.objects.published().values_list(
        "commune__epci_id", "phone", "updated_date", "record__confirmed_at"
    )
    for siren, phone, updated_date, confirmed_at in rows:
        fresh = (updated_date and updated_date >= since_date) or (confirmed_at and confirmed_at >= since)
        yield siren or "", ["places", *["confirmed"] * bool(fresh), *["with_phone"] * bool(phone)]


def _structures(now: datetime) -> Iterable[tuple[str, list[str]]]:
    """Yield (SIREN of its EPCI or "", what the structure counts for)."""
    active = _active_paths(now - ACTIVE_WITHIN)
    someone = GroupPagePermission.objects.filter(page=OuterRef("pk"), group__user__is_active=True)
    rows = (
        StructurePage.objects.live()
        .filter(is_register=False)
        .annotate(has_people=Exists(someone))
        .values_list("commune__epci_id", "path", "has_people")
    )
    for siren, path, has_people in rows:
        yield siren or "", ["structures", *["invited"] * has_people, *["active"] * (path in active)]


def _active_paths(since: datetime) -> set[str]:
    """Return the tree paths of the structures below which something was published or a notice given. Two queries."""
    parent = Substr("path", 1, Length("path") - Page.steplen)
    published = Page.objects.filter(last_published_at__gte=since, live=True, depth=4)
    noticed = Notice.objects.filter(at__gte=since).annotate(
        parent=Substr("event__path", 1, Length("event__path") - Page.steplen)
    )
    return {
        *published.annotate(parent=parent).order_by().values_list("parent", flat=True).distinct(),
        *noticed.order_by().values_list("parent", flat=True).distinct(),
    }
