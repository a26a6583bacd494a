"""Forgets who received which letter once nobody needs to know; how many did stays."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.dispatch import Signal
from post_office.models import Email

from newsletter.delivery.events import DeliveryEvent
from newsletter.delivery.models import FINAL, WAITING, Delivery, DeliveryState
from newsletter.subscribers.models import Subscriber, normalise_email
from newsletter.subscribers.retention import erase_address

# Sent with `email` when its owner asked for erasure: rooms above forget what they hold.
address_erased = Signal()

# Thirteen months: this year's letters can be compared with last year's.
KEPT = timedelta(days=395)


@transaction.atomic
def purge_deliveries(*, now: datetime) -> int:
    """Take address and subscriber from the rows older than thirteen months; return how many rows lost theirs.

    What still waits after so long is cancelled: nobody wants that letter any more. The counts of an issue stay right.
    """
    old = Delivery.objects.filter(made_at__lt=now - KEPT)
    old.filter(state__in=WAITING).update(state=DeliveryState.CANCELLED, not_before=None, changed_at=now)
    return _forget(old.filter(state__in=FINAL).exclude(email="", subscriber=None))


@transaction.atomic
def erase_subscriber(*, email: str, now: datetime) -> bool:
    """Erase an address everywhere in the newsletter, at the request of its owner; tell whether it was known.

    The proof of consent stays under a keyed hash. A letter being sent right now does not reach this person any more.

    Raises:
        ValidationError: this is no address.
    """
    address = normalise_email(email)
    Email.objects.filter(to=address).delete()
    address_erased.send(sender=Delivery, email=address)
    known = bool(_forget(Delivery.objects.filter(email=address)))
    subscriber = Subscriber.objects.filter(email=address, erased_at__isnull=True).first()
    if subscriber is not None:
        _forget(Delivery.objects.filter(subscriber=subscriber))
        known = erase_address(subscriber_id=subscriber.pk, now=now) or known
    return known


def _forget(rows: QuerySet[Delivery]) -> int:
    DeliveryEvent.objects.filter(delivery__in=rows).exclude(words="").update(words="")
    # The Message-ID is made from the subscriber's number: who has the key could find the person by it.
    anonymous = Concat(Value("<purged."), Cast("pk", CharField()), Value("@invalid>"))
    return rows.update(email="", subscriber=None, reply="", message_id=anonymous)
