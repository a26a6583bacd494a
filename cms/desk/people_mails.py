"""Mails about who joins a space: to its referents when somebody asks, to the asker when it is decided."""

from datetime import datetime
from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from branding.models import Brand
from cms.accounts.links import INVITATION_LIFETIME, link_for
from cms.accounts.models import User
from cms.structures.actions import TEAM_GROUP
from cms.structures.people import JoinRequest, Role


def tell_who_decides(*, request: JoinRequest, now: datetime) -> None:
    """Queue one mail to each referent of the structure, or to the team when it has none; its link opens the answer."""
    structure = request.structure
    people = User.objects.filter(is_active=True).exclude(email="").order_by("pk")
    referents = people.filter(memberships__structure=structure, memberships__role=Role.REFERENT)
    path = f"{reverse('desk:people')}?structure={structure.pk}"
    for user in referents or people.filter(groups__name=TEAM_GROUP):
        address = link_for(user=user, next_path=path, now=now, lifetime=INVITATION_LIFETIME)
        _queue("join_asked", {"request": request, "structure": structure, "address": address}, user.email)


def tell_asker(*, request: JoinRequest, user: User | None, now: datetime) -> None:
    """Queue the answer; for who is let in, with a link that opens the desk."""
    way, to = "", request.email
    if user is not None:
        path = f"{reverse('desk:home')}?structure={request.structure_id}"
        # The link opens the account: it goes to the account's own mailbox, whatever its case was typed.
        way, to = link_for(user=user, next_path=path, now=now, lifetime=INVITATION_LIFETIME), user.email
    context = {"request": request, "structure": request.structure, "address": way}
    _queue("join_accepted" if user else "join_refused", context, to)


def _queue(name: str, context: dict[str, Any], address: str) -> None:
    context = context | {"brand": Brand.load()}
    subject = render_to_string(f"desk/mail/{name}_subject.txt", context)
    EmailMessage(
        subject=" ".join(subject.split()),
        body=render_to_string(f"desk/mail/{name}.txt", context),
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    ).send()
