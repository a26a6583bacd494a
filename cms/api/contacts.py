"""Who to call and where to go, for a commune and a need."""

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Query, Router, Schema
from pydantic import Field

from agenda.contacts.chain import Step
from agenda.guidance.aloud import reception_in_french
from agenda.guidance.guide import guide
from agenda.places.nearest import NearPlace
from branding.models import Brand
from cms.api.contact_schemas import WhoToCall
from cms.api.documents import documented
from cms.api.parameters import Theme
from cms.api.texts import absolute
from cms.api.wordings import territory_of, wordings
from cms.pages.cards import event_cards
from cms.pages.contact import share_url
from cms.pages.search import find_commune
from cms.territories.models import Commune

router = Router(tags=["who-to-call"])


class WhoFilters(Schema):
    """For where, for what."""

    commune: Annotated[
        str,
        Field(
            max_length=80,
            description=gettext_noop("INSEE code of a commune; without it, the numbers of the whole département."),
            examples=["29232"],
        ),
    ] = ""
    need: Theme = None


@router.get("", **documented("who_to_call", WhoToCall))
def get_who_to_call(request: HttpRequest, filters: Query[WhoFilters]) -> dict[str, Any]:
    """The number now, the chain, three places, the next workshops."""
    # PostgreSQL refuses a NUL in any text, even in one that it is only asked for.
    asked = filters.commune.replace("\0", "")
    wanted = asked.strip().upper()
    commune = Commune.objects.select_related("epci").filter(pk=wanted).first()
    if commune is None and filters.commune.strip():
        raise Http404(_unknown(asked))
    now = timezone.now()
    found = guide(commune=commune, need=filters.need or "", now=now, brand=Brand.load(request))
    called = found.answer
    return {
        "territory": territory_of(commune),
        "need": found.need,
        "url": share_url(commune, found.need),
        "whose_number": called.whose,
        "now": _line(called.now),
        "next": _line(called.next),
        "chain": [_line(step) for step in called.steps],
        "places": [_place(near, now) for near in found.places],
        "nearer": [_place(near, now) for near in found.nearer],
        "events_km": found.km,
        "events": [
            {
                "url": absolute(card.url),
                "title": card.title,
                "starts_at": card.starts_at,
                "ends_at": card.ends_at,
                "place": card.place,
                "remote": card.remote,
                "status": card.status,
            }
            for card in event_cards(found.entries, now)
        ],
        "sentences": list(found.sentences),
    }


def _place(near: NearPlace, now: datetime) -> dict[str, Any]:
    return {
        "url": absolute(near.page.permanent_path),
        "name": near.page.title,
        "commune": near.page.commune.name if near.page.commune else "",
        "distance_km": near.distance_km,
        "phone": near.page.phone_display,
        "next_opening": reception_in_french(near, now),
        "services": wordings("services", near.page.services),
        "licence": near.page.licence,
    }


def _unknown(text: str) -> str:
    """Return a sentence with what may have been meant."""
    found = find_commune(text)
    near = [found.commune] if found.commune else found.choices or found.nearest
    sentence = _("There is no commune with the INSEE code %(code)s here.") % {"code": text[:80]}
    if not near:
        return sentence
    names = ", ".join(f"{commune.name} ({commune.pk})" for commune in near[:5])
    return f"{sentence} {_('Did you mean: %(names)s?') % {'names': names}}"


def _line(step: Step | None) -> dict[str, Any] | None:
    if step is None:
        return None
    return {
        "kind": step.kind,
        "name": step.name,
        "phone": step.number,
        "phone_uri": step.number_link,
        "answers_now": step.answers_now,
        "until": step.until,
        "next_open": step.next_open,
        "sentence": step.sentence,
        "hours_lines": list(step.hours_in_french),
        "note": step.note,
        "url": absolute(step.url),
    }
