"""Wagtail's lists name everybody in their filters and everybody's words in their clouds of tags: no hook reaches them.

So they are set here, once, where core keeps them. A version that moves them fails tests/isolation.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin import filters
from wagtail.admin.views.pages.listing import PageFilterSet
from wagtail.images.views import chooser as image_chooser
from wagtail.models import PageLogEntry

from cms.isolation.scope import own_pages

People = Callable[[HttpRequest], QuerySet[Any]]


def owners(request: HttpRequest) -> QuerySet[Any]:
    """Return who wrote the pages that the person sees."""
    return _people(own_pages(request.user).order_by().values("owner_id"))


def editors(request: HttpRequest) -> QuerySet[Any]:
    """Return who edited them."""
    edits = PageLogEntry.objects.filter(action="wagtail.edit", page__in=own_pages(request.user).order_by().values("pk"))
    return _people(edits.order_by().values("user_id"))


def _people(ids: Any) -> QuerySet[Any]:
    return get_user_model()._default_manager.filter(pk__in=ids)  # noqa: SLF001 - the manager, typed


def no_tags(model: type[Any], count: int = 10) -> list[Any]:
    """Return none of the words under which others keep their pictures."""
    return []


def _and_below(kind: type[Any]) -> Iterator[type[Any]]:
    yield kind
    for lower in kind.__subclasses__():
        yield from _and_below(lower)


def narrow() -> None:
    """Put ours in the place of core's."""
    for kind in _and_below(PageFilterSet):
        for name, people in (("owner", owners), ("edited_by", editors)):
            if name in kind.base_filters:
                kind.base_filters[name].queryset = people
    filters.popular_tags_for_model = no_tags
    image_chooser.popular_tags_for_model = no_tags
