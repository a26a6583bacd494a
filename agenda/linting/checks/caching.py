"""Whether "unchanged" is ever said, and whether what did not change stays the same octets (rules 8, 9, 10 and 17)."""

import re
from collections.abc import Iterator

from agenda.linting.exchange import Exchange
from agenda.linting.feed import Feed
from agenda.linting.rules import ADVICE, ERROR, WARNING, Hit, _, rule

_STAMP = re.compile(rb"(?m)^DTSTAMP[:;][^\r\n]*")
_UID = re.compile(rb"(?m)^UID:([^\r\n]*)")
_MAX_AGE = re.compile(r"max-age\s*=\s*\"?([0-9]{1,9})")
_DAY = 86_400
# Unchanged; or no answer, or asked too often, which says nothing about what was asked.
_SAYS_NOTHING = frozenset({304, 0, 429})


def _is_answer(exchange: Exchange) -> bool:
    return exchange.second.status == 200


@rule(
    "no-tag", 10, WARNING,
    what=_("The server gives no ETag."),
    remedy=_("Send a strong ETag made from the octets or from the data's version."),
    sources=("netbox-notices#67",),
)  # fmt: skip
def no_tag(feed: Feed) -> Iterator[Hit]:
    """There is an ETag."""
    for exchange in feed.exchanges():
        if "etag" not in exchange.first.headers:
            yield Hit(0)


@rule(
    "weak-tag", 10, ADVICE,
    what=_("The ETag is weak."),
    remedy=_("Same data, same octets, strong ETag."),
    sources=("netbox-notices#67",),
)  # fmt: skip
def weak_tag(feed: Feed) -> Iterator[Hit]:
    """The ETag is strong."""
    for exchange in feed.exchanges():
        if exchange.first.headers.get("etag", "").startswith("W/"):
            yield Hit(0)


@rule(
    "tag-ignored", 10, WARNING,
    what=_("The server sends an ETag and answers If-None-Match with the whole file (%(value)s)."),
    remedy=_("Answer 304 when the tag is the present one."),
    sources=("netbox-notices#67",),
)  # fmt: skip
def tag_ignored(feed: Feed) -> Iterator[Hit]:
    """The present tag is answered by 304."""
    for exchange in feed.exchanges():
        if exchange.by_tag and exchange.by_tag.status not in _SAYS_NOTHING:
            yield Hit(0, str(exchange.by_tag.status))


@rule(
    "no-date", 10, ADVICE,
    what=_("The server gives no Last-Modified."),
    remedy=_("Send the date of the last change: some programs ask by date only."),
    sources=("netbox-notices#67",),
)  # fmt: skip
def no_date(feed: Feed) -> Iterator[Hit]:
    """There is a Last-Modified."""
    for exchange in feed.exchanges():
        if "last-modified" not in exchange.first.headers:
            yield Hit(0)


@rule(
    "date-ignored", 10, WARNING,
    what=_("The server sends Last-Modified and answers If-Modified-Since with the whole file (%(value)s)."),
    remedy=_("Answer 304 when nothing changed since."),
    sources=("netbox-notices#67",),
)  # fmt: skip
def date_ignored(feed: Feed) -> Iterator[Hit]:
    """The present date is answered by 304."""
    for exchange in feed.exchanges():
        if exchange.by_date and exchange.by_date.status not in _SAYS_NOTHING:
            yield Hit(0, str(exchange.by_date.status))


@rule(
    "not-cacheable", 10, WARNING,
    what=_("Cache-Control keeps caches away: %(value)s"),
    remedy=_("Send Cache-Control: public, max-age=300, stale-while-revalidate=3600"),
    sources=("netbox-notices#67",),
)  # fmt: skip
def not_cacheable(feed: Feed) -> Iterator[Hit]:
    """Caches may keep the answer."""
    for exchange in feed.exchanges():
        given = exchange.first.headers.get("cache-control", "").lower()
        if "no-store" in given or "private" in given:
            yield Hit(0, given)


