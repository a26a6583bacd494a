"""The addresses that search engines should know, at most what one sitemap may hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from wagtail.models import Page

from cms.territories.models import Commune

# sitemaps.org: 50 000 addresses a file.
MOST_PAGES = 20_000
LISTS = ("pages:agenda", "pages:places", "pages:structures", "pages:news", "opendata:home")


@dataclass(frozen=True)
class Address:
    """One address and when it last changed, if that is known."""

    url: str
    changed_at: datetime | None = None


def sitemap_entries() -> Iterator[Address]:
    """Yield the lists, the département's communes and the public pages, latest first."""
    for name in LISTS:
        yield Address(settings.PUBLIC_URL + reverse(name))
    for insee in Commune.objects.of_departement().values_list("pk", flat=True):
        yield Address(settings.PUBLIC_URL + reverse("pages:commune", args=[insee]))
    pages = Page.objects.live().public().filter(depth__gt=1, alias_of__isnull=True)
    # What stands below an unpublished structure is not served either.
    for path in Page.objects.filter(live=False, numchild__gt=0).values_list("path", flat=True):
        pages = pages.exclude(path__startswith=path)
    for page in pages.order_by("-last_published_at")[:MOST_PAGES]:
        if path := page.get_url():
            yield Address(settings.PUBLIC_URL + path, page.last_published_at)
