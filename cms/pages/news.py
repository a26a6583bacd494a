"""News as lists show them, each with the name of its structure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cms.news.models import NewsPage
from cms.structures.models import StructurePage

PER_PAGE = 15


@dataclass(frozen=True)
class NewsItem:
    """One piece of news in a list."""

    title: str
    url: str
    summary: str
    published_date: date | None
    structure: str


def news_items(pages: Iterable[NewsPage]) -> list[NewsItem]:
    """Return the pages as items; one more query for all their structures."""
    pages = list(pages)
    names = dict(StructurePage.objects.filter(path__in={_parent(page) for page in pages}).values_list("path", "title"))
    return [
        NewsItem(page.title, page.get_url() or "", page.summary, page.published_date, names.get(_parent(page), ""))
        for page in pages
    ]


def _parent(page: NewsPage) -> str:
    return page.path[: -page.steplen]
