"""A commune's month on one sheet of paper, for the board of a town hall; the dates of its card."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from agenda.catalogue.models import Entry
from agenda.catalogue.queries import Around, events_around_between
from agenda.events.clock import to_instant, to_local
from agenda.events.wording import where
from agenda.places.models import PlacePage
from cms.foundation.wording import day_and_month, day_number, month_name
from cms.pages.event import readable_phone
from cms.pages.finding.filters import Filters
from cms.pages.sittings import Sitting, sittings_of, state_word
from cms.territories.models import Commune

# What one A4 holds at a size that is read from a metre away; the rest is said in one sentence, and shown on screens.
# Counted in lines of text: two and their margins for an event, one more for each thing that makes it longer.
ON_PAPER = 25.0
LINES = 2.6
LONG_TITLE = 55
LONG_WHERE = 62
MOST = 80
# A sheet printed on the 25th for the rest of the month would hang for five days: the next month comes with it.
TOO_FEW_DAYS = 8
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Line:
    """One event of the month: its first date in it, and the others."""

    title: str
    url: str
    first: Sitting
    also: str
    where: str
    distance_km: int | None
    phone: str
    status_word: str
    is_off: bool
    # Whether the day is told with its month: the span holds more than one.
    with_month: bool = False


def read_month(text: str, today: date) -> date:
    """Return the first day of "2026-12", or of this month without text; raises Http404 with a sentence."""
    if not text:
        return today.replace(day=1)
    match = _MONTH.fullmatch(text)
    if not match:
        raise Http404(_("“%(text)s” is no month: write it like 2026-12.") % {"text": text[:20]})
    return date(int(match[1]), int(match[2]), 1)


def month_context(commune: Commune, month: date, now: datetime) -> dict[str, Any]:
    """Return the month's events around the commune, by their first date; which days, `span_of_sheet` says."""
    today = to_local(now).date()
    first, following, shown = span_of_sheet(month, today)
    around, lines = lines_between(commune, first, following)
    address = f"{settings.PUBLIC_URL}{reverse('pages:commune', args=[commune.pk])}"
    return {
        "commune": commune,
        "km": around.km,
        "month": month,
        "month_name": shown,
        "lines": lines,
        "on_paper": fitting(lines),
        "not_on_paper": len(lines) - fitting(lines),
        "previous": month - relativedelta(months=1) if month > today else None,
        "following": following,
        "agenda_url": Filters(commune).url(),
        "address": address,
    }


def span_of_sheet(month: date, today: date) -> tuple[date, date, str]:
    """Return (first day, the day after the last, what the span is called) of a month's sheet, printed today.

    The running month begins today; in its last days the next month is on the same sheet.
    """
    following = month + relativedelta(months=1)
    if not month <= today < following:
        return month, following, month_name(month)
    if (following - today).days >= TOO_FEW_DAYS:
        return today, following, month_name(month)
    return today, following + relativedelta(months=1), two_months(month, following)


def two_months(month: date, following: date) -> str:
    """Return "novembre et décembre 2026", or "décembre 2026 et janvier 2027"."""
    first = month_name(month)
    return f"{first.split()[0] if month.year == following.year else first} et {month_name(following)}"


def lines_between(commune: Commune, first: date, end: date) -> tuple[Around, list[Line]]:
    """Return what has a date from the first day to the one before `end`, in and around the commune; four queries."""
    start, stop = (to_instant(datetime.combine(day, time.min)) for day in (first, end))
    around = events_around_between(commune=commune, start=start, end=stop)
    months = (end - timedelta(days=1)).month != first.month
    entries = around.first(MOST)
    return around, lines_of(entries, start, stop, months=months)


def lines_of(entries: list[Entry], start: datetime, stop: datetime, *, months: bool) -> list[Line]:
    """Return what the entries say of a span, by first date; `months` tells the month of each day. One query."""
    phones = _phones_of_places(entries)
    lines = [line for entry in entries if (line := _line(entry, phones, start, stop, months=months))]
    return sorted(lines, key=lambda line: line.first.start)


def _phones_of_places(entries: list[Entry]) -> dict[str, str]:
    """Return {code: phone} of the places where the entries happen: the number that the place's own card shows."""
    codes = {place["code"] for entry in entries if (place := entry.description["place"]) and place["code"]}
    if not codes:
        return {}
    places = PlacePage.objects.live().public().filter(record__code__in=codes)
    return dict(places.order_by().values_list("record__code", "phone"))


def _phone(entry: Entry, phones: dict[str, str]) -> str:
    """Return whom to call about an entry: who takes the names, else the place, else the structure."""
    at_place = phones.get((entry.description["place"] or {}).get("code", ""), "")
    return entry.description["registration"]["phone"] or at_place or entry.description["structure"]["phone"]


def _line(entry: Entry, phones: dict[str, str], start: datetime, end: datetime, *, months: bool) -> Line | None:
    sittings = [sitting for sitting in sittings_of(entry.description) if start <= sitting.start < end]
    if not sittings:
        return None
    first = next((sitting for sitting in sittings if not sitting.is_off), sittings[0])
    others = [sitting.start.date() for sitting in sittings if sitting is not first and not sitting.is_off]
    return Line(
        title=entry.title,
        url=entry.path,
        first=first,
        also=f"{'les' if len(others) > 1 else 'le'} {_days(others, months=months)}" if others else "",
        where=_("at a distance") if entry.remote else where(entry.description["place"]),
        distance_km=None if entry.remote else getattr(entry, "distance_km", None),
        phone=readable_phone(_phone(entry, phones)),
        status_word=state_word(entry.status) or first.state_word,
        is_off=first.is_off or entry.status in {"cancelled", "postponed"},
        with_month=months,
    )


def fitting(lines: list[Line]) -> int:
    """Return how many of the lines fit on the sheet."""
    used = 0.0
    for number, line in enumerate(lines):
        longer = (line.also != "", len(line.title) > LONG_TITLE, len(line.where) > LONG_WHERE)
        used += LINES + sum(longer)
        if used > ON_PAPER:
            return number
    return len(lines)


def _days(days: list[date], *, months: bool) -> str:
    """Return "8, 15 et 22"; with months "30 novembre, 7 et 14 décembre"."""
    if not months:
        return _joined([day_number(day) for day in days])
    told = []
    for _month, group in groupby(days, key=lambda day: (day.year, day.month)):
        *before, last = group
        told.append(_joined([*map(day_number, before), day_and_month(last)]))
    return ", ".join(told)


def _joined(words: list[str]) -> str:
    """Return "8", "8 et 15" or "8, 15 et 22"."""
    return " et ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
