"""How "what we know of you" writes its dates."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format

register = template.Library()


@register.filter
def day_of(value: str | None) -> str:
    """Return the local day of an ISO date in words, "" for none."""
    return date_format(timezone.localtime(datetime.fromisoformat(value)), "j F Y") if value else ""
