"""How a server answered: what the linter asks it, in which order; the asking itself is handed in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

# Google's importer names itself so; ours says on whose behalf it asks.
AS_GOOGLE = "Google-Calendar-Importer (asked by the linter of relais-numerique)"


@dataclass(frozen=True)
class Answer:
    """One answer after redirects; header names are lower case; status 0: there was none, `reason` says why."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    reason: str = ""


Get = Callable[[str, Mapping[str, str]], Answer]


@dataclass(frozen=True)
class Exchange:
    """The answers of one look at a feed's server; None: not asked, because there was nothing to ask with."""

    asked: str
    first: Answer
    by_tag: Answer | None
    by_date: Answer | None
    as_google: Answer
    robots: str
    second: Answer


def probe(url: str, get: Get, *, pause: Callable[[], None]) -> Exchange | Answer:
    """Ask six times at most: plainly, by tag, by date, as Google does, for robots.txt, and plainly after a pause.

    The pause lets the server's clock turn a second, so that a DTSTAMP of the clock shows. When the first answer is no
    200, it alone is returned.
    """
    first = get(url, {})
    if first.status != 200:
        return first
    tag, date = first.headers.get("etag", ""), first.headers.get("last-modified", "")
    by_tag = get(first.url, {"If-None-Match": tag}) if tag else None
    by_date = get(first.url, {"If-Modified-Since": date}) if date else None
    as_google = get(first.url, {"User-Agent": AS_GOOGLE})
    robots = get(urljoin(first.url, "/robots.txt"), {})
    pause()
    return Exchange(
        asked=url,
        first=first,
        by_tag=by_tag,
        by_date=by_date,
        as_google=as_google,
        robots=robots.body[:200_000].decode("utf-8", "replace") if robots.status == 200 else "",
        second=get(url, {}),
    )


def path_of(url: str) -> str:
    """Return the path of an address."""
    return urlsplit(url).path
