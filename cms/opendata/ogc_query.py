"""The parameters of OGC API – Features that are not ours: limit, bbox, datetime, cursor; refused in words."""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from agenda.events.clock import to_instant
from cms.api.errors import BadParameter

DEFAULT_LIMIT = 100
MAX_LIMIT = 1000
_CURSOR = re.compile(r"([np])([0-9]{1,18})")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})")
_LOST_PLUS = re.compile(r" (\d{2}:\d{2})(?=/|\Z)")
YEARS = range(1900, 2200)


def read_limit(query: QueryDict) -> int:
    """Return how many features to answer; more than the maximum means the maximum, as the standard has it."""
    text = query.get("limit", str(DEFAULT_LIMIT))
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < 1:
        raise BadParameter("limit", _("“limit” is a whole number from 1 to %(most)d.") % {"most": MAX_LIMIT})
    return min(int(text), MAX_LIMIT)


@dataclass(frozen=True)
class Cursor:
    """Where a page begins: after the row `pk` (forward) or before it; 0 is the very beginning."""

    pk: int = 0
    forward: bool = True

    def __str__(self) -> str:
        return f"{'n' if self.forward else 'p'}{self.pk}"


def read_cursor(query: QueryDict) -> Cursor:
    """Return the position that a link “next” or “prev” carries."""
    text = query.get("cursor", "")
    if not text:
        return Cursor()
    found = _CURSOR.fullmatch(text)
    if not found:
        raise BadParameter("cursor", _("“cursor” is taken as it stands from the links “next” and “prev”."))
    return Cursor(int(found[2]), found[1] == "n")


@dataclass(frozen=True)
class Box:
    """A rectangle in degrees; `west` greater than `east` crosses the antimeridian."""

    west: float
    south: float
    east: float
    north: float

    def within(self, latitude: str, longitude: str) -> Q:
        """Return the condition that the two columns lie inside or on the border."""
        inside = Q(**{f"{latitude}__gte": self.south, f"{latitude}__lte": self.north})
        west, east = Q(**{f"{longitude}__gte": self.west}), Q(**{f"{longitude}__lte": self.east})
        return inside & ((west & east) if self.west <= self.east else (west | east))


def read_box(query: QueryDict) -> Box | None:
    """Return the rectangle of `bbox` (four numbers, or six of which the heights are ignored); None without."""
    text = query.get("bbox", "")
    if not text:
        return None
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)):
        raise BadParameter("bbox", _("“bbox” is four numbers (west,south,east,north) or six, separated by commas."))
    box = Box(*numbers)
    if not (-180 <= box.west <= 180 and -180 <= box.east <= 180 and -90 <= box.south <= 90 and -90 <= box.north <= 90):
        raise BadParameter("bbox", _("“bbox” is in degrees: longitudes from -180 to 180, latitudes from -90 to 90."))
    if box.south > box.north:
        raise BadParameter("bbox", _("“bbox”: the south lies north of the north."))
    return box


@dataclass(frozen=True)
class Span:
    """From the first instant to the last one, both included; None is open."""

    start: datetime | None
    end: datetime | None

    def touches(self, first: str, last: str) -> Q:
        """Return the condition that the span of two columns has an instant in common with this one."""
        found: Any = Q()
        if self.end:
            found &= Q(**{f"{first}__lte": self.end})
        if self.start:
            found &= Q(**{f"{last}__gte": self.start})
        return found


def read_span(query: QueryDict) -> Span | None:
    """Return the span of `datetime` (RFC 3339): an instant, a local day, or an interval with “..” for open ends."""
    text = _LOST_PLUS.sub(r"+\1", query.get("datetime", ""))
    if not text:
        return None
    parts = text.split("/")
    if len(parts) > 2:
        raise _unreadable()
    first, last = parts[0], parts[-1]
    if len(parts) == 1 and first == "..":
        raise _unreadable()
    span = Span(_moment(first, last=False), _moment(last, last=True))
    if span.start and span.end and span.end < span.start:
        raise BadParameter("datetime", _("“datetime” ends before it begins."))
    return span


def _moment(text: str, *, last: bool) -> datetime | None:
    if text in {"", ".."}:
        return None
    try:
        if _DAY.fullmatch(text):
            day = date.fromisoformat(text)
            if day.year not in YEARS:
                raise _unreadable()
            if not last:
                return to_instant(datetime.combine(day, time.min))
            return to_instant(datetime.combine(day + timedelta(days=1), time.min)) - timedelta(microseconds=1)
        if _INSTANT.fullmatch(text):
            moment = datetime.fromisoformat(text.upper())
            if moment.year in YEARS:
                return moment
    except ValueError as error:
        raise _unreadable() from error
    raise _unreadable()


def _unreadable() -> BadParameter:
    sentence = _("“datetime” is an instant (2026-12-01T14:00:00Z), a day (2026-12-01) or an interval (2026-12-01/..).")
    return BadParameter("datetime", sentence)
