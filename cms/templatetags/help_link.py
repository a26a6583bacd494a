"""The way from a screen to the help page that speaks of it."""

from django import template
from django.http import HttpRequest
from django.urls import reverse

from cms.help.topics import topic_of

register = template.Library()


@register.simple_tag
def help_address(request: HttpRequest | None) -> str:
    """Return the address of the help about the screen shown, or of the list of all pages."""
    match = getattr(request, "resolver_match", None)
    topic = topic_of(match.view_name) if match else None
    return reverse("help:topic", args=[topic.slug]) if topic else reverse("help:home")
