"""The two collections of the OGC API: which rows, which conditions, which features."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet

from agenda.catalogue.models import Occurrence
from cms.opendata.area import Area
from cms.opendata.events import event_features, events
from cms.opendata.ogc_query import Box, Cursor, Span
from cms.opendata.places import place_features, places
from cms.opendata.tables import EVENTS, PLACES, Table

# How often a page is filled up where rows cannot be written.
_ROUNDS = 5


@dataclass(frozen=True)
class Page:
    """One page of features, how many match in all, and where the neighbours begin."""

    features: list[dict[str, Any]]
    matched: int
    next: Cursor | None
    previous: Cursor | None


@dataclass(frozen=True)
class Extent:
    """Where and when a collection's features lie; None where there are none."""

    box: tuple[float, float, float, float] | None
    span: tuple[datetime, datetime] | None = None


class Places:
    """The register: no time, a point of its own or its commune's."""

    name = "lieux"
    table: Table = PLACES

    def rows(self, now: datetime) -> QuerySet:
        """Return every row of the collection."""
        return places()

    def narrowed(self, rows: Any, area: Area, box: Box | None, span: Span | None) -> QuerySet:
        """Return what is asked for; a place is there at any time, so `datetime` leaves all of them."""
        rows = area.of_places(rows)
        if not box:
            return rows
        own = Q(latitude__isnull=False, longitude__isnull=False)
        return rows.filter(
            (own & box.within("latitude", "longitude")) | (~own & box.within("commune__latitude", "commune__longitude"))
        )

    def by_code(self, rows: Any, code: str) -> QuerySet:
        """Return the row of a code."""
        return rows.filter(record__code=code.lower())

    def features(self, rows: Any, now: datetime) -> Iterator[dict[str, Any]]:
        """Yield the features of the rows."""
        return place_features(rows, today=now.date())

    def extent(self, now: datetime) -> Extent:
        """Return the box around the places' own points."""
        return Extent(_box(self.rows(now)))


class Events:
    """The published events of the feeds' window."""

    name = "evenements"
    table: Table = EVENTS

    def rows(self, now: datetime) -> QuerySet:
        """Return every row of the collection."""
        return events(now)[0]

    def narrowed(self, rows: Any, area: Area, box: Box | None, span: Span | None) -> QuerySet:
        """Return what is asked for; `datetime` asks for one sitting, cancelled or not, that touches the span."""
        rows = area.of_events(rows)
        if box:
            rows = rows.filter(box.within("given_latitude", "given_longitude"))
        if span and (span.start or span.end):
            sittings = Occurrence.objects.filter(span.touches("starts_at", "ends_at"), entry=OuterRef("pk"))
            rows = rows.filter(Exists(sittings))
        return rows

    def by_code(self, rows: Any, code: str) -> QuerySet:
        """Return the row of a code."""
        return rows.filter(code=code.lower())

    def features(self, rows: Any, now: datetime) -> Iterator[dict[str, Any]]:
        """Yield the features of the rows."""
        return event_features(rows)

    def extent(self, now: datetime) -> Extent:
        """Return the box around the points, and from the first to the last sitting."""
        rows = self.rows(now)
        times = rows.order_by().aggregate(first=Min("starts_at"), last=Max("ends_at"))
        return Extent(_box(rows, "given_"), (times["first"], times["last"]) if times["first"] else None)


Collection = Places | Events
COLLECTIONS: dict[str, Collection] = {one.name: one for one in (Places(), Events())}


def _box(rows: Any, prefix: str = "") -> tuple[float, float, float, float] | None:
    latitude, longitude = f"{prefix}latitude", f"{prefix}longitude"
    found = rows.order_by().aggregate(
        west=Min(longitude), south=Min(latitude), east=Max(longitude), north=Max(latitude)
    )
    if found["west"] is None or found["south"] is None:
        return None
    return found["west"], found["south"], found["east"], found["north"]


def page_of(collection: Collection, rows: Any, *, cursor: Cursor, limit: int, now: datetime) -> Page:
    """Return the page at the cursor, in the order in which rows were made.

    By position, not by number: what is published or withdrawn between two pages shifts nothing. A count, a page
    of keys, and what the features take: constant. Where a row cannot be written, the rows behind it fill the page, a
    few times over: a short page that is not the last makes some readers stop.
    """
    matched = rows.order_by().count()
    keys: list[Any] = []
    features: list[Any] = []
    edge, more = cursor, True
    for _round in range(_ROUNDS):
        found, more = _keys(rows, edge, limit - len(features))
        described = list(collection.features(collection.rows(now).filter(pk__in=found), now))
        keys, features = (
            (keys + found, features + described) if cursor.forward else (found + keys, described + features)
        )
        if not more or len(features) >= limit:
            break
        edge = Cursor(found[-1] if cursor.forward else found[0], forward=cursor.forward)
    after = more if cursor.forward else True
    before = bool(cursor.pk) if cursor.forward else more
    return Page(
        features,
        matched,
        Cursor(keys[-1]) if keys and after else None,
        Cursor(keys[0], forward=False) if keys and before else None,
    )


def _keys(rows: Any, edge: Cursor, limit: int) -> tuple[list[int], bool]:
    """Return the keys of at most `limit` rows beyond an edge, in their order, and whether there are more."""
    condition = Q(pk__gt=edge.pk) if edge.forward else Q(pk__lt=edge.pk)
    ordered = rows.filter(condition).order_by("pk" if edge.forward else "-pk")
    found = list(ordered.values_list("pk", flat=True)[: limit + 1])
    kept = found[:limit]
    return kept if edge.forward else kept[::-1], len(found) > limit
