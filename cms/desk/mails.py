"""Tells the team, by one mail each, that a notice was given: notices show at once and are looked at afterwards."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from agenda.events.models import Notice
from agenda.events.signals import notice_changed
from branding.models import Brand
from cms.accounts.models import User
from cms.desk.addresses import public_address
from cms.structures.actions import TEAM_GROUP


def flag_notice(*, notice: Notice) -> None:
    """Queue the mails about a notice; who gave it is not told of it."""
    team = User.objects.filter(groups__name=TEAM_GROUP, is_active=True).exclude(email="")
    if notice.author_id is not None:
        team = team.exclude(pk=notice.author_id)
    addresses = list(team.order_by("email").values_list("email", flat=True))
    if not addresses:
        return
    event = notice.event
    context = {
        "notice": notice,
        "event": event,
        "structure": event.structure,
        "brand": Brand.load(),
        "address": public_address(event),
        "desk_address": settings.PUBLIC_URL + reverse("desk:notices", args=[event.pk]),
    }
    subject = render_to_string("desk/mail/notice_subject.txt", context)
    body = render_to_string("desk/mail/notice.txt", context)
    for address in addresses:  # one mail each: colleagues' addresses are nobody else's business
        EmailMessage(
            subject=" ".join(subject.split()), body=body, to=[address], headers={"Auto-Submitted": "auto-generated"}
        ).send()


def on_notice(notice: Notice, now: datetime, **_kwargs: Any) -> None:
    """Flag a notice that was just given; one taken back is no news to the team."""
    if notice.undone_at is None:
        flag_notice(notice=notice)


def connect() -> None:
    """Listen to notices, once."""
    notice_changed.connect(on_notice, sender=Notice, dispatch_uid="desk-flag-notice")
