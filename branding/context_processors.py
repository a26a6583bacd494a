"""Gives every template the brand, read at most once a request and only where a template asks for it."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from branding.models import Brand


def brand(request: HttpRequest) -> dict[str, object]:
    """Return `brand`: the record, or its defaults where no row exists."""
    return {"brand": SimpleLazyObject(lambda: Brand.load(request))}
