"""The live GeoJSON layers: places, places under ODbL, events; whole or filtered, each under a tag made from data."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from agenda.catalogue.describe import RENDERER
from agenda.places.models import Licence
from cms.foundation.answers import tag_of
from cms.opendata.area import Area
from cms.opendata.delivery import open_to_all, refuse_unknown, streamed, whole
from cms.opendata.events import event_features, events
from cms.opendata.features import CONTENT_TYPE, collection_pieces
from cms.opendata.licences import ODBL, OPEN, LicenceText
from cms.opendata.places import place_features, places
from cms.opendata.tables import EVENTS, ODBL_PLACES, PLACES, Table

# Raise it when the shape of events' features changes: tags must change with it.
SHAPE = 2


@open_to_all
def places_geojson(request: HttpRequest) -> HttpResponseBase:
    """Serve the places under the open licence; some hundred rows, whose bytes are their own tag."""
    return _places(request, Licence.OPEN, PLACES, OPEN)


@open_to_all
def odbl_geojson(request: HttpRequest) -> HttpResponseBase:
    """Serve the places under ODbL, apart and with their own licence."""
    return _places(request, Licence.ODBL, ODBL_PLACES, ODBL)


def _places(request: HttpRequest, licence: str, table: Table, text: LicenceText) -> HttpResponseBase:
    refuse_unknown(request.GET, Area.PARAMETERS)
    found = Area.read(request.GET).of_places(places(licence))
    pieces = collection_pieces(place_features(found, today=timezone.localdate()), **_members(table, text))
    return _named(whole(request, b"".join(pieces), CONTENT_TYPE), "lieux-odbl" if licence == Licence.ODBL else "lieux")


@open_to_all
def events_geojson(request: HttpRequest) -> HttpResponseBase:
    """Serve the events of the feeds' window, streamed; one aggregate gives the tag, all that a 304 reads."""
    refuse_unknown(request.GET, Area.PARAMETERS)
    area = Area.read(request.GET)
    found, day = events(timezone.now())
    found = area.of_events(found)
    members = _members(EVENTS, OPEN)
    # The members name us: with another name of the programme the bytes are others.
    ours = (SHAPE, RENDERER, settings.PUBLIC_URL, *members.values())
    etag = tag_of("evenements", *ours, area.key, day, *found.order_by().fingerprint())
    pieces = collection_pieces(event_features(found), **members)
    return _named(streamed(request, pieces, CONTENT_TYPE, etag), "evenements")


def _members(table: Table, text: LicenceText) -> dict[str, str]:
    """Return what the file says of itself before its features; readers skip members that they do not know."""
    return {"title": table.title, "license": text.url, "attribution": text.attribution()}


def _named(response: HttpResponseBase, name: str) -> HttpResponseBase:
    if response.status_code == 200:
        response["Content-Disposition"] = f'inline; filename="{name}.geojson"'
    return response
