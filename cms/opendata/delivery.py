"""How every answer of the open data leaves: for any origin, cacheable for five minutes, with a strong tag."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from cms.api.delivery import METHODS, public
from cms.api.errors import BadParameter
from cms.foundation.answers import answered, compressed_pieces, is_known, named, tag_of_bytes, takes_gzip
from cms.opendata.features import to_json

CACHE_CONTROL = "public, max-age=300"
JSON = "application/json"
View = Callable[..., HttpResponseBase]


def open_to_all(view: View) -> View:
    """Wrap a view: OPTIONS and other methods are answered here, refusals in a sentence, headers the same everywhere."""

    @csrf_exempt
    @wraps(view)
    def deliver(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return public(HttpResponse(status=204, headers={"Allow": METHODS}), CACHE_CONTROL)
        if request.method not in {"GET", "HEAD"}:
            refused = refusal(405, _("This address is for reading only."))
            refused["Allow"] = METHODS
            return public(refused, CACHE_CONTROL)
        try:
            response = view(request, *args, **kwargs)
        except BadParameter as error:
            response = refusal(400, error.sentence)
        except Http404 as error:
            response = refusal(404, str(error) or _("There is nothing at this address."))
        return public(response, CACHE_CONTROL)

    return deliver


def refusal(status: int, sentence: str) -> HttpResponse:
    """Return an exception as OGC API – Features describes it: a code for programs, a sentence for people."""
    codes = {400: "InvalidParameterValue", 404: "NotFound", 405: "MethodNotAllowed", 406: "NotAcceptable"}
    body = {"code": codes[status], "description": sentence}
    return HttpResponse(to_json(body), status=status, content_type=JSON)


def refuse_unknown(query: QueryDict, known: Iterable[str]) -> None:
    """Raise BadParameter for a parameter that is not among `known`: a misspelt filter must not answer everything."""
    names = sorted(known)
    for name in query:
        if name not in names:
            sentence = _("There is no parameter “%(name)s” here; known are: %(names)s.")
            raise BadParameter(name, sentence % {"name": name[:40], "names": ", ".join(names) or "–"})


def whole(request: HttpRequest, body: bytes, content_type: str) -> HttpResponseBase:
    """Return bytes under the tag of what they are, compressed for who takes it; 304 for somebody who has them."""
    return answered(request, HttpResponse(body, content_type=content_type), tag_of_bytes(body))


def streamed(request: HttpRequest, pieces: Iterable[bytes], content_type: str, etag: str) -> HttpResponseBase:
    """Return pieces under a tag that the data gave, compressed as they come for who takes it.

    Nothing is read for somebody who has them, or for HEAD; memory does not grow with their number.
    """
    zipped = takes_gzip(request)
    if is_known(request, etag):
        return named(HttpResponse(status=304), etag, zipped=zipped)
    if request.method == "HEAD":
        # Streamed too: a whole answer without a body would say that its length is 0.
        pieces = ()
    elif zipped:
        pieces = compressed_pieces(pieces)
    return named(StreamingHttpResponse(pieces, content_type=content_type), etag, zipped=zipped)
