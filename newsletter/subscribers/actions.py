"""Subscribing, confirming, leaving: the only writers of subscribers and of their consent records."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max, Q

from branding.models import Brand
from cms.territories.models import Commune
from newsletter.subscribers.mails import send_confirmation
from newsletter.subscribers.models import (
    ConsentEvent,
    ConsentRecord,
    ConsentText,
    Subscriber,
    SubscriberState,
    SuppressionReason,
    normalise_email,
)
from newsletter.subscribers.suppression import lift, set_aside

# Whoever types somebody else's address a hundred times sends that person one mail.
MAIL_INTERVAL = timedelta(minutes=10)
UNCONFIRMED_KEPT = timedelta(days=7)


class RequestOutdated(Exception):
    """The request to confirm was followed by a departure, or was forgotten after a week: ask again."""


class Confirmed(NamedTuple):
    """Who confirmed, and whether that changed anything."""

    subscriber: Subscriber
    anew: bool


@transaction.atomic
def keep_consent_text(*, now: datetime) -> ConsentText:
    """Return the version of the brand's present consent text, made now when the wording is new."""
    wording = Brand.load().consent_text.strip()
    latest = ConsentText.objects.order_by("-version").first()
    if latest is not None and latest.text == wording:
        return latest
    version = (ConsentText.objects.aggregate(last=Max("version"))["last"] or 0) + 1
    return ConsentText.objects.create(version=version, text=wording, made_at=now)


@transaction.atomic
def subscribe(*, email: str, commune: Commune, source: str = "", now: datetime) -> bool:
    """Note the request and send the mail with the button; tell whether one was sent, which no page may show.

    At most one mail in ten minutes goes to an address: a request inside that time writes nothing at all. For somebody
    already subscribed the commune changes only once the mail's button is pressed.

    Raises:
        ValidationError: no mail server could be found by this address.
    """
    subscriber, _created = Subscriber.objects.get_or_create(
        email=normalise_email(email), defaults={"commune": commune, "asked_at": now}
    )
    # Compare and set: of two requests at once, one sends.
    due = Q(mailed_at__isnull=True) | Q(mailed_at__lte=now - MAIL_INTERVAL)
    if not Subscriber.objects.filter(due, pk=subscriber.pk).update(mailed_at=now):
        return False
    if subscriber.state != SubscriberState.CONFIRMED:
        Subscriber.objects.filter(pk=subscriber.pk).update(state=SubscriberState.PENDING, commune=commune, asked_at=now)
    record = ConsentRecord.objects.create(
        subscriber=subscriber,
        event=ConsentEvent.ASKED,
        text=keep_consent_text(now=now),
        commune=commune,
        at=now,
        source=source[:300],
    )
    send_confirmation(record=record, known=subscriber.state == SubscriberState.CONFIRMED)
    return True


@transaction.atomic
def confirm(*, record_id: int, now: datetime) -> Confirmed:
    """Make the request kept as `record_id` effective; again and again changes nothing more.

    Raises:
        RequestOutdated: the request is gone or older than the person's last departure.
    """
    record = ConsentRecord.objects.filter(pk=record_id, event=ConsentEvent.ASKED).first()
    if record is None:
        raise RequestOutdated
    subscriber = Subscriber.objects.select_for_update().get(pk=record.subscriber_id)
    if subscriber.unsubscribed_at is not None and subscriber.unsubscribed_at >= record.at:
        raise RequestOutdated
    if subscriber.erased_at is not None:  # nobody would be reached at what stays of the address
        raise RequestOutdated
    if subscriber.consents.filter(event=ConsentEvent.CONFIRMED, id__gt=record.pk).exists():
        return Confirmed(subscriber, anew=False)
    subscriber.state = SubscriberState.CONFIRMED
    subscriber.confirmed_at = now
    subscriber.commune = record.commune or subscriber.commune
    subscriber.save(update_fields=["state", "confirmed_at", "commune"])
    lift(email=subscriber.email)
    ConsentRecord.objects.create(
        subscriber=subscriber,
        event=ConsentEvent.CONFIRMED,
        text=record.text,
        commune=record.commune,
        at=now,
        source=record.source,
    )
    return Confirmed(subscriber, anew=True)


@transaction.atomic
def unsubscribe(*, subscriber_id: int, source: str = "", now: datetime) -> None:
    """Stop sending to this person, at once and also within a sending that is under way; unknown or gone is fine."""
    changed = (
        Subscriber.objects.filter(pk=subscriber_id)
        .exclude(state=SubscriberState.UNSUBSCRIBED)
        .update(state=SubscriberState.UNSUBSCRIBED, unsubscribed_at=now, mailed_at=None)
    )
    if changed:
        subscriber = Subscriber.objects.get(pk=subscriber_id)
        if subscriber.erased_at is None:
            set_aside(email=subscriber.email, reason=SuppressionReason.LEFT, now=now)
        ConsentRecord.objects.create(subscriber=subscriber, event=ConsentEvent.WITHDRAWN, at=now, source=source[:300])


@transaction.atomic
def purge_unconfirmed(*, now: datetime) -> int:
    """Delete requests that nobody confirmed within a week, and return how many; who once confirmed is kept as left."""
    old = Subscriber.objects.filter(state=SubscriberState.PENDING, asked_at__lt=now - UNCONFIRMED_KEPT)
    old.filter(confirmed_at__isnull=False).update(state=SubscriberState.UNSUBSCRIBED)
    _total, by_model = old.filter(confirmed_at__isnull=True).delete()
    return by_model.get(Subscriber._meta.label, 0)
