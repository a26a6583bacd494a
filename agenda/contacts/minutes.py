"""Opening hours as minutes of the local day, and those minutes as instants, whatever the clocks do. Pure.

Everything is reckoned in minutes of the local day, as people and rotas say it, and turned into instants at the end: an
hour that a clock change repeats counts twice, one that it skips not at all.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from opening_hours import (  # type: ignore[attr-defined]  # the stub forgets ParserError
    OpeningHours,
    ParserError,
    State,
)

# As agenda.places.hours: seasonal hours open again within a year, looking further only costs time.
HORIZON_DAYS = 400
DAY_MINUTES = 24 * 60
MINUTE = timedelta(minutes=1)
ALWAYS = "24/7"

Minutes = tuple[int, int]


def joined(spans: list[Minutes]) -> tuple[Minutes, ...]:
    """Return the spans in order, with those that touch or overlap made one."""
    joined: list[Minutes] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


@lru_cache(maxsize=512)
def parsed(hours: str) -> OpeningHours | None:
    """Return the hours with France’s public holidays; None when they tell nothing ("", unreadable, a mere word)."""
    text = hours.strip().rstrip(";")
    if not text:
        return None
    if text != ALWAYS and "PH" not in text:
        text += "; PH off"
    try:
        opening = OpeningHours(text, country="FR")
    except ParserError:
        return None
    monday = datetime(2026, 1, 5)  # noqa: DTZ001 - a week of local days, told without a zone
    week = list(opening.intervals(monday, monday + timedelta(days=7)))
    always = all(state == State.OPEN for _start, _end, state, _comment in week)
    # "sur rendez-vous" and no hours: always open, says the library.
    return None if always and any(comment for *_span, comment in week) else opening


@lru_cache(maxsize=16_384)
def hours_of_day(hours: str, day: date) -> tuple[Minutes, ...]:
    """Return the open minutes of a local day, in order; none when the hours tell nothing."""
    opening = parsed(hours)
    if opening is None:
        return ()
    start = datetime.combine(day, time.min)
    spans = [
        (_minute(begin, start), _minute(end, start))
        for begin, end, state, _comment in opening.intervals(start, start + timedelta(days=1))
        if state == State.OPEN
    ]
    return joined(spans)


def _minute(moment: datetime, start: datetime) -> int:
    return min(max((moment - start) // MINUTE, 0), DAY_MINUTES)


def local_zone() -> ZoneInfo:
    """Return the zone in which hours are told."""
    return ZoneInfo(settings.TIME_ZONE)


def local(moment: datetime | None) -> datetime | None:
    """Return an instant as local clocks show it."""
    return moment.astimezone(local_zone()) if moment else None


def reaches(end: datetime, today: date) -> bool:
    """Tell whether a time lasts beyond the horizon of `today`."""
    return end >= datetime.combine(today + timedelta(days=HORIZON_DAYS + 1), time.min, local_zone()).astimezone(UTC)


def instants(day: date, spans: tuple[Minutes, ...]) -> Iterator[tuple[datetime, datetime]]:
    """Yield the instants (UTC) whose local clock shows those minutes of the day."""
    if not spans:
        return
    midnight = datetime.combine(day, time.min)
    for first, last, offset in _segments(day, settings.TIME_ZONE):
        for start, end in spans:
            begins = max((midnight + start * MINUTE - offset).replace(tzinfo=UTC), first)
            ends = min((midnight + end * MINUTE - offset).replace(tzinfo=UTC), last)
            if begins < ends:
                yield begins, ends


@lru_cache(maxsize=4096)
def _segments(day: date, zone_name: str) -> tuple[tuple[datetime, datetime, timedelta], ...]:
    """Return (from, to, offset) of a local day in instants: one stretch, or two on the day of a clock change."""
    zone = ZoneInfo(zone_name)
    start = datetime.combine(day, time.min, zone).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC)
    before, after = _offset(start, zone), _offset(end - MINUTE, zone)
    if before == after:
        return ((start, end, before),)
    low, high = 0, (end - start) // MINUTE
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(start + middle * MINUTE, zone) == before else (low, middle)
    change = start + high * MINUTE
    return (start, change, before), (change, end, after)


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
