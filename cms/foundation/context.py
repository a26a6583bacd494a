"""Lets floors above add to the context of a page that stands below them (upward goes by registry, ARCHITECTURE.md).

`StructurePage` shows its coming events but may not import the catalogue; the pages floor registers a provider::

    @provides_context(StructurePage)
    def coming_events(page, request) -> dict: ...
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from wagtail.models import Page

Provider = Callable[[Any, HttpRequest], dict[str, Any]]

_providers: dict[type[Page], list[Provider]] = defaultdict(list)


def provides_context(model: type[Page]) -> Callable[[Provider], Provider]:
    """Register the decorated function for pages of exactly this class."""

    def register(provider: Provider) -> Provider:
        if provider not in _providers[model]:
            _providers[model].append(provider)
        return provider

    return register


def collect_context(page: Page, request: HttpRequest) -> dict[str, Any]:
    """Return what all providers of the page's class say, later ones winning."""
    context: dict[str, Any] = {}
    for provider in _providers[type(page)]:
        context.update(provider(page, request))
    return context


class ProvidedContextMixin:
    """A page whose context other floors complete."""

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return Wagtail's context plus what was registered for this class of page."""
        context = super().get_context(request, *args, **kwargs)  # type: ignore[misc]  # Page stands behind in the MRO
        context.update(collect_context(self, request))
        return context
