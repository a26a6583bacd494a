"""What the answer shows, on screen, on paper and by e-mail: two sentences, the number, three places, the workshops."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from agenda.catalogue.models import Entry
from agenda.contacts.chain import Answer
from agenda.guidance.guide import guide
from agenda.places.nearest import NearPlace
from agenda.places.vocabulary import SERVICES
from branding.models import Brand
from cms.pages.cards import EventCard, event_cards
from cms.pages.places import PlaceCard, place_card
from cms.territories.models import Commune

EVENTS = 4


@dataclass(frozen=True)
class Sheet:
    """Everything about one question; `address` is the commune's page, for the code on paper."""

    commune: Commune
    need: str
    need_word: str
    # On paper and by e-mail, with the number; `aloud` is for a caller who is on that number already.
    sentences: tuple[str, ...]
    aloud: tuple[str, ...]
    answer: Answer
    # Page, card, and whether it is open now ("ouvert maintenant, jusqu’à 12 h").
    places: list[tuple[int, PlaceCard, str]]
    # From this number on, `places` are nearer ones that do not announce the need.
    offering: int
    events: list[tuple[int | None, EventCard]]
    km: int
    given_at: datetime
    address: str

    @property
    def cards(self) -> list[PlaceCard]:
        """The cards alone, for the credit of those under ODbL."""
        return [card for _pk, card, _state in self.places]


def answer_sheet(*, commune: Commune, need: str, now: datetime, brand: Brand) -> Sheet:
    """Return the answer for a commune and a need ("": any) at an instant, in a constant number of queries."""
    found = guide(commune=commune, need=need, now=now, brand=brand)
    entries: list[Entry] = list(found.entries[:EVENTS])
    return Sheet(
        commune=commune,
        need=need,
        need_word=SERVICES[need].everyday if need else "",
        sentences=tuple(found.sentences),
        aloud=tuple(found.sentences_at_desk),
        answer=found.answer,
        places=[_place(near, now) for near in [*found.places, *found.nearer]],
        offering=len(found.places),
        events=[(entry.page_id, card) for entry, card in zip(entries, event_cards(entries, now), strict=True)],
        km=found.km,
        given_at=now,
        address=settings.PUBLIC_URL + reverse("pages:commune", args=[commune.pk]),
    )


def _place(near: NearPlace, now: datetime) -> tuple[int, PlaceCard, str]:
    card = place_card(near.page, distance_km=near.distance_km, now=now, visit=near.visit)
    return near.page.pk, card, card.opening
