"""How every answer of the API leaves: for any origin, shortly cacheable, with a tag, also to HEAD and OPTIONS."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from cms.foundation.answers import answered, named, tag_of_bytes, takes_gzip

CACHE_CONTROL = "public, max-age=60"
METHODS = "GET, HEAD, OPTIONS"
View = Callable[..., HttpResponse]


def not_modified(etag: str) -> HttpResponse:
    """Return the answer to somebody who has these bytes already."""
    return HttpResponse(status=304, headers={"ETag": etag})


def delivered(view: View) -> Callable[..., HttpResponseBase]:
    """Wrap a view: GET and HEAD reach it, OPTIONS is answered here, and every answer carries the same headers."""

    @csrf_exempt
    @wraps(view)
    def deliver(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return public(HttpResponse(status=204, headers={"Allow": METHODS}), CACHE_CONTROL)
        if request.method == "HEAD":
            # The server drops the body; the library knows no HEAD.
            request.method = "GET"
            response = _tagged(request, view(request, *args, **kwargs))
            request.method = "HEAD"
        else:
            response = _tagged(request, view(request, *args, **kwargs))
        return public(response, CACHE_CONTROL)

    return deliver


def _tagged(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    if response.status_code == 304:
        return named(response, response["ETag"], zipped=takes_gzip(request))
    if response.status_code != 200:
        return response
    return answered(request, response, response.get("ETag") or tag_of_bytes(response.content))


def public(response: HttpResponseBase, cache_control: str) -> HttpResponseBase:
    """Let any origin read an answer; good ones may be kept as `cache_control` says, refusals not at all."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = METHODS
    response["Access-Control-Allow-Headers"] = "If-None-Match, Accept, Content-Type"
    response["Access-Control-Expose-Headers"] = "ETag, Link"
    response["Access-Control-Max-Age"] = "86400"
    response["Cache-Control"] = cache_control if response.status_code in {200, 204, 304} else "no-store"
    return response
