"""Recalls a request that nobody confirmed: three times in all, two, seven and twenty days after it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from newsletter.subscribers.actions import UNCONFIRMED_KEPT
from newsletter.subscribers.mails import send_confirmation
from newsletter.subscribers.models import ConsentEvent, ConsentRecord, Subscriber, SubscriberState

AFTER = (timedelta(days=2), timedelta(days=7), timedelta(days=20))
# After a time without beat two may be due at once: the second waits for another day.
APART = timedelta(days=1)
ROWS_AT_ONCE = 100


def remind_unconfirmed(*, now: datetime) -> int:
    """Send the reminders that are due, a hundred at most, and return how many; rung twice at once, one mail leaves."""
    ids = list(_due(now).order_by("asked_at", "pk").values_list("pk", flat=True)[:ROWS_AT_ONCE])
    return sum(_remind(subscriber_id=pk, now=now) for pk in ids)


def _due(now: datetime) -> QuerySet[Subscriber]:
    turn = Q()
    for done, after in enumerate(AFTER):
        turn |= Q(reminders=done, asked_at__lte=now - after)
    return Subscriber.objects.filter(
        turn,
        state=SubscriberState.PENDING,
        asked_at__gt=now - UNCONFIRMED_KEPT,
        mailed_at__lte=now - APART,
    ).exclude(consents__held__isnull=False)


@transaction.atomic
def _remind(*, subscriber_id: int, now: datetime) -> bool:
    locked = Subscriber.objects.select_for_update().filter(pk=subscriber_id)
    subscriber = locked.first() and _due(now).filter(pk=subscriber_id).first()
    if subscriber is None:  # confirmed, gone, or another worker was first
        return False
    record = ConsentRecord.objects.filter(subscriber=subscriber, event=ConsentEvent.ASKED).order_by("-pk").first()
    if record is None:
        return False
    Subscriber.objects.filter(pk=subscriber_id).update(reminders=subscriber.reminders + 1, mailed_at=now)
    send_confirmation(record=record, known=False, last=subscriber.reminders + 1 == len(AFTER), reminder=True)
    return True
