"""The few that leave first when there are many recipients, and the sending that stops because too many were refused.

What the team reads says "the first mails"; nothing here needs more than the ledger's own rows.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.translation import gettext as _

from newsletter.delivery.events import DeliveryEvent, EventKind, EventSource
from newsletter.delivery.models import Delivery, DeliveryState, Sending
from newsletter.issues.models import Issue, IssueState

# Above so many recipients one in a hundred, and at least twenty, leave first (newsletter.md §6.3).
TRIAL_ABOVE = 2_000
SMALLEST_TRIAL = 20
# So long after the last of them a refusal has had time to come.
LOOK_AT = timedelta(minutes=10)
# More refusals than five in a hundred of the first five hundred: a list so old that servers would take us for spam.
FIRST = 500
REFUSED_SHARE = 0.05
FEWEST_REFUSED = 10
FEWEST_REFUSED_IN_TRIAL = 2
BEING_SENT = (DeliveryState.QUEUED, DeliveryState.LEASED, DeliveryState.ATTEMPTING)


def trial_size(recipients: int) -> int:
    """Return how many mails leave before all others."""
    return max(SMALLEST_TRIAL, recipients // 100) if recipients > TRIAL_ABOVE else 0


@transaction.atomic
def choose_trial(*, issue_id: int) -> int:
    """Mark the mails that leave first, and return how many: the same sample at every call, and no one's choice.

    Message-IDs are keyed hashes: the first in their order are drawn from everybody, old and new subscribers alike.
    """
    rows = Delivery.objects.filter(issue_id=issue_id)
    first = rows.order_by("message_id").values_list("pk", flat=True)[: trial_size(rows.count())]
    return rows.filter(pk__in=list(first)).update(trial=True)


@transaction.atomic
def watch(*, issue_id: int, now: datetime) -> bool:
    """Release the rest once the first mails arrived well, stop when too many are refused; tell whether all may leave.

    Called before every claim; again and again changes nothing more. Locks nothing: each write is a compare-and-set.
    """
    sending, _made = Sending.objects.get_or_create(issue_id=issue_id)
    if sending.released_at is None:
        return _look_at_trial(sending, now=now)
    if sending.refusals_seen_at is None:
        counts = Delivery.objects.filter(issue_id=issue_id).counts()
        accepted, refused = _with_returns(Delivery.objects.filter(issue_id=issue_id), counts)
        if accepted + refused <= FIRST and _too_many(accepted, refused, fewest=FEWEST_REFUSED):
            _stop(issue_id=issue_id, refused=refused, of=accepted + refused, now=now)
            return False
    return True


def _look_at_trial(sending: Sending, *, now: datetime) -> bool:
    rows = Delivery.objects.filter(issue_id=sending.issue_id, trial=True)
    if rows.exists():
        if rows.filter(state__in=BEING_SENT).exists():
            return False
        counts = rows.counts()
        accepted, refused = _with_returns(rows, counts)
        if _too_many(accepted, refused, fewest=FEWEST_REFUSED_IN_TRIAL):
            _stop(issue_id=sending.issue_id, refused=refused, of=accepted + refused, now=now)
            return False
        last = rows.aggregate(last=Max("changed_at"))["last"]
        if last is not None and now - LOOK_AT < last <= now + LOOK_AT:
            return False
    Sending.objects.filter(pk=sending.pk, released_at__isnull=True).update(released_at=now)
    return True


def _with_returns(rows: QuerySet[Delivery], counts: dict[str, int]) -> tuple[int, int]:
    """Return how many were accepted and how many refused, those counted among the latter that came back for good."""
    gone = DeliveryEvent.objects.filter(
        delivery=OuterRef("pk"), kind__in=[EventKind.ADDRESS, EventKind.DOMAIN]
    ).exclude(source=EventSource.SMTP)
    back = rows.filter(Exists(gone), state=DeliveryState.ACCEPTED).count()
    return counts[DeliveryState.ACCEPTED] - back, counts[DeliveryState.REFUSED] + back


def _too_many(accepted: int, refused: int, *, fewest: int) -> bool:
    return refused >= fewest and refused > REFUSED_SHARE * (accepted + refused)


def _stop(*, issue_id: int, refused: int, of: int, now: datetime) -> None:
    """Pause the issue and say why, for the team."""
    sentence = _(
        "%(refused)d of the first %(of)d mails were refused. Look at who did not receive it, then go on or stop."
    )
    Issue.objects.filter(pk=issue_id, state=IssueState.SENDING).update(
        state=IssueState.PAUSED, trouble=sentence % {"refused": refused, "of": of}, trouble_at=now
    )


@transaction.atomic
def release(*, issue_id: int, now: datetime) -> None:
    """Let all leave: a person has looked and goes on."""
    Sending.objects.get_or_create(issue_id=issue_id)
    sending = Sending.objects.filter(issue_id=issue_id)
    sending.filter(released_at__isnull=True).update(released_at=now)
    sending.filter(refusals_seen_at__isnull=True).update(refusals_seen_at=now)