@rule(
    "no-cache-control", 10, ADVICE,
    what=_("The server gives no Cache-Control."),
    remedy=_("Send Cache-Control: public, max-age=300, stale-while-revalidate=3600"),
    sources=("netbox-notices#67",),
)  # fmt: skip
def no_cache_control(feed: Feed) -> Iterator[Hit]:
    """There is a Cache-Control."""
    for exchange in feed.exchanges():
        if "cache-control" not in exchange.first.headers:
            yield Hit(0)


@rule(
    "cached-too-long", 17, WARNING,
    what=_("Caches may keep the answer for %(value)s seconds, more than a day."),
    remedy=_("Let max-age be some minutes: the reader's own rhythm comes on top."),
    breaks=("Google", "Outlook.com"), sources=("netbox-notices#67",),
)  # fmt: skip
def cached_too_long(feed: Feed) -> Iterator[Hit]:
    """Caches keep the answer for a day at most."""
    for exchange in feed.exchanges():
        found = _MAX_AGE.search(exchange.first.headers.get("cache-control", "").lower())
        if found and int(found[1]) > _DAY:
            yield Hit(0, found[1])


@rule(
    "stamp-of-the-clock", 9, WARNING,
    what=_("DTSTAMP is the time of the request: it differs between two requests."),
    remedy=_("Take DTSTAMP from the event's last change: readers take every event for changed, each time."),
    breaks=("Nextcloud",), sources=("nextcloud (calendar subscriptions)", "indico#4790"),
)  # fmt: skip
def stamp_of_the_clock(feed: Feed) -> Iterator[Hit]:
    """Two answers differ in DTSTAMP only."""
    for exchange in feed.exchanges():
        one, two = exchange.first.body, exchange.second.body
        if _is_answer(exchange) and one != two and _STAMP.sub(b"", one) == _STAMP.sub(b"", two):
            yield Hit(0)


@rule(
    "uid-of-the-moment", 8, ERROR,
    what=_("UIDs differ between two requests: every event is a new one each time."),
    remedy=_("Store the UID with the event."),
    breaks=("Google", "Apple", "Outlook"), sources=("PlaceCal#2993",),
)  # fmt: skip
def uid_of_the_moment(feed: Feed) -> Iterator[Hit]:
    """Two answers hold the same events under the same UIDs, unless they hold another number of events."""
    for exchange in feed.exchanges():
        one, two = _UID.findall(exchange.first.body), _UID.findall(exchange.second.body)
        if _is_answer(exchange) and len(one) == len(two) and set(one) != set(two):
            yield Hit(0)


@rule(
    "octets-differ", 10, WARNING,
    what=_("Two requests in a row give different octets."),
    remedy=_("Write events in a fixed order and from data alone."),
    sources=("netbox-notices#67", "nextcloud (calendar subscriptions)"),
)  # fmt: skip
def octets_differ(feed: Feed) -> Iterator[Hit]:
    """Two answers are equal, DTSTAMP and UID apart, which have rules of their own."""
    for exchange in feed.exchanges():
        one, two = (_UID.sub(b"", _STAMP.sub(b"", answer.body)) for answer in (exchange.first, exchange.second))
        if _is_answer(exchange) and one != two:
            yield Hit(0)


@rule(
    "tag-differs", 10, WARNING,
    what=_("The same octets come with another ETag each time."),
    remedy=_("Make the ETag from the octets or from the data's version."),
    sources=("netbox-notices#67",),
)  # fmt: skip
def tag_differs(feed: Feed) -> Iterator[Hit]:
    """Equal answers have equal tags."""
    for exchange in feed.exchanges():
        one, two = exchange.first, exchange.second
        if one.body == two.body and one.headers.get("etag", "") != two.headers.get("etag", ""):
            yield Hit(0)
