"""How the bytes of an answer are named and packed: tags, 304, gzip of our own (design §3.6).

GZipMiddleware is not installed: it adds random bytes, and equal data would no longer be equal bytes.
"""

import gzip
import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

_LEVEL = 6
_GZIP_FORMAT = zlib.MAX_WBITS | 16
_SUFFIX = "-gzip"


def tag_of(*parts: Any) -> str:
    """Return the strong tag (quoted) of what `parts` say."""
    return _quoted("|".join(str(part) for part in parts).encode())


def tag_of_bytes(body: bytes) -> str:
    """Return the strong tag (quoted) of a body."""
    return _quoted(body)


def _quoted(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def is_known(request: HttpRequest, etag: str) -> bool:
    """Tell whether the reader has these bytes (RFC 9110 §13.1); weak and compressed forms of the tag count too."""
    tags = {_bare(tag) for tag in parse_etags(request.headers.get("If-None-Match", ""))}
    return "*" in tags or _bare(etag) in tags


def _bare(tag: str) -> str:
    return tag.removeprefix("W/").strip('"').removesuffix(_SUFFIX)


def takes_gzip(request: HttpRequest) -> bool:
    """Tell whether Accept-Encoding allows gzip (RFC 9110 §12.5.3): named, and not with q=0."""
    for item in request.headers.get("Accept-Encoding", "").lower().split(","):
        coding, _semicolon, weight = item.partition(";")
        if coding.strip() == "gzip":
            return not re.fullmatch(r"\s*q=0(\.0*)?\s*", weight)
    return False


def compressed(body: bytes) -> bytes:
    """Return the gzip form with a fixed time stamp, so that equal bytes stay equal."""
    return gzip.compress(body, compresslevel=_LEVEL, mtime=0)


def compressed_pieces(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the gzip form of pieces as it comes: never more in memory than the window of 32 KB and a piece."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP_FORMAT)
    for piece in pieces:
        if packed := packer.compress(piece):
            yield packed
    yield packer.flush()


def named(response: HttpResponseBase, etag: str, *, zipped: bool) -> HttpResponseBase:
    """Give an answer its tag: the compressed form has its own, and caches are told that there are two."""
    response["ETag"] = f'"{_bare(etag)}{_SUFFIX}"' if zipped else f'"{_bare(etag)}"'
    patch_vary_headers(response, ["Accept-Encoding"])
    if zipped and response.status_code == 200:
        response["Content-Encoding"] = "gzip"
    return response


def answered(request: HttpRequest, response: HttpResponse, etag: str) -> HttpResponseBase:
    """Return a whole answer under its tag, compressed for who takes it; 304 for who has these bytes."""
    zipped = takes_gzip(request)
    if is_known(request, etag):
        return named(HttpResponse(status=304), etag, zipped=zipped)
    if zipped:
        response.content = compressed(response.content)
        response.headers.pop("Content-Length", None)
    return named(response, etag, zipped=zipped)
