"""Partners and how to reach them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Query, Router
from wagtail.query import PageQuerySet

from agenda.places.phones import PhoneError, display_phone, normalise_phone, phone_link
from cms.api import schemas
from cms.api.documents import documented
from cms.api.pagination import Key, cut, next_link
from cms.api.parameters import AreaFilters, Number
from cms.api.texts import absolute, safe_texts
from cms.api.wordings import territory_of
from cms.structures.models import StructurePage
from cms.territories.queries import insee_within

router = Router(tags=["structures"])
ORDER = (Key("title", str), Key("pk", int))


@router.get("", **documented("structures", schemas.StructureList))
def list_structures(request: HttpRequest, response: HttpResponse, filters: Query[AreaFilters]) -> Any:
    """Partners by name; `commune`, `rayon` and `epci` speak of where they are."""
    filters.check_area()
    structures = _published()
    if filters.commune:
        structures = structures.filter(commune_id__in=insee_within(filters.commune, filters.km))
    if filters.epci:
        structures = structures.filter(commune__epci_id=filters.epci)
    page = cut(structures, ORDER, cursor=filters.cursor, limit=filters.limit)
    return {"items": _described(page.items), "next": next_link(request, response, page)}


@router.get("/{id}", **documented("structure", schemas.Structure))
def get_structure(request: HttpRequest, id: Number) -> schemas.Structure:  # noqa: A002 - ninja names
    """One partner by its number."""
    found = _published().filter(pk=id).first()
    if found is None:
        raise Http404(_("There is no structure number %(number)s.") % {"number": id})
    return _described([found])[0]


def _published() -> PageQuerySet:
    # The register of places that nobody has taken over yet is no partner.
    structures = StructurePage.objects.live().public().filter(alias_of__isnull=True, is_register=False)
    return structures.select_related("commune", "logo")


def _described(pages: list[StructurePage]) -> list[schemas.Structure]:
    texts = safe_texts(page.body for page in pages)
    return [_structure(page, html, text) for page, (html, text) in zip(pages, texts, strict=True)]


def _structure(page: StructurePage, html: str, text: str) -> schemas.Structure:
    number, link = _phone(page.phone)
    logo = page.logo
    return schemas.Structure(
        id=page.pk,
        url=absolute(page.get_url()),
        name=page.title,
        kind=page.kind,
        kind_label=page.get_kind_display(),
        siret=page.siret,
        summary=page.summary,
        body_html=html,
        body_text=text,
        address=page.address,
        territory=territory_of(page.commune),
        phone=number,
        phone_uri=link,
        email=page.email,
        website=page.website,
        logo=schemas.Logo(url=absolute(logo.file.url), width=logo.width, height=logo.height) if logo else None,
        feed_url=absolute(reverse("feeds:structure", args=[page.pk])),
    )


def _phone(written: str) -> tuple[str, str]:
    """Return (as it is read, `tel:` address); what cannot be dialled is given as it was written, without an address."""
    try:
        number = normalise_phone(written)
    except PhoneError:
        return written, ""
    return display_phone(number), phone_link(number)
