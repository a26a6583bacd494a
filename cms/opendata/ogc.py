"""OGC API – Features, Part 1 (core): landing page, conformance, collections, items; what a GIS reads."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from cms.api.errors import BadParameter
from cms.api.texts import absolute
from cms.opendata.area import Area
from cms.opendata.collections import COLLECTIONS, Collection, page_of
from cms.opendata.delivery import JSON, open_to_all, refuse_unknown, whole
from cms.opendata.features import CONTENT_TYPE, collection_pieces, plain, to_json
from cms.opendata.licences import OPEN
from cms.opendata.ogc_query import read_box, read_cursor, read_limit, read_span
from cms.opendata.openapi import API_TYPE, openapi_document

CONFORMANCE = [
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}" for name in ("core", "oas30", "geojson")
]
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
ITEM_PARAMETERS = (*Area.PARAMETERS, "limit", "bbox", "datetime", "cursor", "f")


def link(rel: str, path: str, kind: str, title: str = "") -> dict[str, str]:
    """Return a link of the standard."""
    made = {"rel": rel, "href": absolute(path), "type": kind}
    return made | {"title": title} if title else made


def _check_format(request: HttpRequest, *known: str) -> None:
    """Raise BadParameter for a form (`f`) that this address does not have."""
    if (form := request.GET.get("f")) and form not in known:
        raise BadParameter("f", _("“f” is one of: %(names)s.") % {"names": ", ".join(known)})


def _json(request: HttpRequest, body: Any, kind: str = JSON) -> HttpResponseBase:
    return whole(request, to_json(body).encode(), kind)


@open_to_all
def landing(request: HttpRequest) -> HttpResponseBase:
    """Say what there is: to programs in JSON, to people on a page."""
    refuse_unknown(request.GET, ("f",))
    _check_format(request, "json", "html")
    asked = request.GET.get("f")
    if asked == "html" or (not asked and request.get_preferred_type([JSON, "text/html"]) == "text/html"):
        context = {"collections": COLLECTIONS.values(), "root": absolute(request.path)}
        page = render(request, "opendata/ogc.html", context)
        patch_vary_headers(page, ["Accept"])
        return page
    root, api = reverse("opendata:ogc"), reverse("opendata:ogc_api")
    links = [
        link("self", root, JSON),
        link("alternate", f"{root}?f=html", "text/html"),
        link("service-desc", api, API_TYPE, "OpenAPI 3.0"),
        link("service-doc", f"{root}?f=html", "text/html"),
        link("conformance", reverse("opendata:ogc_conformance"), JSON),
        link("data", reverse("opendata:ogc_collections"), JSON),
        {"rel": "license", "href": OPEN.url, "type": "text/html", "title": OPEN.title},
    ]
    body = {"title": _("Places and events"), "description": OPEN.attribution(), "links": links}
    response = _json(request, body)
    patch_vary_headers(response, ["Accept"])
    return response


@open_to_all
def api(request: HttpRequest) -> HttpResponseBase:
    """Serve the OpenAPI 3.0 document."""
    refuse_unknown(request.GET, ("f",))
    _check_format(request, "json")
    return _json(request, openapi_document(), API_TYPE)


@open_to_all
def conformance(request: HttpRequest) -> HttpResponseBase:
    """Name the classes that we conform to."""
    refuse_unknown(request.GET, ("f",))
    _check_format(request, "json")
    return _json(request, {"conformsTo": CONFORMANCE})


@open_to_all
def collections(request: HttpRequest) -> HttpResponseBase:
    """List the collections."""
    refuse_unknown(request.GET, ("f",))
    _check_format(request, "json")
    links = [link("self", request.path, JSON)]
    return _json(request, {"links": links, "collections": [_described(one) for one in COLLECTIONS.values()]})


@open_to_all
def collection(request: HttpRequest, name: str) -> HttpResponseBase:
    """Describe one collection."""
    refuse_unknown(request.GET, ("f",))
    _check_format(request, "json")
    return _json(request, _described(_known(name)))


def _known(name: str) -> Collection:
    if name not in COLLECTIONS:
        raise Http404(
            _("There is no collection “%(name)s”; there are: %(names)s.")
            % {"name": name[:40], "names": ", ".join(COLLECTIONS)}
        )
    return COLLECTIONS[name]


def _described(one: Collection) -> dict[str, Any]:
    extent, found = {}, one.extent(timezone.localtime())
    if found.box:
        extent["spatial"] = {"bbox": [list(found.box)], "crs": CRS84}
    if found.span:
        extent["temporal"] = {"interval": [[plain(found.span[0]), plain(found.span[1])]]}
    return {
        "id": one.name,
        "title": one.table.title,
        "description": one.table.description,
        "itemType": "feature",
        "crs": [CRS84],
        **({"extent": extent} if extent else {}),
        "links": [
            link("self", reverse("opendata:ogc_collection", args=[one.name]), JSON),
            link("items", reverse("opendata:ogc_items", args=[one.name]), CONTENT_TYPE, one.table.title),
            {"rel": "license", "href": OPEN.url, "type": "text/html", "title": OPEN.title},
        ],
    }


@open_to_all
def items(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve a page of features.

    No `timeStamp`: the standard leaves it out, and with it equal data would not be equal bytes (design §3.6).
    """
    one = _known(name)
    refuse_unknown(request.GET, ITEM_PARAMETERS)
    _check_format(request, "json", "geojson")
    limit, cursor, now = read_limit(request.GET), read_cursor(request.GET), timezone.localtime()
    box, span = read_box(request.GET), read_span(request.GET)
    rows = one.narrowed(one.rows(now), Area.read(request.GET), box, span)
    page = page_of(one, rows, cursor=cursor, limit=limit, now=now)
    links = [
        link("self", request.get_full_path(), CONTENT_TYPE),
        link("collection", reverse("opendata:ogc_collection", args=[name]), JSON),
    ]
    for rel, place in (("next", page.next), ("prev", page.previous)):
        if place:
            query = request.GET.copy()
            query["cursor"] = str(place)
            links.append(link(rel, f"{request.path}?{query.urlencode()}", CONTENT_TYPE))
    pieces = collection_pieces(
        page.features, numberMatched=page.matched, numberReturned=len(page.features), links=links
    )
    response = whole(request, b"".join(pieces), CONTENT_TYPE)
    response["Link"] = ", ".join(f'<{one["href"]}>; rel="{one["rel"]}"; type="{one["type"]}"' for one in links)
    return response


@open_to_all
def item(request: HttpRequest, name: str, code: str) -> HttpResponseBase:
    """Serve one feature by its permanent code."""
    one = _known(name)
    refuse_unknown(request.GET, ("f",))
    _check_format(request, "json", "geojson")
    now = timezone.localtime()
    found = list(one.features(one.by_code(one.rows(now), code), now))
    if not found:
        raise Http404(_("There is no feature with the code %(code)s.") % {"code": code[:40]})
    links = [
        link("self", request.path, CONTENT_TYPE),
        link("collection", reverse("opendata:ogc_collection", args=[name]), JSON),
    ]
    return _json(request, found[0] | {"links": links}, CONTENT_TYPE)
