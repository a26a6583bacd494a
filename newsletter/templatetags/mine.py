"""What pages about subscribers need: dates as "what we know of you" writes them, the requests held back."""

from datetime import datetime

from django import template

from branding.templatetags.typography import plain_date
from newsletter.subscribers.brake import HeldRequest

register = template.Library()


@register.filter
def day_of(value: str | None) -> str:
    """Return the local day of an ISO date in words, "" for none."""
    return plain_date(datetime.fromisoformat(value)) if value else ""


@register.simple_tag
def requests_held() -> int:
    """Return how many requests are held back."""
    return HeldRequest.objects.count()
