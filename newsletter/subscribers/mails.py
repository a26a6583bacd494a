"""The one mail that subscribing sends: what was asked, and the page with the button."""

from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from branding.models import Brand
from newsletter.subscribers.models import ConsentRecord
from newsletter.subscribers.tokens import confirm_url, unsubscribe_url


def send_confirmation(*, record: ConsentRecord, known: bool) -> None:
    """Queue the mail that asks to confirm `record`; `known` says that the address already receives the letter."""
    brand = Brand.load()
    context = {
        "brand": brand,
        "commune": record.commune,
        "confirm_url": confirm_url(record.pk),
        "unsubscribe_url": unsubscribe_url(record.subscriber_id),
        "known": known,
    }
    subject = render_to_string("newsletter/mail/confirmation_subject.txt", context)
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string("newsletter/mail/confirmation.txt", context),
        from_email=formataddr((brand.sender_name or brand.newsletter_name, settings.NEWSLETTER_FROM_EMAIL)),
        to=[record.subscriber.email],
        reply_to=[settings.NEWSLETTER_REPLY_TO or brand.contact_email or settings.NEWSLETTER_FROM_EMAIL],
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.send()
