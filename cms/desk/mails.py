"""Tells those who moderate, by one mail each, that a notice was given or taken back: notices never wait for them."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from agenda.events.models import Notice
from agenda.events.signals import notice_changed
from branding.models import Brand
from cms.accounts.models import User
from cms.desk.addresses import public_address
from cms.structures.actions import TEAM_GROUP
from cms.structures.models import StructurePage
from cms.structures.queries import mail_addresses


def flag_notice(*, notice: Notice, by: User | None, now: datetime) -> None:
    """Queue the mails about a notice given or taken back, and leave it to be looked at; who did it is not told."""
    event = notice.event
    structure = event.structure
    addresses = sorted(mail_addresses(moderators_of(structure), but=by))
    if not addresses:
        return
    context = {
        "notice": notice,
        "by": by,
        "event": event,
        "structure": structure,
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


def moderators_of(structure: StructurePage) -> QuerySet[User]:
    """Return who moderates a structure: the team, and limited moderators of it or of its EPCI."""
    mine = Q(groups__name=TEAM_GROUP) | Q(moderator_scopes__structure=structure)
    if structure.epci:
        mine |= Q(moderator_scopes__epci=structure.epci)
    return User.objects.filter(mine, is_active=True).distinct()


def on_notice(notice: Notice, now: datetime, by: User | None = None, **_kwargs: Any) -> None:
    """Flag a notice that was just given or taken back."""
    flag_notice(notice=notice, by=by, now=now)


def connect() -> None:
    """Listen to notices, once."""
    notice_changed.connect(on_notice, sender=Notice, dispatch_uid="desk-flag-notice")
