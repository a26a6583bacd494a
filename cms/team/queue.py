"""What the team has to do, in one list that the database sorts, filters and cuts: pages, requests, things to look at.

Three tables are joined by one UNION of (what, key, rank, moment); only the lines of the page shown are then read.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)  # fmt: skip
from django.db.models.functions import Cast, Substr
from django.utils import timezone
from wagtail.models import Page

from agenda.catalogue.models import Occurrence
from agenda.events.coorganising import waiting_requests
from cms.accounts.models import User
from cms.moderation.deadlines import soon_until
from cms.moderation.models import Decision, Look, LookKind, Reading, Waiting
from cms.moderation.permissions import structures_moderated
from cms.moderation.reading import FADES_AFTER
from cms.structures.models import StructurePage

PAGE, LOOK, REQUEST = "page", "look", "request"
# What the filter "kind" offers: code → (table, value of its column).
KINDS = {
    "event": (PAGE, "eventpage"),
    "news": (PAGE, "newspage"),
    "place": (PAGE, "placepage"),
    "structure": (PAGE, "structurepage"),
    "together": (REQUEST, ""),
    "notice": (LOOK, LookKind.NOTICE),
    "trusted": (LOOK, LookKind.TRUSTED),
}
STRUCTURE_PATH = 3 * Page.steplen


@dataclass(frozen=True)
class Filters:
    """What of the queue is asked for; an unknown kind asks for nothing special."""

    kind: str = ""
    epci: str = ""
    structure: int | None = None
    overdue: bool = False
    mine: bool = False

    @property
    def any(self) -> bool:
        """Whether something is left out."""
        return bool(self.kind or self.epci or self.structure or self.overdue or self.mine)


def queue_keys(user: User, filters: Filters, now: datetime) -> QuerySet[Any, tuple[str, int, int, datetime]]:
    """Return (what, key, rank, moment) of all that waits for the person: what starts soon first, then by age.

    Rank 0 starts within three working days and is sorted by its start; rank 1 by when it was sent. One query.
    """
    structures = _structures(user, filters)
    tables = {
        PAGE: _pages(user, filters, structures, now),
        LOOK: _looks(user, filters, structures, now),
        REQUEST: _requests(user, filters, structures, now),
    }
    only = KINDS.get(filters.kind, ("", ""))[0]
    if filters.overdue:
        only = PAGE
    chosen = [rows for name, rows in tables.items() if only in {"", name}]
    first, *others = chosen
    joined = first.union(*others, all=True) if others else first
    return joined.order_by("rank", "moment", "what", "key")


def moderated(user: User) -> QuerySet[StructurePage]:
    """Return the structures that the person moderates."""
    return StructurePage.objects.filter(structures_moderated(user), space__archived_at=None)


def pages_of(user: User) -> QuerySet[Waiting]:
    """Return the pages that wait for the person."""
    return Waiting.objects.filter(structure__in=moderated(user))


def looks_of(user: User) -> QuerySet[Look]:
    """Return what the person has still to look at."""
    return Look.objects.filter(looked_at=None, structure__in=moderated(user))


def _structures(user: User, filters: Filters) -> QuerySet[StructurePage]:
    found = moderated(user)
    if filters.epci:
        found = found.filter(commune__epci=filters.epci)
    return found.filter(pk=filters.structure) if filters.structure else found


def _sorted(rows: QuerySet[Any], what: str, key: str, *, start: Any, at: str, now: datetime) -> QuerySet[Any]:
    soon = Q(start__isnull=False, start__lt=soon_until(now))
    return (
        rows.order_by()
        .annotate(what=Value(what, output_field=CharField()), start=start)
        .annotate(
            key=Cast(key, IntegerField()),
            rank=Case(When(soon, then=0), default=1, output_field=IntegerField()),
            moment=Case(When(soon, then=F("start")), default=F(at), output_field=DateTimeField()),
        )
        .values_list("what", "key", "rank", "moment")
    )


def _pages(user: User, filters: Filters, structures: QuerySet[StructurePage], now: datetime) -> QuerySet[Any]:
    rows = Waiting.objects.filter(structure__in=structures)
    table, kind = KINDS.get(filters.kind, ("", ""))
    if table == PAGE:
        rows = rows.filter(kind=kind)
    if filters.overdue:
        rows = rows.filter(due_date__lt=timezone.localtime(now).date())
    if filters.mine:
        rows = rows.filter(_mine(user, now))
    return _sorted(rows, PAGE, "page_id", start=F("starts_at"), at="sent_at", now=now)


def _looks(user: User, filters: Filters, structures: QuerySet[StructurePage], now: datetime) -> QuerySet[Any]:
    rows = Look.objects.filter(looked_at=None, structure__in=structures)
    table, kind = KINDS.get(filters.kind, ("", ""))
    if table == LOOK:
        rows = rows.filter(kind=kind)
    if filters.mine:
        rows = rows.filter(_mine(user, now))
    return _sorted(rows, LOOK, "pk", start=_next_start("page_id", now), at="at", now=now)


def _requests(user: User, filters: Filters, structures: QuerySet[StructurePage], now: datetime) -> QuerySet[Any]:
    owner = structures.filter(path=Substr(OuterRef("event__path"), 1, STRUCTURE_PATH))
    rows = waiting_requests().order_by().filter(Exists(owner))
    if filters.mine:
        rows = rows.none()
    return _sorted(rows, REQUEST, "pk", start=_next_start("event_id", now), at="asked_at", now=now)


def _mine(user: User, now: datetime) -> Q:
    """What the person reads now, or has decided about before: it came back to who sent it back."""
    held = Reading.objects.filter(page=OuterRef("page"), user=user, at__gt=now - FADES_AFTER)
    decided = Decision.objects.filter(page=OuterRef("page"), by=user)
    return Q(Exists(held)) | Q(Exists(decided))


def _next_start(page: str, now: datetime) -> Subquery:
    coming = Occurrence.objects.filter(entry__page=OuterRef(page), ends_at__gt=now).order_by("starts_at")
    return Subquery(coming.values("starts_at")[:1])


def count_overdue(user: User, today: date) -> int:
    """Return how many pages wait longer than was promised."""
    return pages_of(user).filter(due_date__lt=today).count()
