"""Limits how many confirmation mails one network can cause; what it knows of visitors is a count in the cache."""

import hashlib
import hmac
import logging

from django.conf import settings
from django.core.cache import cache

from cms.foundation.networks import network_of

__all__ = ["MAILS_AN_HOUR", "give_back", "network_of", "take_turn"]

log = logging.getLogger(__name__)

# A workshop of twenty people may subscribe together; somebody who fills strangers' mailboxes needs many more.
MAILS_AN_HOUR = 20
HOUR = 3600


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
