"""Addresses that prove who clicks: signed numbers, not secrets kept in a table, so they never expire by themselves."""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from cms.foundation.digits import whole_number

# One purpose cannot be used for another: a confirmation link does not unsubscribe.
UNSUBSCRIBE = "unsubscribe"
CONFIRM = "confirm"
NEW_ADDRESS = "new-address"
NOT_ME = "not-me"
# A link just mailed opens what a forwarded letter must not: all data, another address, erasure.
FRESH_FOR = timedelta(days=1)


def _signature(purpose: str, number: int, key: str) -> str:
    digest = hmac.new(key.encode(), f"newsletter.{purpose}:{number}".encode(), hashlib.sha256).digest()
    # Lower-case base32: some mail programs lower-case whole addresses.
    return base64.b32encode(digest[:15]).decode().lower()


def _is_ours(purpose: str, number: int, signature: str) -> bool:
    """Whether the signature was made here; old keys (fallbacks) still count."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(signature, _signature(purpose, number, str(key))) for key in keys)


def make_token(purpose: str, number: int) -> str:
    """Return `<number>-<signature>`, 120 bits of HMAC-SHA256 under the installation's secret."""
    return f"{number}-{_signature(purpose, number, settings.SECRET_KEY)}"


def read_token(purpose: str, token: str) -> int | None:
    """Return the number that the token was made for, or None when it is not ours; old keys (fallbacks) still count."""
    number, _dash, signature = token.lower().partition("-")
    pk = whole_number(number)
    return pk if pk is not None and _is_ours(purpose, pk, signature) else None


def unsubscribe_url(subscriber_id: int) -> str:
    """Return the absolute address that unsubscribes this person; works as long as the installation's secret."""
    token = make_token(UNSUBSCRIBE, subscriber_id)
    return settings.PUBLIC_URL + reverse("newsletter:unsubscribe", args=[token])


def confirm_url(record_id: int) -> str:
    """Return the absolute address of the page with the button that confirms the request kept as this record."""
    return settings.PUBLIC_URL + reverse("newsletter:confirm", args=[make_token(CONFIRM, record_id)])


def make_fresh_token(subscriber_id: int, *, now: datetime) -> str:
    """Return `<number>.<seconds>-<signature>`: proves for a day that the mailbox has just been read."""
    stamp = int(now.timestamp())
    return f"{subscriber_id}.{stamp}-{_signature(f'fresh.{stamp}', subscriber_id, settings.SECRET_KEY)}"


def read_fresh_token(token: str, *, now: datetime) -> int | None:
    """Return the subscriber's number, or None when the token is not ours or older than a day."""
    head, _dash, signature = token.lower().partition("-")
    number, _dot, seconds = head.partition(".")
    pk, stamp = whole_number(number), whole_number(seconds)
    if pk is None or stamp is None:
        return None
    age = int(now.timestamp()) - stamp
    return pk if age <= FRESH_FOR.total_seconds() and _is_ours(f"fresh.{stamp}", pk, signature) else None


def preferences_url(subscriber_id: int, *, now: datetime) -> str:
    """Return the address of "my subscription" for who has just read their mail; works for a day."""
    return settings.PUBLIC_URL + reverse("newsletter:mine", args=[make_fresh_token(subscriber_id, now=now)])


def new_address_url(change_id: int) -> str:
    """Return the address of the page with the button that confirms a new address."""
    return settings.PUBLIC_URL + reverse("newsletter:new_address", args=[make_token(NEW_ADDRESS, change_id)])


def not_me_url(signup_id: int) -> str:
    """Return the address of the page with the button "it was not me"."""
    return settings.PUBLIC_URL + reverse("newsletter:not_me", args=[make_token(NOT_ME, signup_id)])
