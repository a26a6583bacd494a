"""How pages write a town's name behind a preposition when they hold the name alone."""

from django import template

from cms.territories.names import of_name

register = template.Library()


@register.filter
def of_town(name: str) -> str:
    """Return "d’Alluy", "de Nevers", "du Creusot"."""
    return of_name(name)
