"""The writes of the ledger: every change of a row is a compare-and-set, so any number of workers may run at once."""

from datetime import datetime, timedelta
from enum import Enum, auto

from django.db import connection, transaction
from django.db.models import F, Q

from newsletter.delivery.models import OPEN, WAITING, Delivery, DeliveryState
from newsletter.delivery.smtp import Fate, Outcome
from newsletter.issues.models import Issue, IssueState
from newsletter.subscribers.models import Subscriber

# Longer than the slowest hand-over (each answer of the server is waited for at most EMAIL_TIMEOUT).
LEASE = timedelta(minutes=3)
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
BROKEN_TRIES = 50


class Permission(Enum):
    """Whether a claimed mail may leave."""

    GRANTED = auto()
    SUPPRESSED = auto()
    LOST = auto()  # the lease ran out, or the issue was paused


@transaction.atomic
def claim(*, issue_id: int, owner: str, now: datetime) -> list[Delivery]:
    """Lease the next waiting rows of the issue to `owner` and return them, oldest first."""
    due = Delivery.objects.filter(
        Q(not_before__isnull=True) | Q(not_before__lte=now), issue_id=issue_id, state__in=WAITING
    )
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    ids = list(due.order_by("id").values_list("id", flat=True)[:CLAIMED_AT_ONCE])
    Delivery.objects.filter(id__in=ids, state__in=WAITING).update(
        state=DeliveryState.LEASED, lease_owner=owner, lease_until=now + LEASE, changed_at=now
    )
    mine = Delivery.objects.filter(id__in=ids, state=DeliveryState.LEASED, lease_owner=owner)
    return list(mine.select_related("subscriber").order_by("id"))


@transaction.atomic
def permit(*, delivery: Delivery, owner: str, now: datetime) -> Permission:
    """Note that the mail is about to leave; only then may it.

    Granted only while the lease is ours, the issue is being sent, and the person is still subscribed: whoever leaves
    while an issue is under way does not receive it.
    """
    # Subqueries, never joins: the row's own columns must stand in the WHERE of the UPDATE itself, where PostgreSQL
    # looks at them again after waiting for another worker.
    mine = Delivery.objects.filter(
        pk=delivery.pk,
        state=DeliveryState.LEASED,
        lease_owner=owner,
        lease_until__gt=now,
        issue_id__in=Issue.objects.filter(state=IssueState.SENDING).values("pk"),
    )
    wanted = Q(subscriber_id__in=Subscriber.objects.confirmed().values("pk"))
    if mine.filter(wanted).update(
        state=DeliveryState.ATTEMPTING, attempts=F("attempts") + 1, lease_until=now + LEASE, changed_at=now
    ):
        return Permission.GRANTED
    left = mine.filter(Q(subscriber_id__isnull=True) | ~wanted)
    done = left.update(state=DeliveryState.SUPPRESSED, lease_owner="", lease_until=None, changed_at=now)
    return Permission.SUPPRESSED if done else Permission.LOST


@transaction.atomic
def settle(*, delivery: Delivery, owner: str, outcome: Outcome, now: datetime) -> None:
    """Write what became of a mail handed over.

    The reaper may meanwhile have called the row uncertain; who handed it over knows better.
    """
    changes = {"reply": outcome.reply, "changed_at": now, "lease_until": None, "not_before": None}
    attempts = delivery.attempts + 1
    match outcome.fate:
        case Fate.NOT_SENT if attempts <= BROKEN_TRIES:
            changes |= {"state": DeliveryState.QUEUED, "lease_owner": "", "not_before": now + BROKEN_PAUSE}
        case Fate.DEFERRED if attempts <= len(RETRIES):
            changes |= {"state": DeliveryState.DEFERRED, "lease_owner": "", "not_before": now + RETRIES[attempts - 1]}
        case Fate.DEFERRED | Fate.REFUSED | Fate.NOT_SENT:
            changes |= {"state": DeliveryState.REFUSED}
        case Fate.ACCEPTED:
            changes |= {"state": DeliveryState.ACCEPTED}
        case Fate.UNCERTAIN:
            changes |= {"state": DeliveryState.UNCERTAIN}
    Delivery.objects.filter(
        pk=delivery.pk, lease_owner=owner, state__in=[DeliveryState.ATTEMPTING, DeliveryState.UNCERTAIN]
    ).update(**changes)


@transaction.atomic
def release(*, issue_id: int, owner: str, now: datetime) -> int:
    """Give back what `owner` leased and did not begin; return how many."""
    return Delivery.objects.filter(issue_id=issue_id, lease_owner=owner, state=DeliveryState.LEASED).update(
        state=DeliveryState.QUEUED, lease_owner="", lease_until=None, changed_at=now
    )


@transaction.atomic
def unattempt(*, delivery: Delivery, owner: str, now: datetime) -> None:
    """Put back a row whose mail did not leave because the server could not be reached."""
    Delivery.objects.filter(pk=delivery.pk, lease_owner=owner, state=DeliveryState.ATTEMPTING).update(
        state=DeliveryState.QUEUED, lease_owner="", lease_until=None, attempts=delivery.attempts, changed_at=now
    )


@transaction.atomic
def reap(*, now: datetime) -> tuple[int, int]:
    """Settle the leases of workers that died: (put back in the queue, called uncertain).

    A leased mail certainly did not leave; one being handed over may have, and is never sent again by itself.
    """
    expired = Delivery.objects.filter(lease_until__lte=now)
    back = expired.filter(state=DeliveryState.LEASED).update(
        state=DeliveryState.QUEUED, lease_owner="", lease_until=None, changed_at=now
    )
    # The owner stays: should that worker only have been slow, it may still write what it knows.
    lost = expired.filter(state=DeliveryState.ATTEMPTING).update(
        state=DeliveryState.UNCERTAIN, lease_until=None, changed_at=now, reply=""
    )
    return back, lost


class LedgerBroken(Exception):
    """The rows of an issue do not add up to its recipients: rows were added or deleted by hand."""


@transaction.atomic
def close_issue(*, issue_id: int, now: datetime) -> bool:
    """Call the issue sent once every row is final and all add up to the snapshot; tell whether it is.

    Raises:
        LedgerBroken: they do not add up.
    """
    issue = Issue.objects.select_for_update().get(pk=issue_id)
    if issue.state != IssueState.SENDING or Delivery.objects.filter(issue=issue, state__in=OPEN).exists():
        return False
    total = Delivery.objects.filter(issue=issue).count()
    if total != issue.recipients:
        raise LedgerBroken(f"issue {issue.period}: {total} rows for {issue.recipients} recipients")
    Issue.objects.filter(pk=issue_id).update(state=IssueState.SENT, sent_at=now, trouble="", trouble_at=None)
    return True
