"""What a subscriber changes by themselves, without account: commune, form of the letter, address."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from cms.foundation.throttle import take_turn
from cms.territories.models import Commune
from newsletter.subscribers import mails
from newsletter.subscribers.actions import unsubscribe
from newsletter.subscribers.changes import AddressChange
from newsletter.subscribers.models import (
    ConsentEvent,
    ConsentRecord,
    LetterForm,
    Subscriber,
    SubscriberState,
    normalise_email,
)
from newsletter.subscribers.retention import erase_address
from newsletter.subscribers.suppression import lift
from newsletter.subscribers.tokens import new_address_url, preferences_url

# Whoever types a stranger's address into these forms sends that person three mails a day at most.
MAILS_A_DAY = 3
DAY = 24 * 3600
CHANGE_KEPT = timedelta(days=30)


class ChangeOutdated(Exception):
    """The change of address was made, replaced by another, or forgotten."""


@transaction.atomic
def change_preferences(*, subscriber_id: int, commune: Commune, form: LetterForm, now: datetime) -> bool:
    """Write what the subscriber chose; tell whether anything changed. Who is not subscribed changes nothing."""
    other = ~Q(commune=commune) | ~Q(form=form)
    changed = Subscriber.objects.filter(other, pk=subscriber_id, state=SubscriberState.CONFIRMED).update(
        commune=commune, form=form
    )
    if changed:
        _note(subscriber_id, commune=commune, source=f"commune, {form.value}", now=now)
    return bool(changed)


@transaction.atomic
def ask_new_address(*, subscriber_id: int, email: str, now: datetime) -> bool:
    """Mail the new address a page with a button; tell whether one was mailed, which no page may show.

    Raises:
        ValidationError: this is no address.
    """
    address = normalise_email(email)
    subscriber = Subscriber.objects.filter(pk=subscriber_id, state=SubscriberState.CONFIRMED).first()
    if subscriber is None or subscriber.email == address or not _may_mail(address, now):
        return False
    # A new row, so that a link mailed before to another address confirms nothing.
    AddressChange.objects.filter(subscriber=subscriber).delete()
    change = AddressChange.objects.create(subscriber=subscriber, email=address, at=now)
    mails.send("new_address", to=address, context={"confirm_url": new_address_url(change.pk)})
    return True


@transaction.atomic
def confirm_new_address(*, change_id: int, now: datetime) -> Subscriber:
    """Write to the new address from now on, tell the old one, and return the subscriber.

    Where the new address receives the letter already, the old one simply leaves.

    Raises:
        ChangeOutdated: the change is gone, older than thirty days, or the person has left.
    """
    change = AddressChange.objects.select_for_update().filter(pk=change_id, at__gte=now - CHANGE_KEPT).first()
    if change is None:
        raise ChangeOutdated
    subscriber = Subscriber.objects.select_for_update().get(pk=change.subscriber_id)
    if subscriber.state != SubscriberState.CONFIRMED:
        raise ChangeOutdated
    change.delete()
    old, new = subscriber.email, change.email
    other = Subscriber.objects.select_for_update().filter(email=new).first()
    if other is not None and other.state == SubscriberState.CONFIRMED:
        unsubscribe(subscriber_id=subscriber.pk, source="another address", now=now)
        return other
    if other is not None:  # what it proved stays under the hash; a request never confirmed proves nothing
        erase_address(subscriber_id=other.pk, now=now)
    lift(email=new)
    subscriber.email = new
    subscriber.save(update_fields=["email", "email_hash"])
    _note(subscriber.pk, commune=None, source="address", now=now)
    mails.send("address_changed", to=old, context={})
    return subscriber


@transaction.atomic
def mail_link(*, email: str, now: datetime) -> bool:
    """Mail the link to "my subscription" to a known address; tell whether one was mailed, which no page may show.

    Raises:
        ValidationError: this is no address.
    """
    address = normalise_email(email)
    subscriber = Subscriber.objects.filter(email=address, erased_at__isnull=True).first()
    if subscriber is None or not _may_mail(address, now):
        return False
    mails.send("link", to=address, context={"url": preferences_url(subscriber.pk, now=now)})
    return True


@transaction.atomic
def purge_address_changes(*, now: datetime) -> int:
    """Forget new addresses that nobody confirmed within thirty days; return how many."""
    return AddressChange.objects.filter(at__lt=now - CHANGE_KEPT).delete()[0]


def _may_mail(address: str, now: datetime) -> bool:
    return take_turn(key=f"newsletter.mine:{address}", limit=MAILS_A_DAY, seconds=DAY, now=now)


def _note(subscriber_id: int, *, commune: Commune | None, source: str, now: datetime) -> None:
    ConsentRecord.objects.create(
        subscriber_id=subscriber_id, event=ConsentEvent.CHANGED, commune=commune, at=now, source=source
    )
