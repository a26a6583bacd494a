"""The mail that brings a person into a space: a link to choose a password, or to the desk for who has an account."""

from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from branding.models import Brand
from cms.accounts.models import User
from cms.structures.models import StructurePage


def access_context(user: User) -> dict[str, Any]:
    """Return what a mail needs to tell the person how to come in: a link that works once, and how to get another."""
    parts = {"uidb64": urlsafe_base64_encode(force_bytes(user.pk)), "token": default_token_generator.make_token(user)}
    return {
        "user": user,
        "brand": Brand.load(),
        "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
        "is_new": user.last_login is None,
        "password_address": settings.PUBLIC_URL + reverse("wagtailadmin_password_reset_confirm", kwargs=parts),
        "again_address": settings.PUBLIC_URL + reverse("wagtailadmin_password_reset"),
    }


def send_invitation(*, user: User, structure: StructurePage) -> None:
    """Queue the mail; the link works once, for PASSWORD_RESET_TIMEOUT seconds, and the mail says how to get another."""
    context = access_context(user) | {
        "structure": structure,
        "desk_address": settings.PUBLIC_URL + reverse("desk:home"),
    }
    subject = render_to_string("structures/mail/invitation_subject.txt", context)
    EmailMessage(
        subject=" ".join(subject.split()),
        body=render_to_string("structures/mail/invitation.txt", context),
        to=[user.email],
        headers={"Auto-Submitted": "auto-generated"},
    ).send()
