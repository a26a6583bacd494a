"""How far the sending of a letter is, in numbers and in plain words."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext as _

from newsletter.delivery.events import NOT_RECEIVED, DeliveryEvent, EventKind, EventSource
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
    expired: int
    # Of the accepted: taken by our server, and sent back by another one later.
    came_back: int = 0

    @property
    def done(self) -> int:
        """Rows in a final state."""
        return self.accepted + self.refused + self.uncertain + self.suppressed + self.cancelled + self.expired

    @property
    def not_received(self) -> int:
        """Rows whose mail did not, or perhaps not, reach its mailbox, as far as anybody told."""
        return self.done - self.accepted + self.came_back


def progress(issue: Issue) -> Progress | None:
    """Return the counts, or None before the snapshot. Two queries."""
    if issue.recipients is None:
        return None
    counts = Delivery.objects.filter(issue=issue).counts()
    waiting = ("queued", "leased", "attempting", "deferred")
    return Progress(
        recipients=issue.recipients,
        came_back=_came_back(issue).count(),
        waiting=sum(counts[state] for state in waiting),
        **{
            state: counts[state] for state in ("accepted", "refused", "uncertain", "suppressed", "cancelled", "expired")
        },
    )


def _came_back(issue: Issue) -> QuerySet[Delivery]:
    news = DeliveryEvent.objects.filter(delivery=OuterRef("pk"), kind__in=NOT_RECEIVED).exclude(
        source=EventSource.SMTP  # a refusal before it was sent once more
    )
    return Delivery.objects.filter(Exists(news), issue=issue, state=DeliveryState.ACCEPTED)


def unreceived(issue: Issue) -> QuerySet[Delivery]:
    """Return the rows whose owner may ask why nothing came: `explained`, and those that came back later."""
    told = DeliveryEvent.objects.exclude(source=EventSource.SMTP).order_by("at", "pk")
    rows = issue.deliveries.explained() | _came_back(issue)
    return rows.order_by("state", "email", "pk").prefetch_related(Prefetch("events", told, to_attr="told"))


def room_again_at(issue: Issue, *, now: datetime) -> datetime | None:
    """Return when the mail server takes mails of this letter again, if its limits are reached now."""
    if issue.state != IssueState.SENDING or not Delivery.objects.filter(issue=issue, state__in=WAITING).exists():
        return None
    return room(now=now, most=1).again_at


def reason_of(delivery: Delivery) -> str:
    """Return why this person did not receive the letter, in words for the team; the server's own follow in `reply`."""
    told = [event for event in getattr(delivery, "told", ()) if event.kind in NOT_RECEIVED]
    reply = delivery.reply
    if delivery.state == DeliveryState.ACCEPTED:
        return _reason_of_event(EventKind(told[-1].kind)) if told else ""
    if delivery.state == DeliveryState.REFUSED:
        return _reason_of_refusal(reply)
    if delivery.state == DeliveryState.DEFERRED:
        return _("Its mail server asked to come back later: it is tried again by itself.")
    reasons = {
        DeliveryState.UNCERTAIN: _(
            "The connection broke at the last moment: the mail may have arrived. It was not sent twice."
        ),
        DeliveryState.SUPPRESSED: _("This person unsubscribed before the mail left."),
        DeliveryState.CANCELLED: _("The team cancelled this mail."),
        DeliveryState.EXPIRED: _("The mail server took nothing for three days: the mail was given up."),
    }
    return reasons.get(DeliveryState(delivery.state), "")


def words_of(delivery: Delivery) -> str:
    """Return what the server said: the one that sent the mail back, else ours."""
    told = [event for event in getattr(delivery, "told", ()) if event.kind in NOT_RECEIVED]
    if delivery.state == DeliveryState.ACCEPTED and told:
        return str(told[-1].words)
    return delivery.reply


def _reason_of_refusal(reply: str) -> str:
    """Return why our own server refused a mail."""
    if "5.2.2" in reply:
        return _("The mailbox is full.")
    if re.match(r"5\d\d[ -]5\.7\.|554[ -]", reply):
        return _("The mail server took the letter for unwanted mail: tell the person who looks after the server.")
    if reply.startswith(("550 5.1", "551", "553", "550 5.2.1")):
        return _("The mailbox does not exist, or no longer.")
    if reply.startswith("4"):
        return _("The server put the mail off for two days: it was given up.")
    return _("The mail server refused this mail.")


def _reason_of_event(kind: EventKind) -> str:
    """Return why a mail that our server took came back."""
    reasons = {
        EventKind.ADDRESS: _("The mailbox does not exist, or no longer: the address is not written to any more."),
        EventKind.DOMAIN: _("Nobody receives mail for this domain: it is asked again a day later."),
        EventKind.SOFT: _("The mailbox was full or did not answer: the next letter is sent to it all the same."),
        EventKind.POLICY: _(
            "The mail server took the letter for unwanted mail: tell the person who looks after the server."
        ),
        EventKind.CONTENT: _("The mail server refused the letter for its size or its form."),
    }
    return reasons.get(kind, "")
