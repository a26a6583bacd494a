"""The OpenAPI 3.0 document of the OGC API – Features: a GIS reads the filters from it."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from agenda.catalogue.criteria import RADII
from agenda.feeds.calendars import DEFAULT_RADIUS
from agenda.places.vocabulary import SERVICES
from cms.opendata.collections import COLLECTIONS
from cms.opendata.features import CONTENT_TYPE
from cms.opendata.licences import OPEN
from cms.opendata.ogc_query import DEFAULT_LIMIT, MAX_LIMIT
from cms.opendata.tables import Table

API_TYPE = "application/vnd.oai.openapi+json;version=3.0"
_TYPES: dict[str, dict[str, str]] = {
    "datetime": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"},
}


def openapi_document() -> dict[str, Any]:
    """Return the document."""
    paths: dict[str, Any] = {}
    for name, sentence in (
        ("ogc", _("What there is.")),
        ("ogc_conformance", _("Which classes of the standard are kept.")),
        ("ogc_api", _("This document.")),
        ("ogc_collections", _("The collections.")),
    ):
        paths[_path(name)] = _get(name, sentence, "application/json", {"type": "object"}, [])
    for name, one in COLLECTIONS.items():
        base = reverse("opendata:ogc_collection", args=[name])
        schema = {"$ref": f"#/components/schemas/{name}"}
        paths[base] = _get(f"{name}", one.table.description, "application/json", {"type": "object"}, [])
        paths[f"{base}/items"] = _get(
            f"{name}.items", one.table.title, CONTENT_TYPE, _collection_of(schema), _filters()
        )
        code = {"name": "code", "in": "path", "required": True, "schema": {"type": "string"}}
        paths[f"{base}/items/{{code}}"] = _get(f"{name}.item", one.table.title, CONTENT_TYPE, schema, [code])
    return {
        "openapi": "3.0.3",
        "info": {
            "title": _("Places and events"),
            "version": "1.0.0",
            "description": OPEN.attribution(),
            "license": {"name": OPEN.title, "url": OPEN.url},
        },
        "servers": [{"url": settings.PUBLIC_URL}],
        "paths": paths,
        "components": {
            "schemas": {
                "exception": {
                    "type": "object",
                    "required": ["code"],
                    "properties": {"code": {"type": "string"}, "description": {"type": "string"}},
                },
                **{name: _feature_schema(one.table) for name, one in COLLECTIONS.items()},
            }
        },
    }


def _path(name: str) -> str:
    return reverse(f"opendata:{name}")


def _get(operation: str, summary: str, kind: str, schema: dict[str, Any], parameters: list[dict[str, Any]]) -> Any:
    refused = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/exception"}}}}
    responses = {
        "200": {"description": summary, "content": {kind: {"schema": schema}}},
        "400": {"description": _("A parameter cannot be read."), **refused},
        "404": {"description": _("There is nothing at this address."), **refused},
    }
    return {"get": {"operationId": operation, "summary": summary, "parameters": parameters, "responses": responses}}


def _collection_of(schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["type", "features"],
        "properties": {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "features": {"type": "array", "items": schema},
            "numberMatched": {"type": "integer", "minimum": 0},
            "numberReturned": {"type": "integer", "minimum": 0},
            "links": {"type": "array", "items": {"type": "object"}},
        },
    }


def _feature_schema(table: Table) -> dict[str, Any]:
    properties = {
        column.name: {**_TYPES.get(column.kind, {"type": column.kind}), "nullable": True, "description": column.meaning}
        for column in table.columns
    }
    return {
        "type": "object",
        "required": ["type", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"type": "string"},
            "geometry": {"type": "object", "nullable": True},
            "properties": {"type": "object", "properties": properties},
        },
    }


def _filters() -> list[dict[str, Any]]:
    text = {"type": "string"}
    numbers = {"type": "array", "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}]}
    return [
        _filter("limit", {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
                _("How many features to return at most.")),
        _filter("bbox", numbers | {"items": {"type": "number"}}, _("Rectangle in degrees: west,south,east,north."))
        | {"explode": False},
        _filter("datetime", text, _("Instant, day or interval, as in RFC 3339; “..” is an open end."))
        | {"explode": False},
        _filter("commune", text | {"pattern": "^([0-9]{2}|2[AB])[0-9]{3}$"},
                _("INSEE code of a commune: the commune and its surroundings.")),
        _filter("rayon", {"type": "integer", "enum": list(RADII), "default": DEFAULT_RADIUS},
                _("Kilometres around the commune; 0 for the commune alone.")),
        _filter("epci", text | {"pattern": "^[0-9]{9}$"}, _("SIREN number of an EPCI.")),
        _filter("theme", text | {"enum": list(SERVICES)}, _("Theme: one of the nine national services.")),
        _filter("cursor", text, _("Where to go on; taken from the link “next”.")),
    ]  # fmt: skip


def _filter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "schema": schema,
        "style": "form",
        "description": description,
    }
