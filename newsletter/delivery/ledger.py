"""The writes of the ledger: every change of a row is a compare-and-set, so any number of workers may run at once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum, auto

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q

from newsletter.delivery.models import WAITING, Delivery, DeliveryState, Sending
from newsletter.delivery.smtp import Fate, Outcome
from newsletter.issues.models import Issue, IssueState
from newsletter.subscribers.models import Subscriber

CLAIMED_AT_ONCE = 20
# An agenda that arrives later than two days is stale: the server's last words then count as a refusal.
RETRIES = (
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=24),
)
# A connection that broke before the final dot: the mail did not leave. One that breaks every connection must not keep
# the others waiting, nor be tried for ever.
BROKEN_PAUSE = timedelta(seconds=30)
LONGEST_BROKEN_PAUSE = timedelta(hours=1)
# No lease, no pause that was given at this moment reaches further: the clock was set back since.
CLOCK_SLACK = timedelta(minutes=1)
LONGEST_PAUSE = RETRIES[-1] + timedelta(hours=1)
BROKEN_TRIES = 50


def lease() -> timedelta:
    """Return how long a row stays taken: longer than the slowest hand-over (EMAIL_TIMEOUT an answer)."""
    return timedelta(seconds=settings.NEWSLETTER_LEASE_SECONDS)


class Permission(Enum):
    """Whether a claimed mail may leave."""

    GRANTED = auto()
    SUPPRESSED = auto()
    LOST = auto()  # the lease ran out, or the issue was paused


@transaction.atomic
def claim(
    *,
    issue_id: int,
    owner: str,
    now: datetime,
    most: int = CLAIMED_AT_ONCE,
    trial_only: bool = False,
    in_turn: bool = False,
) -> list[Delivery]:
    """Lease the next waiting rows of the issue to `owner` and return them, oldest first.

    `in_turn`: the row touched longest ago comes first, so that one that always fails does not try for all each time.
    """
    due = Delivery.objects.filter(
        Q(not_before__isnull=True) | Q(not_before__lte=now) | Q(not_before__gt=now + LONGEST_PAUSE),
        issue_id=issue_id,
        state__in=WAITING,
    ).exclude(issue_id__in=Sending.objects.filter(stopped_at__isnull=False).values("issue_id"))
    if trial_only:
        due = due.filter(trial=True)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    order = ("changed_at", "id") if in_turn else ("id",)
    ids = list(due.order_by(*order).values_list("id", flat=True)[:most])
    Delivery.objects.filter(id__in=ids, state__in=WAITING).update(
        state=DeliveryState.LEASED, lease_owner=owner, lease_until=now + lease(), changed_at=now
    )
    mine = Delivery.objects.filter(id__in=ids, state=DeliveryState.LEASED, lease_owner=owner)
    return list(mine.select_related("subscriber").order_by("id"))


@transaction.atomic
def permit(*, deliveries: Sequence[Delivery], owner: str, now: datetime) -> dict[int, Permission]:
    """Note that these mails are about to leave; only then may they. Returns the answer for each row's key.

    Granted only while the lease is ours, the issue is being sent, and the person is still subscribed: whoever leaves
    while an issue is under way does not receive it.
    """
    # Subqueries, never joins: the row's own columns must stand in the WHERE of the UPDATE itself, where PostgreSQL
    # looks at them again after waiting for another worker.
    ids = [delivery.pk for delivery in deliveries]
    mine = Delivery.objects.filter(
        pk__in=ids,
        state=DeliveryState.LEASED,
        lease_owner=owner,
        lease_until__gt=now,
        issue_id__in=Issue.objects.filter(state=IssueState.SENDING).values("pk"),
    )
    theirs = [delivery.subscriber_id for delivery in deliveries if delivery.subscriber_id]
    wanted = Q(subscriber_id__in=Subscriber.objects.confirmed().filter(pk__in=theirs).values("pk"))
    granted = mine.filter(wanted).update(
        state=DeliveryState.ATTEMPTING, attempts=F("attempts") + 1, lease_until=now + lease(), changed_at=now
    )
    if granted == len(ids):
        return dict.fromkeys(ids, Permission.GRANTED)
    left = mine.filter(Q(subscriber_id__isnull=True) | ~wanted)
    # The owner stays until the answer is read below; nothing looks for it in a final row.
    left.update(state=DeliveryState.SUPPRESSED, lease_until=None, changed_at=now)
    answers = {
        DeliveryState.ATTEMPTING.value: Permission.GRANTED,
        DeliveryState.SUPPRESSED.value: Permission.SUPPRESSED,
    }
    found = Delivery.objects.filter(pk__in=ids, lease_owner=owner).values_list("pk", "state")
    return {**dict.fromkeys(ids, Permission.LOST), **{pk: answers.get(state, Permission.LOST) for pk, state in found}}


def still_sending(*, issue_id: int) -> bool:
    """Whether the issue is neither paused nor stopped."""
    return Issue.objects.filter(pk=issue_id, state=IssueState.SENDING).exists()


@transaction.atomic
def settle(*, outcomes: Sequence[tuple[Delivery, Outcome]], owner: str, now: datetime) -> None:
    """Write what became of the mails handed over.

    The reaper may meanwhile have called a row uncertain; who handed it over knows better.
    """
    for delivery, outcome in outcomes:
        changes = {"reply": outcome.reply, "changed_at": now, "lease_until": None, "not_before": None}
        Delivery.objects.filter(
            pk=delivery.pk, lease_owner=owner, state__in=[DeliveryState.ATTEMPTING, DeliveryState.UNCERTAIN]
        ).update(**changes | _next_state(outcome.fate, attempts=delivery.attempts + 1, now=now))


def _next_state(fate: Fate, *, attempts: int, now: datetime) -> dict[str, object]:
    match fate:
        case Fate.NOT_SENT if attempts <= BROKEN_TRIES:
            # Longer each time, so that one mail that breaks every connection does not always try first.
            pause = min(BROKEN_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_BROKEN_PAUSE)
            return {"state": DeliveryState.QUEUED, "lease_owner": "", "not_before": now + pause}
        case Fate.DEFERRED if attempts <= len(RETRIES):
            return {"state": DeliveryState.DEFERRED, "lease_owner": "", "not_before": now + RETRIES[attempts - 1]}
        case Fate.ACCEPTED:
            return {"state": DeliveryState.ACCEPTED}
        case Fate.UNCERTAIN:
            return {"state": DeliveryState.UNCERTAIN}
    return {"state": DeliveryState.REFUSED}


@transaction.atomic
def release(*, issue_id: int, owner: str, now: datetime) -> int:
    """Give back what `owner` leased and did not begin; return how many."""
    return Delivery.objects.filter(issue_id=issue_id, lease_owner=owner, state=DeliveryState.LEASED).update(
        state=DeliveryState.QUEUED, lease_owner="", lease_until=None, changed_at=now
    )


@transaction.atomic
def unattempt(*, deliveries: Sequence[Delivery], owner: str, now: datetime) -> None:
    """Put back rows whose mail certainly did not leave: the server could not be reached, or the sending was paused."""
    Delivery.objects.filter(
        pk__in=[delivery.pk for delivery in deliveries], lease_owner=owner, state=DeliveryState.ATTEMPTING
    ).update(state=DeliveryState.QUEUED, lease_owner="", lease_until=None, attempts=F("attempts") - 1, changed_at=now)


@transaction.atomic
def cancel_stopped(*, issue_id: int, now: datetime) -> int:
    """Cancel what has not left of an issue that was stopped, and return how many; nothing of any other."""
    stopped = Sending.objects.filter(issue_id=issue_id, stopped_at__isnull=False).values("issue_id")
    return Delivery.objects.filter(issue_id__in=stopped, state__in=[*WAITING, DeliveryState.LEASED]).update(
        state=DeliveryState.CANCELLED, lease_owner="", lease_until=None, not_before=None, changed_at=now
    )


@transaction.atomic
def reap(*, now: datetime) -> tuple[int, int]:
    """Settle the leases of workers that died: (put back in the queue, called uncertain).

    A leased mail certainly did not leave; one being handed over may have, and is never sent again by itself.
    """
    # A lease too long to have been given now is over too, for the clock was set back: taking it is as safe as ever, and
    # waiting until that hour comes again would strand the row.
    expired = Delivery.objects.filter(Q(lease_until__lte=now) | Q(lease_until__gt=now + lease() + CLOCK_SLACK))
    back = expired.filter(state=DeliveryState.LEASED).update(
        state=DeliveryState.QUEUED, lease_owner="", lease_until=None, changed_at=now
    )
    # The owner stays: should that worker only have been slow, it may still write what it knows.
    lost = expired.filter(state=DeliveryState.ATTEMPTING).update(
        state=DeliveryState.UNCERTAIN, lease_until=None, changed_at=now, reply=""
    )
    return back, lost


@transaction.atomic
def forgive(*, deliveries: Sequence[Delivery], now: datetime) -> None:
    """Give back the try of rows that a server put off as it puts off everybody: it was not about them.

    They wait as after a first try, so that others take their turn meanwhile.
    """
    Delivery.objects.filter(
        pk__in=[delivery.pk for delivery in deliveries], state=DeliveryState.DEFERRED, attempts__gt=0
    ).update(attempts=F("attempts") - 1, not_before=now + RETRIES[0])


@transaction.atomic
def expire(*, issue_id: int, now: datetime) -> int:
    """Give up what waits longer than its time and return how many rows; what is being handed over is left alone."""
    return Delivery.objects.filter(issue_id=issue_id, state__in=WAITING, expires_at__lte=now).update(
        state=DeliveryState.EXPIRED, lease_owner="", lease_until=None, not_before=None, changed_at=now
    )


@transaction.atomic
def give_time(*, issue_id: int, until: datetime) -> None:
    """Let what waits try until then: a person said that the letter is still wanted."""
    Delivery.objects.filter(issue_id=issue_id, state__in=[*WAITING, DeliveryState.LEASED]).update(expires_at=until)
