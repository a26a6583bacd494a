"""Who to call, as the yellow box shows it, and the whole answer for a commune and a need."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from agenda.contacts.chain import Answer, Step, answer
from agenda.guidance.aloud import reception_in_french
from agenda.guidance.guide import Guidance, guide
from agenda.places.models import Licence
from agenda.places.nearest import NearPlace
from agenda.places.vocabulary import SERVICES
from branding.models import Brand
from branding.phone import PhoneState
from cms.pages.cards import EventCard, event_cards
from cms.territories.models import Commune

NEEDS = tuple((code, term.everyday) for code, term in SERVICES.items())


@dataclass(frozen=True)
class NearCard:
    """A near place: where, what is done there, when it next receives people."""

    name: str
    url: str
    commune: str
    distance_km: int | None
    services: list[str]
    opens: str
    phone: str
    odbl: bool = False
    odbl_source: str = ""

    @property
    def town(self) -> str:
        """The town, "" where the name says it already."""
        return "" if self.commune in self.name else self.commune


def phone_box(request: HttpRequest, now: datetime, commune: Commune | None = None) -> dict[str, Any]:
    """Return the parameters of components/phone_box.html: phone, state, hours, note, as the chain answers now."""
    return box_of(answer(commune=commune, need="", now=now, brand=Brand.load(request)))


def box_of(called: Answer) -> dict[str, Any]:
    """Return the same of an answer that is at hand."""
    lead = called.lead
    if lead is None:
        return {"phone": "", "state": None, "hours": "", "note": ""}
    return {
        "phone": lead.number,
        "state": _state(lead),
        "hours": " ; ".join(lead.hours_in_french),
        "note": lead.note,
    }


def _state(step: Step) -> PhoneState | None:
    return PhoneState(bool(step.answers_now), step.sentence) if step.sentence else None


def guidance_context(commune: Commune, need: str, now: datetime, brand: Brand) -> dict[str, Any]:
    """Return what components/who_to_call.html shows for a commune and a need ("": any)."""
    found = guide(commune=commune, need=need, now=now, brand=brand)
    return {
        "commune": commune,
        "need": found.need,
        "need_word": SERVICES[found.need].everyday if found.need else "",
        "answer": found.answer,
        "places": [near_card(near, now) for near in found.places],
        "offered": bool(found.places) and found.need in found.places[0].page.services,
        "nearer": [near_card(near, now) for near in found.nearer],
        "km": found.km,
        "any_theme": found.any_theme,
        "cards": _cards(found, now),
        "sentences": found.sentences,
        "share_url": share_url(commune, found.need),
    }


def _cards(found: Guidance, now: datetime) -> list[EventCard]:
    return event_cards(found.entries, now)


def near_card(near: NearPlace, now: datetime) -> NearCard:
    """Return the card of a near place."""
    page = near.page
    there = near.stop.commune if near.stop else page.commune
    return NearCard(
        name=page.title,
        url=page.permanent_path,
        commune=there.name if there else "",
        distance_km=near.distance_km,
        services=page.service_words,
        opens=reception_in_french(near, now),
        phone=page.phone_display,
        odbl=page.licence == Licence.ODBL,
        odbl_source=page.source,
    )


def share_url(commune: Commune | None, need: str = "") -> str:
    """Return the whole address of the page for a commune and a need."""
    query = ({"commune": commune.pk} if commune else {}) | ({"besoin": need} if need else {})
    return f"{settings.PUBLIC_URL}{reverse('pages:who_to_call')}{'?' if query else ''}{urlencode(query)}"
