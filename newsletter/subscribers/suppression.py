"""Addresses set aside, known by a keyed hash: who left, complained or does not exist is not written to again.

Asked at sign-up at a counter and at import, by the snapshot of recipients and before each mail leaves
(`SubscriberQuerySet.confirmed`). Only the owner of the mailbox lifts it, by subscribing again and confirming.
"""

from datetime import datetime

from django.db import transaction

from newsletter.subscribers.models import (
    ConsentEvent,
    ConsentRecord,
    Subscriber,
    SubscriberState,
    Suppression,
    SuppressionReason,
    hash_of,
    hashes_of,
    normalise_email,
)

__all__ = ["SuppressionReason", "is_suppressed", "lift", "set_aside", "suppress", "suppressed_among"]

WEIGHT = list(SuppressionReason)
ACTIVE = (SubscriberState.PENDING, SubscriberState.CONFIRMED)


@transaction.atomic
def suppress(*, email: str, reason: SuppressionReason, now: datetime) -> None:
    """Never write to this address again, at once and also within a sending that is under way; again is harmless.

    The address need not be known. A lighter reason never replaces a weightier one, so calls may come in any order.

    Raises:
        ValidationError: this is no address.
    """
    address = normalise_email(email)
    set_aside(email=address, reason=reason, now=now)
    person = Subscriber.objects.select_for_update().filter(email=address, state__in=ACTIVE).first()
    if person is None:
        return
    Subscriber.objects.filter(pk=person.pk).update(
        state=SubscriberState.SUPPRESSED, unsubscribed_at=now, mailed_at=None
    )
    ConsentRecord.objects.create(subscriber=person, event=ConsentEvent.WITHDRAWN, at=now, source=reason.value)


@transaction.atomic
def set_aside(*, email: str, reason: SuppressionReason, now: datetime) -> None:
    """Note the hash of an address in its normal form; a record of the subscriber is the caller's business."""
    known = Suppression.objects.select_for_update().filter(email_hash__in=hashes_of(email)).first()
    if known is None:
        known, made = Suppression.objects.get_or_create(
            email_hash=hash_of(email), defaults={"reason": reason, "at": now}
        )
        if made:
            return
    if WEIGHT.index(SuppressionReason(known.reason)) < WEIGHT.index(reason):
        Suppression.objects.filter(pk=known.pk).update(reason=reason, at=now)


@transaction.atomic
def lift(*, email: str) -> None:
    """Forget that an address was set aside: its owner has just confirmed that they want the letter."""
    Suppression.objects.filter(email_hash__in=hashes_of(email)).delete()


def is_suppressed(email: str) -> bool:
    """Whether an address in its normal form is set aside, also under an old key."""
    return Suppression.objects.filter(email_hash__in=hashes_of(email)).exists()


def suppressed_among(emails: list[str]) -> set[str]:
    """Return which of these addresses, a few hundred in their normal form, are set aside. One query."""
    owner = {digest: email for email in emails for digest in hashes_of(email)}
    found = Suppression.objects.filter(email_hash__in=list(owner)).values_list("email_hash", flat=True)
    return {owner[digest] for digest in found}
