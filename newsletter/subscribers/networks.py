"""Limits how many confirmation mails one network can cause; what it knows of visitors is a count in the cache."""

import hashlib
import hmac
import logging
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

log = logging.getLogger(__name__)

# A workshop of twenty people may subscribe together; somebody who fills strangers' mailboxes needs many more.
MAILS_AN_HOUR = 20
HOUR = 3600
# What one subscriber of a provider holds at most: addresses within change as often as their owner likes.
PREFIXES = {4: 24, 6: 48}


def network_of(request: HttpRequest) -> str:
    """Return the visitor's network, "192.0.2.0/24"; "" when the address is unknown.

    Behind a proxy, only the last entry of X-Forwarded-For was written by it; the others are whatever the visitor says.
    """
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2] if settings.BEHIND_PROXY else ""
    address = _read(forwarded) or _read(request.META.get("REMOTE_ADDR", ""))
    return str(ip_network((address, PREFIXES[address.version]), strict=False)) if address else ""


def _read(written: str) -> IPv4Address | IPv6Address | None:
    """Return the address, without the port that some proxies add."""
    written = written.strip()
    if written.startswith("["):
        written = written[1:].partition("]")[0]
    elif written.count(":") == 1:
        written = written.partition(":")[0]
    try:
        address = ip_address(written.partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def take_turn(network: str) -> bool:
    """Count one mail more for this network; tell whether it may be sent. Without a cache everybody may."""
    if not network:
        return True
    try:
        cache.add(_key(network), 0, HOUR)
        return cache.incr(_key(network)) <= MAILS_AN_HOUR
    except ValueError:  # the hour ended between the two lines
        return True
    except Exception as error:  # noqa: BLE001 - whatever the cache does, subscribing must go on
        log.warning("mails are not counted, the cache does not answer: %s", type(error).__name__)
        return True


def give_back(network: str) -> None:
    """Count one mail less: the request caused none."""
    if not network:
        return
    try:
        cache.decr(_key(network))
    except Exception as error:  # noqa: BLE001
        log.info("a mail not sent stays counted: %s", type(error).__name__)


def _key(network: str) -> str:
    digest = hmac.new(settings.SECRET_KEY.encode(), f"newsletter.network:{network}".encode(), hashlib.sha256)
    return f"newsletter.mails.{digest.hexdigest()[:32]}"
