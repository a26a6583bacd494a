"""News that everybody may read."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.db.models.functions import Length, Substr
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router
from wagtail.models import Page

from agenda.events.clock import to_local
from cms.api import schemas
from cms.api.documents import documented
from cms.api.pagination import Key, cut, next_link
from cms.api.parameters import DatedFilters, Number
from cms.api.texts import absolute, safe_texts, structures_above
from cms.news.models import NewsPage, NewsPageQuerySet
from cms.structures.models import StructurePage
from cms.territories.queries import insee_within

router = Router(tags=["news"])
ORDER = (Key("first_published_at", datetime, descending=True), Key("pk", int, descending=True))


@router.get("", **documented("news_list", schemas.NewsList))
def list_news(request: HttpRequest, response: HttpResponse, filters: Query[DatedFilters]) -> Any:
    """News, latest first; `commune` and `epci` are those of the structure, `from` and `to` speak of the publication."""
    filters.check_area()
    page = cut(_filtered(filters), ORDER, cursor=filters.cursor, limit=filters.limit)
    return {"items": _described(page.items), "next": next_link(request, response, page)}


@router.get("/{id}", **documented("news", schemas.News))
def get_news(request: HttpRequest, id: Number) -> schemas.News:  # noqa: A002 - ninja names
    """One piece of news by its number."""
    found = _published().filter(pk=id).first()
    if found is None:
        raise Http404(_("There is no news number %(number)s.") % {"number": id})
    return _described([found])[0]


def _published() -> NewsPageQuerySet:
    parent = StructurePage.objects.filter(path=_path_above(), live=True)
    return NewsPage.objects.published().filter(Exists(parent), first_published_at__isnull=False)


def _path_above() -> Substr:
    return Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen)


def _filtered(filters: DatedFilters) -> NewsPageQuerySet:
    news = _published()
    owners = StructurePage.objects.filter(path=_path_above())
    if filters.commune:
        owners = owners.filter(commune_id__in=insee_within(filters.commune, filters.km))
    if filters.epci:
        owners = owners.filter(commune__epci_id=filters.epci)
    if filters.structure:
        owners = owners.filter(pk=filters.structure)
    if filters.commune or filters.epci or filters.structure:
        news = news.filter(Exists(owners))
    if filters.from_:
        news = news.filter(first_published_at__gte=filters.from_)
    if filters.to:
        news = news.filter(first_published_at__lt=filters.to)
    return news


def _described(pages: list[NewsPage]) -> list[schemas.News]:
    texts = safe_texts(page.body for page in pages)
    structures = structures_above(pages)
    return [
        schemas.News(
            id=page.pk,
            url=absolute(page.get_url()),
            title=page.title,
            summary=page.summary,
            body_html=html,
            body_text=text,
            published_at=to_local(page.first_published_at),
            changed_at=to_local(page.last_published_at) if page.last_published_at else None,
            structure=structure_ref(structures.get(page.path)),
        )
        for page, (html, text) in zip(pages, texts, strict=True)
    ]


def structure_ref(structure: StructurePage | None) -> schemas.StructureRef | None:
    """Return who publishes; the register of places without a known structure is nobody."""
    if structure is None or structure.is_register:
        return None
    return schemas.StructureRef(id=structure.pk, name=structure.title, url=absolute(structure.get_url()))
