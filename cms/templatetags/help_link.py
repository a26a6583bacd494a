"""The way from a screen to the help page that speaks of it, and the pictures that such a page shows."""

from django import template
from django.http import HttpRequest
from django.urls import reverse

from cms.help.pictures import record_of
from cms.help.topics import topic_of

register = template.Library()


@register.simple_tag
def help_address(request: HttpRequest | None) -> str:
    """Return the address of the help about the screen shown, or of the list of all pages."""
    match = getattr(request, "resolver_match", None)
    topic = topic_of(match.view_name) if match else None
    return reverse("help:topic", args=[topic.slug]) if topic else reverse("help:home")


@register.inclusion_tag("help/picture.html")
def help_picture(name: str, alt: str, caption: str) -> dict[str, object]:
    """Show a picture of a screen, taken by `make help-pictures`; raises FileNotFoundError for one never taken."""
    return {"source": f"cms/help/{name}.webp", "record": record_of(name), "alt": alt, "caption": caption}
