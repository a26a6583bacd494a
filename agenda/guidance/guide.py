"""Commune and need → the number now, the nearest places, the next workshops, and two sentences to read aloud."""

from dataclasses import dataclass
from datetime import datetime

from agenda.catalogue.models import Entry
from agenda.catalogue.queries import events_around, public_entries
from agenda.contacts.chain import Answer, answer
from agenda.contacts.load import Hotline
from agenda.guidance.aloud import two_sentences
from agenda.places.queries import NearPlace, nearest_places_for
from agenda.places.vocabulary import SERVICES
from cms.territories.models import Commune

PLACES = 3
NEAR_KM = 30
ENTRIES = 5


@dataclass(frozen=True)
class Guidance:
    """What somebody from a commune, with a need, is told.

    `places` offer the need when three do so within 30 km; those that lie nearer without saying so are in `nearer`,
    never hidden. `entries` are within `km`; `any_theme` says that none of them was about the need.
    """

    commune: Commune | None
    need: str
    answer: Answer
    places: list[NearPlace]
    nearer: list[NearPlace]
    km: int
    entries: list[Entry]
    any_theme: bool
    sentences: tuple[str, str]


def guide(*, commune: Commune | None, need: str, now: datetime, brand: Hotline) -> Guidance:
    """Return whom to call and where to go from a commune, for a need (a code of SERVICES, "" or unknown: any).

    Without a commune: the département's own lines and what comes next anywhere, no place.
    """
    need = need if need in SERVICES else ""
    called = answer(commune=commune, need=need, now=now, brand=brand)
    places, nearer = _places(commune, need, now) if commune else ([], [])
    km, entries = _events(commune, need, now)
    any_theme = bool(need) and not entries
    if any_theme:
        km, entries = _events(commune, "", now)
    return Guidance(
        commune=commune,
        need=need,
        answer=called,
        places=places,
        nearer=nearer,
        km=km,
        entries=entries,
        any_theme=any_theme,
        sentences=two_sentences(called, places, entries, now, skipped=bool(nearer)),
    )


def _events(commune: Commune | None, theme: str, now: datetime) -> tuple[int, list[Entry]]:
    if commune is None:
        return 0, list(public_entries().with_theme(theme).upcoming(now)[:ENTRIES])
    around = events_around(commune=commune, now=now, theme=theme)
    return around.km, list(around.entries[:ENTRIES])


def _places(commune: Commune, need: str, now: datetime) -> tuple[list[NearPlace], list[NearPlace]]:
    """Return the places to name, and those nearer than the first of them that do not say that they offer the need."""
    near, offering = nearest_places_for(commune=commune, need=need, limit=PLACES, now=now)
    if not need or all(need in place.page.services for place in near):
        return near, []
    if len(offering) < PLACES or any(place.km is None or place.km > NEAR_KM for place in offering):
        return near, []
    first = offering[0].km or 0
    return offering, [place for place in near if need not in place.page.services and (place.km or 0) < first]
