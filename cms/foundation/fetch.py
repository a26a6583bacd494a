"""The one way out: fetches an address that somebody typed, without ever touching our own network (design §3.15).

No other module of the product opens a connection to an address that is not in its settings.
"""

import contextlib
import re
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

import httpcore
import httpx
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.foundation.digits import is_digits, whole_number
from cms.foundation.fetch_guard import (
    AddressRefused,
    Clock,
    DeadlineBackend,
    FetchError,
    GuardedBackend,
    Network,
    TooSlow,
    refuse_local,
)

__all__ = [
    "AddressRefused",
    "AnswerRefused",
    "FetchError",
    "Fetched",
    "Fetcher",
    "TooLarge",
    "TooSlow",
    "Unreachable",
    "fetch",
]

MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ACCEPTED = frozenset({200, 304})
_HOST = re.compile(r"[A-Za-z0-9._:-]+")
_PLAIN = frozenset({"", "identity"})
_PACKED = frozenset({"gzip", "x-gzip", "deflate"})


class Unreachable(FetchError):
    """No connection, or one that broke."""


class TooLarge(FetchError):
    """The answer is larger than the caller allows, packed or unpacked."""


class AnswerRefused(FetchError):
    """The answer is neither 200 nor 304, or cannot be read; `status` is what the server said, 0 if no HTTP."""

    def __init__(self, message: str | Promise, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Fetched:
    """One answer: 200 with its body, or 304 without; `url` ended the redirects, header names are lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """The type without parameters, lower case; empty when the server says none."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def not_modified(self) -> bool:
        """Whether what the caller has (by ETag or date) still stands."""
        return self.status == 304


class Fetcher:
    """Fetches with one policy: a proxy or none and, for tests only, networks allowed although they are local."""

    def __init__(self, *, proxy: str = "", allow_for_tests: Iterable[Network] = ()) -> None:
        self._proxy = proxy
        self._allowed: Collection[Network] = tuple(allow_for_tests)

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        max_bytes: int = 5_000_000,
        timeout_seconds: float = 10,
        deadline_seconds: float = 30,
    ) -> Fetched:
        """Return the answer of `url`, following at most five redirects, each checked like the first address.

        `timeout_seconds` bounds each silence, `deadline_seconds` everything together; `max_bytes` counts what comes
        over the wire and what it unpacks to. The caller's headers go to the first server only.

        Raises:
            FetchError: one of its subclasses, each with a sentence for the person who typed the address.
        """
        clock = Clock(deadline_seconds, timeout_seconds)
        given = dict(headers or {})
        target = self._checked(url)
        for _hop in range(MAX_REDIRECTS + 1):
            answer = self._get_once(target, given, clock, max_bytes)
            if answer.status in _ACCEPTED:
                return answer
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                raise AnswerRefused(_("The server answers with the error %d.") % answer.status, answer.status)
            following = self._checked(urljoin(str(target), answer.headers["location"]))
            if target.scheme == "https" and following.scheme == "http":
                raise AddressRefused(_("This secure address leads to one that is not."))
            if (target.scheme, target.netloc) != (following.scheme, following.netloc):
                given = {}
            target = following
        raise AnswerRefused(_("This address leads from one to the next without end."))

    def _checked(self, url: str) -> httpx.URL:
        """Return the parsed address, or refuse what no answer could make right."""
        try:
            parsed = httpx.URL(url.strip()).copy_with(fragment=None)
        except (httpx.InvalidURL, ValueError) as error:
            raise AddressRefused(_("This address is not complete.")) from error
        if parsed.scheme not in {"http", "https"} or not parsed.host:
            raise AddressRefused(_("Only addresses that start with http:// or https:// can be fetched."))
        host = parsed.raw_host.decode("ascii")
        if not _HOST.fullmatch(host) or not 0 < (parsed.port or 80) < 65536:
            raise AddressRefused(_("This address is not complete."))
        if parsed.userinfo:
            raise AddressRefused(_("An address with a user name or password cannot be fetched."))
        refuse_local(host, self._allowed)
        return parsed

    def _get_once(self, url: httpx.URL, given: Mapping[str, str], clock: Clock, max_bytes: int) -> Fetched:
        headers = {
            "Host": url.netloc.decode("ascii"),
            "User-Agent": f"relais-numerique (+{settings.PUBLIC_URL})",
            "Accept": "*/*",
            **given,
            "Accept-Encoding": "gzip",
        }
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        request = httpcore.Request("GET", target, headers=list(headers.items()))
        try:
            with self._pool(clock) as pool:
                response = pool.handle_request(request)
                try:
                    return _read(url, response, max_bytes)
                finally:
                    with contextlib.suppress(Exception):
                        response.close()
        except httpcore.TimeoutException as error:
            raise TooSlow(_("This server takes too long to answer.")) from error
        except (httpcore.ProtocolError, httpcore.UnsupportedProtocol, zlib.error) as error:
            raise AnswerRefused(_("This server's answer cannot be read.")) from error
        except (httpcore.NetworkError, httpcore.ProxyError, OSError) as error:
            raise Unreachable(_("This server cannot be reached.")) from error

    def _pool(self, clock: Clock) -> httpcore.ConnectionPool:
        context = httpx.create_ssl_context()
        if not self._proxy:
            return httpcore.ConnectionPool(ssl_context=context, network_backend=GuardedBackend(clock, self._allowed))
        # The proxy resolves names and guards its own network; it may well stand in ours.
        given = httpx.Proxy(self._proxy)
        proxy = httpcore.Proxy(str(given.url), auth=given.raw_auth)
        return httpcore.ConnectionPool(ssl_context=context, proxy=proxy, network_backend=DeadlineBackend(clock))


def _read(url: httpx.URL, response: httpcore.Response, max_bytes: int) -> Fetched:
    headers: dict[str, str] = {}
    for name, value in response.headers:
        headers.setdefault(name.decode("latin-1").lower(), value.decode("latin-1"))
    if response.status != 200:
        return Fetched(str(url), response.status, headers, b"")
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding not in _PLAIN | _PACKED:
        raise AnswerRefused(_("This server's answer cannot be read."))
    too_large = TooLarge(_("The answer is larger than %d kB.") % (max_bytes // 1000))
    announced = headers.get("content-length", "")
    if is_digits(announced) and whole_number(announced, most=max_bytes) is None:
        raise too_large
    # 47: zlib's word for "gzip or deflate, look yourself".
    unpack = zlib.decompressobj(47) if encoding in _PACKED else None
    body, received = bytearray(), 0
    for chunk in response.iter_stream():
        received += len(chunk)
        body += unpack.decompress(chunk, max_bytes + 1 - len(body)) if unpack else chunk
        if received > max_bytes or len(body) > max_bytes:
            raise too_large
    # Bytes behind the end are a second member or rubbish: what they hold would be lost as if the answer were whole.
    if unpack and (not unpack.eof or unpack.unused_data):
        raise AnswerRefused(_("This server's answer is cut short."))
    return Fetched(str(url), response.status, headers, bytes(body))


def fetch(
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    max_bytes: int = 5_000_000,
    timeout_seconds: float = 10,
    deadline_seconds: float = 30,
) -> Fetched:
    """Fetch with this installation's policy (`OUTBOUND_PROXY`); see `Fetcher.get`."""
    return Fetcher(proxy=settings.OUTBOUND_PROXY).get(
        url, headers=headers, max_bytes=max_bytes, timeout_seconds=timeout_seconds, deadline_seconds=deadline_seconds
    )
