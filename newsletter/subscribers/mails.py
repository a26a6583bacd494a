"""The mails of subscribing: what was asked, and the page with the button."""

from email.utils import formataddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from branding.models import Brand
from newsletter.subscribers.models import ConsentRecord
from newsletter.subscribers.tokens import confirm_url, unsubscribe_url


def send_confirmation(*, record: ConsentRecord, known: bool, reminder: bool = False, last: bool = False) -> None:
    """Queue the mail that asks to confirm `record`; `known` says that the address already receives the letter.

    `reminder` says that it was asked before, `last` that it is not asked again.
    """
    context = {
        "commune": record.commune,
        "confirm_url": confirm_url(record.pk),
        "unsubscribe_url": unsubscribe_url(record.subscriber_id),
        "known": known,
        "reminder": reminder,
        "last": last,
    }
    send("confirmation", to=record.subscriber.email, context=context)


def send(name: str, *, to: str, context: dict[str, Any]) -> None:
    """Queue the plain-text mail `newsletter/mail/<name>.txt` with its subject, as the letter's sender."""
    brand = Brand.load()
    context = {"brand": brand, **context}
    subject = render_to_string(f"newsletter/mail/{name}_subject.txt", context)
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string(f"newsletter/mail/{name}.txt", context),
        from_email=formataddr((brand.sender_name or brand.newsletter_name, settings.NEWSLETTER_FROM_EMAIL)),
        to=[to],
        reply_to=[settings.NEWSLETTER_REPLY_TO or brand.contact_email or settings.NEWSLETTER_FROM_EMAIL],
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.send()
