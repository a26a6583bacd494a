"""Commune and need → the number now, the nearest places, the next workshops, and two sentences to read aloud."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from agenda.catalogue.models import Entry, EntryQuerySet
from agenda.catalogue.queries import NOT_STANDING, events_around, public_entries
from agenda.contacts.chain import Answer, after_of, answer
from agenda.contacts.load import Hotline
from agenda.guidance.aloud import Told, sentences_at_desk, two_sentences
from agenda.guidance.workshops import next_to_start, running_workshop
from agenda.places.nearest import NearPlace, nearest_places_for
from agenda.places.vocabulary import SERVICES
from cms.foundation.wording import NBSP
from cms.territories.models import Commune

PLACES = 3
NEAR_KM = 30
ENTRIES = 5


class Area(Hotline, Protocol):
    """What is read of `branding.models.Brand` besides the number."""

    departement_in: str


@dataclass(frozen=True)
class Guidance:
    """What somebody from a commune, with a need, is told.

    With a need, `places` announce it when any does so within 30 km, even one; those that lie nearer without announcing
    it are in `nearer`, never hidden. `entries` are within `km`; `any_theme` says that none of them was about the need.
    `sentences_at_desk` are for a caller who is on the single number already.
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
    sentences_at_desk: tuple[str, ...]


def guide(*, commune: Commune | None, need: str, now: datetime, brand: Area) -> Guidance:
    """Return whom to call and where to go from a commune, for a need (a code of SERVICES, "" or unknown: any).

    Without a commune: the département's own lines and what comes next anywhere, no place.
    """
    need = need if need in SERVICES else ""
    called = answer(commune=commune, need=need, now=now, brand=brand)
    places, nearer = _places(commune, need, now) if commune else ([], [])
    km, entries, bare = _events(commune, need, now)
    # Only things that were called off: the caller still needs somewhere to go.
    any_theme = bool(need) and all(entry.status in NOT_STANDING for entry in entries)
    if any_theme:
        km, entries, bare = _events(commune, "", now)
    told = Told(
        places=places,
        starting=next_to_start(entries, bare, now, most=ENTRIES),
        running=running_workshop(entries, now),
        need=bool(need),
        offered=bool(places) and need in places[0].page.services,
        other_theme=any_theme,
    )
    outside = f"Votre commune n’est pas {brand.departement_in}." if called.whose and brand.departement_in else ""
    whose = f"{outside[:-1]}{NBSP}; ce numéro est celui {after_of(brand.departement_the)}." if outside else ""
    return Guidance(
        commune=commune,
        need=need,
        answer=called,
        places=places,
        nearer=nearer,
        km=km,
        entries=entries,
        any_theme=any_theme,
        sentences=two_sentences(called, told, now, outside=whose),
        sentences_at_desk=sentences_at_desk(called, told, now, outside=outside),
    )


def _events(commune: Commune | None, theme: str, now: datetime) -> tuple[int, list[Entry], EntryQuerySet]:
    """Return the radius, the first entries in it, and all of them bare (`catalogue.queries.Around`)."""
    if commune is None:
        bare = public_entries().with_theme(theme)
        return 0, list(bare.upcoming(now)[:ENTRIES]), bare
    around = events_around(commune=commune, now=now, theme=theme)
    return around.km, around.first(ENTRIES), around.bare


def _places(commune: Commune, need: str, now: datetime) -> tuple[list[NearPlace], list[NearPlace]]:
    """Return the places to name, and those nearer than the first of them that do not say that they offer the need."""
    near, offering = nearest_places_for(commune=commune, need=need, limit=PLACES, now=now)
    offering = [place for place in offering if place.km is not None and place.km <= NEAR_KM]
    if not need or not offering:
        return near, []
    first = offering[0].km or 0
    return offering, [p for p in near if need not in p.page.services and p.km is not None and p.km < first]
