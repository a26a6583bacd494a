"""Places of the register: where residents find help."""

from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router

from agenda.places.closures import coming_closures
from agenda.places.models import PlacePage, PlacePageQuerySet
from cms.api import schemas
from cms.api.documents import documented
from cms.api.news import structure_ref
from cms.api.pagination import Key, cut, next_link
from cms.api.parameters import Code, PlaceFilters
from cms.api.place_schemas import PlaceClosure, PlaceStop
from cms.api.texts import absolute, structures_above
from cms.api.wordings import territory_of, wordings
from cms.structures.models import StructurePage
from cms.territories.models import Neighbour
from cms.territories.queries import insee_within

router = Router(tags=["places"])
BY_NAME = (Key("title", str), Key("pk", int))
BY_DISTANCE = (Key("metres", int), Key("pk", int))


@router.get("", **documented("places", schemas.PlaceList))
def list_places(request: HttpRequest, response: HttpResponse, filters: Query[PlaceFilters]) -> Any:
    """Places by name; with `commune`, those of the commune and 15 km around it, the nearest commune first.

    Places held under ODbL come apart, with `licence=odbl`.
    """
    filters.check_area()
    order = BY_DISTANCE if filters.commune else BY_NAME
    page = cut(_filtered(filters), order, cursor=filters.cursor, limit=filters.limit)
    return {"items": _described(page.items), "next": next_link(request, response, page)}


@router.get("/{code}", **documented("place", schemas.Place))
def get_place(request: HttpRequest, code: Code) -> schemas.Place:
    """One place by the short code of its permanent address."""
    found = _published().filter(record__code=code.lower()).first()
    if found is None:
        raise Http404(_("There is no place with the code %(code)s.") % {"code": code})
    return _described([found])[0]


def _published() -> PlacePageQuerySet:
    # A place gets its code when it is first published: without one it has no address to give away.
    return PlacePage.objects.published().filter(record__isnull=False).with_card().with_opening()


def _filtered(filters: PlaceFilters) -> PlacePageQuerySet:
    places = _published().filter(licence=filters.licence)
    if filters.commune:
        metres = Neighbour.objects.filter(origin_id=filters.commune, target_id=OuterRef("commune_id")).values("metres")
        within = insee_within(filters.commune, filters.km)
        places = places.filter(commune_id__in=within).annotate(metres=Subquery(metres[:1]))
    if filters.epci:
        places = places.filter(commune__epci_id=filters.epci)
    if filters.structure:
        # Checked by check_area: the structure exists.
        places = places.child_of(StructurePage.objects.only("path", "depth").get(pk=filters.structure))
    if filters.theme:
        # Codes are plain letters, so the text of the list is searched: SQLite knows no "contains" for JSON.
        places = places.filter(services__icontains=f'"{filters.theme}"')
    return places


def _described(pages: list[PlacePage]) -> list[schemas.Place]:
    structures = structures_above(pages)
    today = timezone.localdate()
    return [_place(page, structures.get(page.path), today) for page in pages]


def _place(page: PlacePage, structure: StructurePage | None, today: date) -> schemas.Place:
    latitude, longitude = page.point or (None, None)
    metres = getattr(page, "metres", None)
    lists = ("itinerance", "services", "support_modes", "access_modes", "fees", "audiences", "special_needs")
    return schemas.Place(
        code=page.code,
        url=absolute(page.permanent_path),
        name=page.title,
        summary=page.summary,
        details=page.details,
        street=page.address,
        complement=page.address_complement,
        postal_code=page.postal_code,
        territory=territory_of(page.commune),
        latitude=latitude,
        longitude=longitude,
        distance_km=None if metres is None else round(metres / 1000),
        itinerant=page.itinerant,
        phone=page.phone_display,
        phone_uri=page.phone_link,
        email=page.email,
        further_emails=[email for email in page.further_emails.split("|") if email],
        website=page.website,
        further_websites=[website for website in page.further_websites.split("|") if website],
        hours=page.hours,
        closures=[
            PlaceClosure(start_date=closure.start_date, end_date=closure.end_date, sentence=closure.sentence)
            for closure in coming_closures(page, today)
        ],
        stops=[
            PlaceStop(insee=stop.commune_id, commune=stop.commune.name, spot=stop.spot, hours=stop.hours)
            for stop in page.stops.all()
        ],
        booking_url=page.booking_url,
        access_url=page.access_url,
        national_id=page.national_id,
        source=page.source,
        parent_structure=page.parent_structure,
        licence=page.licence,
        updated_date=page.updated_date,
        structure=structure_ref(structure),
        **{name: wordings(name, getattr(page, name)) for name in lists},
    )
