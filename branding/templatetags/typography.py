"""Template filters that write hours, distances, numbers and QR codes the way the pages show them."""

from datetime import datetime

import segno
from django import template
from django.utils import timezone

from branding.phone import phone_uri
from cms.foundation.wording import hour

register = template.Library()


@register.filter
def clock(moment: datetime | None) -> str:
    """Write an hour in French, local time: `14 h 30`."""
    if not moment:
        return ""
    return hour(timezone.localtime(moment) if timezone.is_aware(moment) else moment)


@register.filter
def distance(kilometres: float | str | None) -> str:
    """Write a distance in whole kilometres: `12 km`, `moins de 1 km`; empty when unknown."""
    if kilometres is None or kilometres == "":
        return ""
    whole = round(float(kilometres))
    return f"{whole}\u00a0km" if whole else "moins de 1\u00a0km"


@register.filter
def tel(phone: str | None) -> str:
    """Return the `tel:` address of a number, empty when a telephone could not dial it."""
    return phone_uri(phone or "")


@register.filter
def qr(address: str) -> str:
    """Return an address as a QR code in a `data:` image (black on white, quiet zone of 4 modules)."""
    return str(segno.make(address, error="m", micro=False).svg_data_uri(border=4, scale=4, dark="#000", light="#fff"))
