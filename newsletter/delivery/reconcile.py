"""Settles uncertain rows by asking the first server what it took: accepted, or safe to send again.

Asked only after NEWSLETTER_ASK_AFTER_SECONDS: by then the server has closed any connection that a dead or stalled
worker left open, so what it has not taken it will never take. A jump of the clock before a row is called uncertain is
harmless: the wait begins after it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from newsletter.delivery.ledger import lease
from newsletter.delivery.models import Delivery, DeliveryState
from newsletter.issues.models import IssueState

# The server's log is asked so long; what it has not told by then is left to the team.
ASKED_FOR = timedelta(hours=24)
ROWS_AT_ONCE = 100
ROWS_A_RUN = 1_000


@dataclass(frozen=True)
class Sighting:
    """What a server's log says of one mail: taken (with its words), certainly not taken, or nothing certain (None)."""

    taken: bool | None
    words: str = ""


# Message-ID → the two instants between which the server's word on this mail must have been spoken.
Asked = dict[str, tuple[datetime, datetime]]


class Oracle(Protocol):
    """Who can tell what the first server took."""

    def look_up(self, asked: Asked) -> dict[str, Sighting]:
        """Return a sighting for each Message-ID about which there is something to say."""


def wait() -> timedelta:
    """Return how long after a mail became uncertain the server is asked."""
    return timedelta(seconds=settings.NEWSLETTER_ASK_AFTER_SECONDS)


def being_asked(rows: QuerySet[Delivery], *, now: datetime) -> QuerySet[Delivery]:
    """Return the uncertain rows that the server's log may still settle; none where there is no log to ask."""
    if not settings.NEWSLETTER_MAIL_LOG:
        return rows.none()
    return rows.filter(state=DeliveryState.UNCERTAIN, changed_at__gt=now - ASKED_FOR)


def unsettled(*, now: datetime) -> QuerySet[Delivery]:
    """Return the rows about which the server can be asked now, the longest waiting first."""
    under_way = Delivery.objects.filter(issue__state__in=[IssueState.SENDING, IssueState.PAUSED])
    return being_asked(under_way, now=now).filter(changed_at__lte=now - wait()).order_by("changed_at")


def settle_uncertain(*, oracle: Oracle, now: datetime) -> tuple[int, int]:
    """Ask what became of the uncertain mails of issues under way; return how many were (taken, put back to be sent).

    No transaction is open while the log is read. What it does not tell for certain stays uncertain.
    """
    rows = list(unsettled(now=now).only("pk", "message_id", "changed_at")[:ROWS_A_RUN])
    if not rows:
        return 0, 0
    seen = oracle.look_up({row.message_id: (row.changed_at - 2 * lease(), row.changed_at + wait()) for row in rows})
    taken = back = 0
    for start in range(0, len(rows), ROWS_AT_ONCE):
        more_taken, more_back = _write(rows[start : start + ROWS_AT_ONCE], seen, now=now)
        taken, back = taken + more_taken, back + more_back
    return taken, back


@transaction.atomic
def _write(rows: list[Delivery], seen: dict[str, Sighting], *, now: datetime) -> tuple[int, int]:
    taken = back = 0
    for row in rows:
        sighting = seen.get(row.message_id, Sighting(None))
        same = Delivery.objects.filter(pk=row.pk, state=DeliveryState.UNCERTAIN, changed_at=row.changed_at)
        if sighting.taken:
            taken += same.update(state=DeliveryState.ACCEPTED, reply=sighting.words[:500], changed_at=now)
        elif sighting.taken is False:
            back += same.update(state=DeliveryState.QUEUED, lease_owner="", reply="", not_before=None, changed_at=now)
    return taken, back
