"""The page for people: the OpenAPI document in French, without any script."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

# What a first-time reader tries: an address that works on any installation.
TRIED = {"limit": 3}


def docs_page(request: HttpRequest, document: dict[str, Any]) -> HttpResponse:
    """Render the page; its words are those of the document, translated."""
    context = {
        "operations": list(_operations(document)),
        "openapi_url": reverse("api:openapi-json"),
        "version": document["info"]["version"],
        "root": request.build_absolute_uri(reverse("api:api-root")),
    }
    response = render(request, "api/docs.html", context)
    response["Cache-Control"] = "public, max-age=300"
    return response


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path, methods in document["paths"].items():
        operation = methods["get"]
        example = operation["responses"][200]["content"]["application/json"]["example"]
        names = {parameter["name"] for parameter in operation["parameters"]}
        yield {
            "id": operation["operationId"],
            "path": path,
            "summary": _in_french(operation, "summary"),
            "description": _in_french(operation, "description"),
            "parameters": [_parameter(parameter) for parameter in operation["parameters"]],
            "tried": "" if "{" in path else f"{path}?{urlencode(TRIED)}" if "limit" in names else path,
            "example": json.dumps(example, ensure_ascii=False, indent=2),
        }


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": parameter["name"],
        "description": _in_french(parameter, "description"),
        "required": parameter["required"],
        "example": parameter.get("example", ""),
        "choices": parameter["schema"].get("enum", []),
    }


def _in_french(part: dict[str, Any], key: str) -> str:
    """Return a text of the document translated; the texts are collected where they are written."""
    text = part.get(key, "")
    return _(text) if text else ""
