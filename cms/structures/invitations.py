"""The mail that brings a person into a space: a link that opens the desk, for a week; no password to choose."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from branding.models import Brand
from cms.accounts.links import INVITATION_LIFETIME, link_for
from cms.accounts.models import User
from cms.foundation.mail import FORGET_WHEN_SENT
from cms.structures.models import StructurePage


def access_context(user: User, *, next_path: str = "", now: datetime | None = None) -> dict[str, Any]:
    """Return what a mail needs to tell the person how to come in: a link that works once, and how to get another."""
    address = link_for(user=user, next_path=next_path, now=now or timezone.now(), lifetime=INVITATION_LIFETIME)
    return {
        "user": user,
        "brand": Brand.load(),
        "days": INVITATION_LIFETIME.days,
        "is_new": user.last_login is None,
        "link_address": address,
        "again_address": settings.PUBLIC_URL + reverse("signin:home"),
    }


def send_invitation(*, user: User, structure: StructurePage) -> None:
    """Queue the mail; its link works once, for INVITATION_LIFETIME, and brings a new one after that."""
    context = access_context(user, next_path=reverse("desk:home")) | {
        "structure": structure,
        "desk_address": settings.PUBLIC_URL + reverse("desk:home"),
    }
    subject = render_to_string("structures/mail/invitation_subject.txt", context)
    EmailMessage(
        subject=" ".join(subject.split()),
        body=render_to_string("structures/mail/invitation.txt", context),
        to=[user.email],
        # The link in it lets in: once sent, the mail stands in the person's mailbox only.
        headers={"Auto-Submitted": "auto-generated"} | FORGET_WHEN_SENT,
    ).send()
