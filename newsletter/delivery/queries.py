"""How far the sending of a letter is, in numbers and in plain words."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from newsletter.delivery.models import WAITING, Delivery, DeliveryState
from newsletter.delivery.relay import room
from newsletter.issues.models import Issue, IssueState


@dataclass(frozen=True)
class Progress:
    """Counts of an issue's rows; `final + waiting == recipients` always (a test)."""

    recipients: int
    waiting: int
    accepted: int
    refused: int
    uncertain: int
    suppressed: int
    cancelled: int

    @property
    def done(self) -> int:
        """Rows in a final state."""
        return self.accepted + self.refused + self.uncertain + self.suppressed + self.cancelled

    @property
    def not_received(self) -> int:
        """Rows whose mail did not, or perhaps not, reach the server."""
        return self.done - self.accepted


def progress(issue: Issue) -> Progress | None:
    """Return the counts, or None before the snapshot. One query."""
    if issue.recipients is None:
        return None
    counts = Delivery.objects.filter(issue=issue).counts()
    waiting = ("queued", "leased", "attempting", "deferred")
    return Progress(
        recipients=issue.recipients,
        waiting=sum(counts[state] for state in waiting),
        **{state: counts[state] for state in ("accepted", "refused", "uncertain", "suppressed", "cancelled")},
    )


def room_again_at(issue: Issue, *, now: datetime) -> datetime | None:
    """Return when the mail server takes mails of this letter again, if its limits are reached now."""
    if issue.state != IssueState.SENDING or not Delivery.objects.filter(issue=issue, state__in=WAITING).exists():
        return None
    return room(now=now, most=1).again_at


def reason_of(delivery: Delivery) -> str:
    """Return why this person did not receive the letter, in words for the team; the server's own follow in `reply`."""
    reply = delivery.reply
    if delivery.state == DeliveryState.DEFERRED:
        return _("Its mail server asked to come back later: it is tried again by itself.")
    if delivery.state == DeliveryState.REFUSED and "5.2.2" in reply:
        return _("The mailbox is full.")
    if delivery.state == DeliveryState.REFUSED and re.match(r"5\d\d[ -]5\.7\.|554[ -]", reply):
        return _("The mail server took the letter for unwanted mail: tell the person who looks after the server.")
    if delivery.state == DeliveryState.REFUSED and reply.startswith(("550 5.1", "551", "553", "550 5.2.1")):
        return _("The mailbox does not exist, or no longer.")
    if delivery.state == DeliveryState.REFUSED and reply.startswith("4"):
        return _("The server put the mail off for two days: it was given up.")
    reasons = {
        DeliveryState.REFUSED: _("The mail server refused this mail."),
        DeliveryState.UNCERTAIN: _(
            "The connection broke at the last moment: the mail may have arrived. It was not sent twice."
        ),
        DeliveryState.SUPPRESSED: _("This person unsubscribed before the mail left."),
        DeliveryState.CANCELLED: _("The team cancelled this mail."),
    }
    return reasons.get(DeliveryState(delivery.state), "")
