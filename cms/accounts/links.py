"""Sign-in links by e-mail: short-lived, used once, known to the database by their hash; a dead one brings a new one.

Whoever asks for a link gets the same answer in the same time, known or not: the request only writes down the address
(`ask_for_link`), a worker looks it up (`send_requested_links`). Here and not in `cms.signin` because the mails of the
floors above and below carry such links.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.dispatch import Signal
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from branding.models import Brand
from cms.accounts.models import LinkRequest, SignInLink, User
from cms.foundation.mail import FORGET_WHEN_SENT
from cms.foundation.throttle import take_turn

LIFETIME = timedelta(minutes=20)
# An invitation waits for somebody who comes five minutes a month.
INVITATION_LIFETIME = timedelta(days=7)
# After that a dead link is not known any more, and brings no new one.
KEPT = timedelta(days=60)
# Mails that one person can be sent by whoever types the address. The time is shorter than a link lives: who is kept
# from asking has a link that works in the mailbox.
MAILS, MAILS_SECONDS = 3, 15 * 60
AT_ONCE = 100

# A `LinkRequest` was written; the entry floor rings the task that sends.
link_requested = Signal()


class LinkUnknown(Exception):
    """No such link was ever made, it is too old to be known, or the account is closed."""


@dataclass
class LinkDead(Exception):
    """The link was used or has expired; `is_sent` tells whether a new one is on its way (else one is already there)."""

    is_sent: bool


@dataclass(frozen=True)
class Opened:
    """Whom a link lets in, and where it leads; "" is the person's own first page."""

    user: User
    next_path: str


def safe_path(path: str | None) -> str:
    """Return `path` if it leads to a page of this site and may follow a sign-in, else ""."""
    path = (path or "").strip()
    if len(path) > 500 or not path.startswith("/") or not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return ""
    # Signing in again, or out, right after signing in.
    if path.startswith((reverse("signin:sign_out"), "/admin/login", "/admin/logout")) or path == reverse("signin:home"):
        return ""
    return path


def link_for(*, user: User, next_path: str = "", now: datetime, lifetime: timedelta = LIFETIME) -> str:
    """Make a link that lets `user` in once within `lifetime` and leads to `next_path`; return its absolute address.

    For a mail to that person only. Whoever opens it too late is sent a new one, which leads to the same page.
    """
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(
        user=user,
        token_hash=_hash(token),
        address_hash=_hash(user.email.lower()),
        next_path=safe_path(next_path),
        created_at=now,
        expires_at=now + lifetime,
    )
    return settings.PUBLIC_URL + reverse("signin:link", args=[token])


def send_link(*, user: User, next_path: str = "", now: datetime) -> bool:
    """Queue a mail with a new link; False when MAILS were sent to this person in MAILS_SECONDS, and nothing is sent."""
    if not user.is_active or not user.email:
        return False
    if not take_turn(key=f"link-mail:{user.pk}", limit=MAILS, seconds=MAILS_SECONDS, now=now):
        return False
    with transaction.atomic():
        address = link_for(user=user, next_path=next_path, now=now)
        context = {"user": user, "address": address, "minutes": int(LIFETIME.total_seconds() // 60)}
        _queue("link", context, user.email)
    return True


def _queue(name: str, context: dict[str, Any], address: str) -> None:
    context |= {"brand": Brand.load(), "again_address": settings.PUBLIC_URL + reverse("signin:home")}
    subject = render_to_string(f"signin/mail/{name}_subject.txt", context)
    body = render_to_string(f"signin/mail/{name}.txt", context)
    # The mail goes when it is sent: the link in it is kept nowhere else in clear.
    headers = {"Auto-Submitted": "auto-generated"} | FORGET_WHEN_SENT
    EmailMessage(subject=" ".join(subject.split()), body=body, to=[address], headers=headers).send()


@transaction.atomic
def ask_for_link(*, email: str, next_path: str = "", now: datetime) -> None:
    """Write down that somebody typed this address; the answer to the visitor does not depend on whether it is known."""
    LinkRequest.objects.create(email=email.strip(), next_path=safe_path(next_path), asked_at=now)
    link_requested.send(sender=LinkRequest)


def send_requested_links(*, now: datetime) -> int:
    """Look up the addresses that wait, send the links, forget the addresses; return how many mails were queued."""
    sent = 0
    for request in LinkRequest.objects.order_by("pk")[:AT_ONCE]:
        with transaction.atomic():
            # Deleting is the claim: of two workers only one deletes.
            if not LinkRequest.objects.filter(pk=request.pk).delete()[0]:
                continue
            user = User.objects.filter(email__iexact=request.email, is_active=True).first()
            if user is not None:
                sent += send_link(user=user, next_path=request.next_path, now=now)
    return sent


def owner_of(token: str) -> Opened | None:
    """Return whose link this is and where it leads, whatever its state; None for none. Changes nothing."""
    link = SignInLink.objects.select_related("user").filter(token_hash=_hash(token)).first()
    if link is None or not link.user.is_active or link.address_hash != _hash(link.user.email.lower()):
        return None
    return Opened(link.user, link.next_path)


def open_link(*, token: str, now: datetime) -> Opened:
    """Use the link up and return whom it lets in; of two at once only one gets in.

    Raises:
        LinkUnknown: nothing can be done with it.
        LinkDead: used or expired; a new one was queued, unless one is in the mailbox already.
    """
    found = owner_of(token)
    if found is None:
        raise LinkUnknown
    open_ones = SignInLink.objects.filter(token_hash=_hash(token), used_at=None, expires_at__gt=now)
    if not open_ones.update(used_at=now):
        raise LinkDead(is_sent=send_link(user=found.user, next_path=found.next_path, now=now))
    return found


def forget_links(*, user: User) -> None:
    """Make every link that is still in a mailbox useless: the person changed how they sign in."""
    SignInLink.objects.filter(user=user, used_at=None).delete()


def purge_links(*, now: datetime) -> int:
    """Delete the links that are dead for long, and requests that no worker took for a day; return how many."""
    links = SignInLink.objects.filter(expires_at__lt=now - KEPT).delete()[0]
    return links + LinkRequest.objects.filter(asked_at__lt=now - timedelta(days=1)).delete()[0]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
