"""How "what we know of you" writes its dates."""

from datetime import datetime

from django import template

from branding.templatetags.typography import plain_date

register = template.Library()


@register.filter
def day_of(value: str | None) -> str:
    """Return the local day of an ISO date in words, "" for none."""
    return plain_date(datetime.fromisoformat(value)) if value else ""
