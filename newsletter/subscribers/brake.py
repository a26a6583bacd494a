"""The brake of the whole site: more requests in an hour than a département makes are kept and mailed later.

A subscription bomb types a thousand strangers' addresses from as many networks, which no limit per network or address
stops. Above `NEWSLETTER_CONFIRMATIONS_AN_HOUR` a request is noted, its mail held; a few held mails leave each hour, and
the team is told, who may send them all or forget them.
"""

from datetime import datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.accounts.models import User
from cms.foundation.throttle import take_turn
from cms.structures.actions import TEAM_GROUP
from cms.structures.queries import mail_addresses
from newsletter.subscribers import mails
from newsletter.subscribers.models import ConsentEvent, ConsentRecord, Subscriber, SubscriberState

HOUR = 3600
DAY = 24 * HOUR
# Held mails leave at a quarter of the pace, beside the fresh ones.
HELD_SHARE = 4
ROWS_AT_ONCE = 100


class HeldRequest(models.Model):
    """A request whose confirmation mail waits; the row is what keeps it from being mailed twice."""

    record = models.OneToOneField(ConsentRecord, on_delete=models.CASCADE, related_name="held")
    at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("request held back")
        verbose_name_plural = _("requests held back")

    def __str__(self) -> str:
        return str(self.record)


def mail_or_hold(*, record: ConsentRecord, known: bool, now: datetime) -> bool:
    """Send the confirmation mail, or keep it for later; tell whether it was sent. In the caller's transaction."""
    limit = settings.NEWSLETTER_CONFIRMATIONS_AN_HOUR
    if take_turn(key="newsletter.confirmations", limit=limit, seconds=HOUR, now=now):
        mails.send_confirmation(record=record, known=known)
        return True
    HeldRequest.objects.create(record=record, at=now)
    _tell_team(now)
    return False


def _tell_team(now: datetime) -> None:
    """Write to the team, once a day."""
    if not take_turn(key="newsletter.brake.told", limit=1, seconds=DAY, now=now):
        return
    page = settings.PUBLIC_URL + reverse("held_requests")
    for address in sorted(mail_addresses(User.objects.filter(groups__name=TEAM_GROUP))):
        mails.send("held", to=address, context={"page": page, "limit": settings.NEWSLETTER_CONFIRMATIONS_AN_HOUR})


@transaction.atomic
def release_held(*, now: datetime, everything: bool = False) -> int:
    """Mail the oldest held requests, a hundred at most and as the hour allows; return how many left the queue.

    `everything` is the team's word: the hour is not asked. Who confirmed or left meanwhile is not mailed.
    """
    sent = 0
    limit = max(settings.NEWSLETTER_CONFIRMATIONS_AN_HOUR // HELD_SHARE, 1)
    for pk in list(HeldRequest.objects.order_by("pk").values_list("pk", flat=True)[:ROWS_AT_ONCE]):
        if not everything and not take_turn(key="newsletter.held", limit=limit, seconds=HOUR, now=now):
            break
        sent += _release(pk, now)
    return sent


def _release(pk: int, now: datetime) -> bool:
    held = HeldRequest.objects.select_related("record__subscriber", "record__commune").filter(pk=pk).first()
    # Of two workers, the one that deletes the row sends.
    if held is None or not HeldRequest.objects.filter(pk=pk).delete()[0]:
        return False
    person = held.record.subscriber
    if person.state in {SubscriberState.PENDING, SubscriberState.CONFIRMED} and person.erased_at is None:
        mails.send_confirmation(record=held.record, known=person.state == SubscriberState.CONFIRMED)
        Subscriber.objects.filter(pk=person.pk).update(mailed_at=now)
    return True


@transaction.atomic
def forget_held() -> int:
    """Forget all held requests, and the addresses that only they brought; return how many there were."""
    held = HeldRequest.objects.all()
    count = held.count()
    otherwise = ConsentRecord.objects.filter(subscriber=OuterRef("pk"), event=ConsentEvent.ASKED, held__isnull=True)
    asked_only = Subscriber.objects.filter(
        ~Exists(otherwise), state=SubscriberState.PENDING, confirmed_at=None, consents__held__isnull=False
    )
    Subscriber.objects.filter(pk__in=list(asked_only.values_list("pk", flat=True))).delete()
    held.delete()
    return count
