"""What is out of date in a structure's space: places to confirm, drafts forgotten, questions without an answer."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from agenda.catalogue.changed_dates import ChangedDates
from agenda.events.coorganisers import CoOrganiser
from agenda.events.coorganising import waiting_requests
from agenda.places.freshness import stale_places
from agenda.places.models import PlacePage
from agenda.rhythm.models import Attendance, MonthQuestion
from cms.desk.rows import PageRow
from cms.structures.models import StructurePage

LISTED = 5
# A draft that nobody has touched for so long is forgotten rather than being written.
FORGOTTEN_AFTER = timedelta(days=30)


@dataclass(frozen=True)
class Outdated:
    """What a structure is asked to look at, a few of each kind."""

    places: list[PlacePage] = field(default_factory=list)
    drafts: list[PageRow] = field(default_factory=list)
    months: list[MonthQuestion] = field(default_factory=list)
    attendances: list[Attendance] = field(default_factory=list)
    requests: list[CoOrganiser] = field(default_factory=list)
    dates: list[ChangedDates] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any((self.places, self.drafts, self.months, self.attendances, self.requests, self.dates))


def outdated(structure: StructurePage, drafts: Iterable[PageRow], now: datetime) -> Outdated:
    """Return what is out of date in a structure's space; `drafts` are its drafts as `rows.drafts` gives them.

    Five queries, whatever the number.
    """
    month = timezone.localdate(now).replace(day=1)
    asked = Attendance.objects.filter(_below(structure))
    unanswered = MonthQuestion.objects.filter(structure=structure, answer="", month__gt=month)
    return Outdated(
        places=list(stale_places(now).child_of(structure).with_card()[:LISTED]),
        drafts=[row for row in drafts if is_forgotten(row, now)][:LISTED],
        months=list(unanswered.order_by("month")[:2]),
        attendances=list(
            asked.filter(asked_at__isnull=False, answered_at=None)
            .select_related("event")
            .order_by("-original_start")[:LISTED]
        ),
        requests=list(waiting_requests().filter(_below(structure))[:LISTED]),
        dates=list(
            ChangedDates.objects.filter(_below(structure), seen_at=None)
            .select_related("event")
            .order_by("-pk")[:LISTED]
        ),
    )


def _below(structure: StructurePage) -> Q:
    """Return the condition that holds for what is about an event in the structure's space."""
    return Q(event__path__startswith=structure.path, event__depth=structure.depth + 1)


def is_forgotten(row: PageRow, now: datetime) -> bool:
    """Tell whether a draft has been left for long; what is approved for a later day only waits for it."""
    return row.at is not None and row.at < now - FORGOTTEN_AFTER and row.goes_live_at is None
