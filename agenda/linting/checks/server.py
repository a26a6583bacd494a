"""How the server answers: type, detours, who is let in, and what its address does in links (rules 13 and 16)."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from agenda.linting.exchange import AS_GOOGLE, path_of
from agenda.linting.feed import Feed
from agenda.linting.rules import ADVICE, ERROR, WARNING, Hit, _, rule

_CHARSET = re.compile(r"charset\s*=\s*\"?([\w-]+)", re.IGNORECASE)
_LONGEST = 200


@rule(
    "content-type", 13, ERROR,
    what=_("The server says that the file is “%(value)s”, not a calendar."),
    remedy=_("Answer with Content-Type: text/calendar; charset=utf-8"),
    breaks=("Google",), sources=("Meetable#138",),
)  # fmt: skip
def content_type(feed: Feed) -> Iterator[Hit]:
    """The media type is text/calendar."""
    for exchange in feed.exchanges():
        given = exchange.first.headers.get("content-type", "")
        if given.split(";")[0].strip().lower() != "text/calendar":
            yield Hit(0, given)


@rule(
    "charset", 13, WARNING,
    what=_("The server does not say that the calendar is UTF-8."),
    remedy=_("Add charset=utf-8 to Content-Type: text of no charset is ASCII to some programs."),
    sources=("RFC 5545 §3.1.4",),
)  # fmt: skip
def charset(feed: Feed) -> Iterator[Hit]:
    """The charset is said."""
    for exchange in feed.exchanges():
        given = exchange.first.headers.get("content-type", "")
        found = _CHARSET.search(given)
        if given.lower().startswith("text/calendar") and (not found or found[1].lower() != "utf-8"):
            yield Hit(0)


@rule(
    "redirected", 13, WARNING,
    what=_("The address leads to another one: %(value)s"),
    remedy=_("Hand out the address that answers itself."),
    breaks=("Google",), sources=("Meetable#138",),
)  # fmt: skip
def redirected(feed: Feed) -> Iterator[Hit]:
    """No redirect."""
    for exchange in feed.exchanges():
        if _without_fragment(exchange.first.url) != _without_fragment(exchange.asked):
            yield Hit(0, exchange.first.url)


def _without_fragment(url: str) -> tuple[str, str, str, str]:
    parts = urlsplit(url.strip())
    return parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", parts.query


@rule(
    "cookie", 13, WARNING,
    what=_("The server sets a cookie."),
    remedy=_("Serve the feed without a session: calendar programs keep no cookies, and caches keep no such answer."),
    sources=("Meetable#138",),
)  # fmt: skip
def cookie(feed: Feed) -> Iterator[Hit]:
    """No cookie."""
    for exchange in feed.exchanges():
        if "set-cookie" in exchange.first.headers:
            yield Hit(0)


@rule(
    "google-refused", 13, ERROR,
    what=_("Google's importer gets another answer (%(value)s)."),
    remedy=_("Answer every program alike, whatever it calls itself and accepts."),
    breaks=("Google",), sources=("Meetable#138",),
)  # fmt: skip
def google_refused(feed: Feed) -> Iterator[Hit]:
    """Whoever names itself Google-Calendar-Importer gets the calendar."""
    for exchange in feed.exchanges():
        answer = exchange.as_google
        if answer.status != 200 or b"BEGIN:VCALENDAR" not in answer.body:
            yield Hit(0, str(answer.status or answer.reason))


@rule(
    "robots", 13, WARNING,
    what=_("robots.txt forbids the feed's address."),
    remedy=_("Allow it: Google's importer obeys robots.txt."),
    breaks=("Google",), sources=("TracksApp#71",),
)  # fmt: skip
def robots(feed: Feed) -> Iterator[Hit]:
    """robots.txt lets the feed be read."""
    for exchange in feed.exchanges():
        parser = RobotFileParser()
        parser.parse(exchange.robots.splitlines()[:5000])
        if exchange.robots and not parser.can_fetch(AS_GOOGLE.split(" ")[0], exchange.first.url):
            yield Hit(0)


@rule(
    "address", 13, ADVICE,
    what=_("The address is long, or does not end in .ics."),
    remedy=_("Offer a short address that ends in .ics: people copy it, programs recognise it."),
    sources=("RFC 5545 §8.1",),
)  # fmt: skip
def address(feed: Feed) -> Iterator[Hit]:
    """The address is short and ends in .ics."""
    for exchange in feed.exchanges():
        if not path_of(exchange.asked).lower().endswith(".ics") or len(exchange.asked) > _LONGEST:
            yield Hit(0)


@rule(
    "address-in-links", 16, ADVICE,
    what=_("The address holds “&”: put into a link to Outlook or Google as it is, it loses what follows."),
    remedy=_("Offer an address without “&”, or encode it as %%26 in such links."),
    breaks=("Outlook.com", "Google"), sources=("calagator#556", "kernelboard PR#256"),
)  # fmt: skip
def address_in_links(feed: Feed) -> Iterator[Hit]:
    """The address survives being part of another one."""
    for exchange in feed.exchanges():
        if "&" in urlsplit(exchange.asked).query:
            yield Hit(0)


@rule(
    "second-refused", 13, ERROR,
    what=_("A second request a moment later is refused (%(value)s)."),
    remedy=_("Let one address ask several times a minute: many readers stand behind one, Google's for instance."),
    breaks=("Google",), sources=("Meetable#138",),
)  # fmt: skip
def second_refused(feed: Feed) -> Iterator[Hit]:
    """The second answer is one."""
    for exchange in feed.exchanges():
        if exchange.second.status != 200:
            yield Hit(0, str(exchange.second.status or exchange.second.reason))
