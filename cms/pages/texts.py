"""What a commune's texts are made of: the first number of its chain, places, dates; see `cms.pages.text_forms`."""

from collections.abc import Iterator
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from agenda.catalogue.queries import NOT_STANDING, events_around, public_entries
from agenda.contacts.chain import PaperLink, answer
from agenda.guidance.workshops import workshops_to_come
from agenda.places.closures import closure_in_french
from agenda.places.nearest import NearPlace, nearest_places
from agenda.places.records import PlaceClosure
from branding.models import Brand
from branding.templatetags.typography import french
from cms.foundation.wording import NBSP, hour, short_day
from cms.pages.text_forms import (
    BULLETIN,
    NOTICE,
    SIGN,
    Facts,
    Told,
    bulletin_text,
    last_day,
    notice_text,
    plain_sign_text,
    sign_text,
    week_in_words,
)
from cms.territories.models import Commune

PLACES = 3
WORKSHOPS = 8
# The key of the text of 160 characters without a date.
DATELESS = 0


def commune_texts(commune: Commune, now: datetime, brand: Brand | None = None) -> dict[int, str]:
    """Return {160, 300, 1200: a text of at most so many characters}, plain, true for a month from `now` on.

    Each holds the number whenever the département has one. Constant queries.
    """
    told = told_texts(commune, now, brand or Brand.load())
    return {limit: told[limit].text for limit in (SIGN, NOTICE, BULLETIN)}


def told_texts(commune: Commune, now: datetime, brand: Brand) -> dict[int, Told]:
    """Return the same with the last day that each names, and under `DATELESS` the sign's text without any date."""
    facts = facts_of(commune, now, brand)
    return {
        SIGN: sign_text(facts),
        DATELESS: plain_sign_text(facts),
        NOTICE: notice_text(facts),
        BULLETIN: bulletin_text(facts),
    }


def facts_of(commune: Commune, now: datetime, brand: Brand) -> Facts:
    """Gather what the texts say about a commune: of the number its own facts, whoever answers on the day."""
    called = answer(commune=commune, need="", now=now, brand=brand)
    today = timezone.localdate(now)
    entries = list(events_around(commune=commune, now=now).entries[: 2 * WORKSHOPS])
    workshops = list(workshops_to_come(entries, now))
    if not workshops:
        standing = public_entries().exclude(status__in=NOT_STANDING)
        workshops = list(workshops_to_come(standing.upcoming(now)[:WORKSHOPS], now))
    return Facts(
        commune=french(commune.name),
        number=called.paper.number if called.paper else "",
        hours=called.paper.hours_in_french if called.paper else (),
        whose=french(called.whose),
        places=tuple(_place_lines(near, now) for near in nearest_places(commune=commune, limit=PLACES, now=now)),
        workshops=tuple(sorted(workshops, key=lambda workshop: workshop.start)[:WORKSHOPS]),
        address=f"{settings.PUBLIC_URL}{reverse('pages:commune', args=[commune.pk])}",
        today=today,
        closed=closed_days(called.paper, today),
    )


def closed_days(link: PaperLink | None, today: date) -> tuple[tuple[str, date], ...]:
    """Return ("fermé du 14 au 21 décembre", last day) for what falls into the month from `today` on."""
    closures = sorted(link.closures if link else (), key=lambda closure: (closure.start_date, closure.end_date))
    return tuple(
        (_closed(closure.start_date, closure.end_date, today), closure.end_date)
        for closure in closures
        if closure.end_date >= today and closure.start_date <= last_day(today)
    )


def _closed(start: date, end: date, today: date) -> str:
    return f"fermé {closure_in_french(PlaceClosure(start_date=start, end_date=end), today)}"


def _place_lines(near: NearPlace, now: datetime) -> tuple[str, str, date | None]:
    """Return ("Médiathèque, Decize, environ 12 km, 03 53…", "du lundi au vendredi, 9 h – 12 h", last day named)."""
    page, stop = near.page, near.stop
    town = stop.commune.name if stop else page.commune.name if page.commune else ""
    km = near.distance_km
    far = f"environ {km}{NBSP}km" if km else ""
    # A name or an address that holds the town says it once.
    told = page.title
    for part in (stop.spot if stop else page.address, town):
        told += f", {part}" if part and part.casefold() not in told.casefold() else ""
    name = ", ".join(part for part in (french(told), far, page.phone_display.replace(" ", NBSP)) if part)
    if near.visit:
        start = near.visit.start
        return name, f"passage {short_day(start)} à {hour(start)}", start.date()
    closures = list(_closures(near, now))
    week = week_in_words(stop.hours_lines if stop else page.hours_lines)
    words = f"{NBSP}; ".join(part for part in (week, *(words for words, _last in closures[:1])) if part)
    return name, words, closures[0][1] if closures else None


def _closures(near: NearPlace, now: datetime) -> Iterator[tuple[str, date]]:
    """Yield the closures that fall into the month of the text."""
    today = timezone.localdate(now)
    for closure in near.page.closures.all():
        if closure.undone_at is None and closure.end_date >= today and closure.start_date <= last_day(today):
            yield _closed(closure.start_date, closure.end_date, today), closure.end_date
