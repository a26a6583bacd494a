"""Who runs this installation: names, colours, and whom residents call."""

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from ninja import Router

from agenda.places.contact import who_to_call
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
    contact = who_to_call(brand=brand, now=timezone.now())
    answers = {"is_open": contact.answers_now, "sentence": contact.now_in_french}
    return {
        **{name: getattr(brand, name) for name in OWN},
        "departement_code": settings.DEPARTEMENT,
        "url": f"{settings.PUBLIC_URL}/",
        "agenda_url": absolute(reverse("pages:agenda")),
        "feed_url": absolute(reverse("feeds:all")),
        "subscribe_url": absolute(reverse("newsletter:subscribe")),
        "logo_url": absolute(brand.logo.url) if brand.logo else "",
        "colours": asdict(palette(brand)),
        "phone": contact.number,
        "phone_uri": contact.number_link,
        "phone_hours_lines": list(contact.hours_in_french),
        "answers_now": None if contact.answers_now is None else answers,
        "postal_address": brand.address_lines,
    }
