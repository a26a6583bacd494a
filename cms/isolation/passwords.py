"""Wagtail's two forms for a shared password are there for what has one, and for nothing else.

Its views ask neither whether the restriction is by password nor whether the page lies below it: each draft could be
called up by its number, and a restriction to groups answered with a form that no password opens.
"""

from collections.abc import Callable
from typing import Any

from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction


def _page_has_password(kwargs: dict[str, Any]) -> bool:
    restricted = PageViewRestriction.objects.filter(
        pk=kwargs["page_view_restriction_id"], restriction_type=PageViewRestriction.PASSWORD
    )
    above = restricted.values_list("page__path", flat=True).first()
    return above is not None and Page.objects.filter(pk=kwargs["page_id"], live=True, path__startswith=above).exists()


def _documents_have_password(kwargs: dict[str, Any]) -> bool:
    return CollectionViewRestriction.objects.filter(
        pk=kwargs["restriction_id"], restriction_type=CollectionViewRestriction.PASSWORD
    ).exists()


_FORMS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "wagtailcore_authenticate_with_password": _page_has_password,
    "wagtaildocs_authenticate_with_password": _documents_have_password,
}


def has_nothing_to_open(name: str | None, kwargs: dict[str, Any]) -> bool:
    """Tell whether an address is one of these forms, and what it names has no password."""
    form = _FORMS.get(name or "")
    return form is not None and not form(kwargs)
