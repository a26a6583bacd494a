"""Who runs this installation: names, colours, and whom residents call."""

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from ninja import Router

from agenda.contacts.chain import answer, spoken_number
from agenda.contacts.models import LineKind
from agenda.places.hours import hours_in_french
from branding.models import Brand
from branding.tokens import palette
from cms.api import schemas
from cms.api.documents import documented
from cms.api.texts import absolute

router = Router(tags=["brand"])
OWN = (
    "programme_name", "short_name", "newsletter_name", "tagline", "departement_name", "departement_the",
    "departement_in", "phone_hours", "phone_note", "contact_email",
)  # fmt: skip


@router.get("", **documented("brand", schemas.Brand))
def get_brand(request: HttpRequest) -> dict[str, Any]:
    """Names, colours, the one number that residents call and whether somebody answers it now."""
    brand = Brand.load(request)
    called = answer(commune=None, need="", now=timezone.now(), brand=brand)
    single = next((step for step in called.steps if step.kind == LineKind.SINGLE), None)
    number, link = spoken_number(brand.phone)
    known = single is not None and single.answers_now is not None
    return {
        **{name: getattr(brand, name) for name in OWN},
        "departement_code": settings.DEPARTEMENT,
        "url": f"{settings.PUBLIC_URL}/",
        "agenda_url": absolute(reverse("pages:agenda")),
        "feed_url": absolute(reverse("feeds:all")),
        "subscribe_url": absolute(reverse("newsletter:subscribe")),
        "logo_url": absolute(brand.logo.url) if brand.logo else "",
        "colours": asdict(palette(brand)),
        "phone": number,
        "phone_uri": link,
        "phone_hours_lines": hours_in_french(brand.phone_hours) if brand.phone_hours else [],
        "answers_now": {"is_open": single.answers_now, "sentence": single.sentence} if single and known else None,
        "postal_address": brand.address_lines,
    }
