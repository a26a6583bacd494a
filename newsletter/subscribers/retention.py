"""Forgets the addresses of those who left; what they agreed to, and when, stays as proof."""

from datetime import datetime, timedelta

from django.db import transaction

from newsletter.subscribers.actions import unsubscribe
from newsletter.subscribers.models import NOWHERE, Subscriber, SubscriberState, SuppressionReason, hash_of
from newsletter.subscribers.suppression import set_aside

# Long enough to answer "why did I still get it?"; the privacy page says the same.
KEPT_AFTER_LEAVING = timedelta(days=30)
ROWS_AT_ONCE = 100


@transaction.atomic
def erase_address(*, subscriber_id: int, reason: SuppressionReason = SuppressionReason.ERASED, now: datetime) -> bool:
    """Unsubscribe the person and replace the address by its keyed hash; tell whether there was one to replace.

    The number stays, so the unsubscribe link of old letters still answers. A request never confirmed is no proof of
    anything: it is deleted. The hash also keeps an import from bringing the address back.
    """
    subscriber = Subscriber.objects.select_for_update().filter(pk=subscriber_id, erased_at__isnull=True).first()
    if subscriber is None:
        return False
    if subscriber.confirmed_at is None and subscriber.unsubscribed_at is None:
        subscriber.delete()
        return True
    unsubscribe(subscriber_id=subscriber_id, source="erasure", now=now)
    set_aside(email=subscriber.email, reason=reason, now=now)
    # With the number: somebody may subscribe and leave more than once.
    name = f"{hash_of(subscriber.email)}.{subscriber_id}"
    Subscriber.objects.filter(pk=subscriber_id).update(email=f"{name}@{NOWHERE}", mailed_at=None, erased_at=now)
    return True


def purge_left(*, now: datetime) -> int:
    """Erase the addresses of those who left more than 30 days ago, a hundred at most; return how many."""
    left = Subscriber.objects.filter(
        state__in=[SubscriberState.UNSUBSCRIBED, SubscriberState.SUPPRESSED],
        unsubscribed_at__lt=now - KEPT_AFTER_LEAVING,
        erased_at__isnull=True,
    )
    ids = list(left.order_by("pk").values_list("pk", flat=True)[:ROWS_AT_ONCE])
    return sum(erase_address(subscriber_id=pk, reason=SuppressionReason.LEFT, now=now) for pk in ids)
