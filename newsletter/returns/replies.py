"""What people write to the technical mailbox: told to the team's own mailbox, answered and closed from one screen."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from branding.models import Brand
from cms.foundation.throttle import take_turn
from newsletter.returns.models import MailKind, ReturnedMail
from newsletter.subscribers.actions import unsubscribe
from newsletter.subscribers.models import Subscriber, SubscriberState

# Beyond this the screen alone tells: a flood into one mailbox must not become a flood into another.
TOLD_AN_HOUR = 30
TOLD_LENGTH = 5_000


class NotSubscribed(Exception):
    """The writer's address receives no letter: there is nothing to stop."""


def open_replies() -> QuerySet[ReturnedMail]:
    """Return what people wrote and nobody has dealt with yet, the oldest first."""
    return ReturnedMail.objects.filter(kind=MailKind.PERSON, handled_at__isnull=True).defer("raw").order_by("taken_at")


def writers_subscribed(rows: list[ReturnedMail]) -> set[str]:
    """Return which writers of these mails receive the letter. One query."""
    receiving = Subscriber.objects.filter(email__in={row.sender for row in rows})
    return set(
        receiving.filter(state__in=[SubscriberState.CONFIRMED, SubscriberState.PENDING]).values_list("email", flat=True)
    )


def tell_team(*, row: ReturnedMail, now: datetime) -> None:
    """Send what a person wrote on to the team's mailbox; answering it answers the person.

    Nothing is sent where the team's mailbox is the very one that is read here, nor beyond thirty mails an hour.
    """
    to = settings.NEWSLETTER_REPLY_TO or Brand.load().contact_email
    if not to or to.lower() == settings.NEWSLETTER_MAILBOX_USER.lower() or to.lower() == row.sender:
        return
    if not take_turn(key="newsletter.replies", limit=TOLD_AN_HOUR, seconds=3_600, now=now):
        return
    context = {
        "row": row,
        "text": row.text[:TOLD_LENGTH],
        "url": settings.PUBLIC_URL + reverse("letter:replies"),
    }
    EmailMessage(
        subject=f"Tr : {row.subject or '(sans objet)'}"[:250],
        body=render_to_string("newsletter/mail/reply.txt", context),
        to=[to],
        reply_to=[row.sender] if _is_address(row.sender) else [],
        headers={"Auto-Submitted": "auto-generated"},
    ).send()


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


@transaction.atomic
def close_reply(*, reply_id: int, now: datetime) -> bool:
    """Call a mail dealt with; False when it was."""
    return bool(
        ReturnedMail.objects.filter(pk=reply_id, kind=MailKind.PERSON, handled_at__isnull=True).update(handled_at=now)
    )


@transaction.atomic
def unsubscribe_writer(*, reply_id: int, now: datetime) -> str:
    """Unsubscribe who wrote this mail and call it dealt with; return the address.

    Raises:
        ReturnedMail.DoesNotExist: there is no such mail.
        NotSubscribed: that address receives nothing.
    """
    row = ReturnedMail.objects.get(pk=reply_id, kind=MailKind.PERSON)
    person = Subscriber.objects.filter(email=row.sender).exclude(state=SubscriberState.UNSUBSCRIBED).first()
    if person is None:
        raise NotSubscribed
    unsubscribe(subscriber_id=person.pk, source="reply", now=now)
    close_reply(reply_id=reply_id, now=now)
    return person.email
