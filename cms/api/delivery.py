"""How every answer of the API leaves: for any origin, shortly cacheable, with a tag, also to HEAD and OPTIONS."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags
from django.views.decorators.csrf import csrf_exempt

CACHE_CONTROL = "public, max-age=60"
METHODS = "GET, HEAD, OPTIONS"
View = Callable[..., HttpResponse]


def tag_of(*parts: Any) -> str:
    """Return the strong tag (quoted) of what `parts` say."""
    text = "|".join(str(part) for part in parts)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def is_known(request: HttpRequest, etag: str) -> bool:
    """Tell whether the reader has these bytes (RFC 9110 §13.1); forms that proxies make of a tag count too."""
    tags = {_bare(tag) for tag in parse_etags(request.headers.get("If-None-Match", ""))}
    return "*" in tags or _bare(etag) in tags


def _bare(tag: str) -> str:
    return tag.removeprefix("W/").strip('"').removesuffix("-gzip")


def not_modified(etag: str) -> HttpResponse:
    """Return the answer to somebody who has these bytes already."""
    return HttpResponse(status=304, headers={"ETag": etag})


def delivered(view: View) -> View:
    """Wrap a view: GET and HEAD reach it, OPTIONS is answered here, and every answer carries the same headers."""

    @csrf_exempt
    @wraps(view)
    def deliver(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return _public(HttpResponse(status=204, headers={"Allow": METHODS}))
        if request.method == "HEAD":
            # The server drops the body; the library knows no HEAD.
            request.method = "GET"
            response = _tagged(request, view(request, *args, **kwargs))
            request.method = "HEAD"
        else:
            response = _tagged(request, view(request, *args, **kwargs))
        return _public(response)

    return deliver


def _tagged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if response.status_code != 200:
        return response
    if "ETag" not in response:
        response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    if not is_known(request, response["ETag"]):
        return response
    return not_modified(response["ETag"])


def _public(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = METHODS
    response["Access-Control-Allow-Headers"] = "If-None-Match, Accept, Content-Type"
    response["Access-Control-Expose-Headers"] = "ETag, Link"
    response["Access-Control-Max-Age"] = "86400"
    if response.status_code in {200, 204, 304}:
        response["Cache-Control"] = CACHE_CONTROL
    else:
        response["Cache-Control"] = "no-store"
    return response
