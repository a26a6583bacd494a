"""What the map's pages write: figures in French."""

from django import template

register = template.Library()


@register.filter
def thousands(number: int | None) -> str:
    """Write 32830 as "32 830", with narrow no-break spaces."""
    return "" if number is None else f"{number:,}".replace(",", "\u202f")
