"""Writes what came back about a mail, once, and draws the consequences that newsletter.md §3.6 names."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from newsletter.delivery import relay
from newsletter.delivery.events import DeliveryEvent, EventKind, EventSource
from newsletter.delivery.message import is_message_id_of
from newsletter.delivery.models import Delivery, DeliveryState
from newsletter.issues.models import Issue, IssueState
from newsletter.subscribers.actions import unsubscribe
from newsletter.subscribers.suppression import SuppressionReason, suppress

# A mail that was never handed over cannot come back: whoever says so invents it.
LEFT_US = (DeliveryState.ATTEMPTING, DeliveryState.ACCEPTED, DeliveryState.UNCERTAIN)
SOFT_IN_A_ROW = 3
# One odd server does not stop a letter; three that name its size or form do.
CONTENT_REFUSALS = 3
RECHECK_AFTER = timedelta(hours=24)


def find_delivery(tokens: tuple[str, ...]) -> Delivery | None:
    """Return the mail that one of these parts of a Message-ID names, if we made it and it left us."""
    for token in tokens:
        rows = Delivery.objects.filter(message_id__startswith=f"<{token}@", state__in=LEFT_US)
        for row in rows.select_related("issue", "subscriber")[:2]:
            given = row.message_id.partition("@")[0]
            if constant_time_compare(given, f"<{token}") and is_message_id_of(row):
                return row
    return None


@transaction.atomic
def note_event(
    *,
    delivery: Delivery,
    kind: EventKind,
    source: EventSource,
    key: str,
    status: str = "",
    words: str = "",
    now: datetime,
) -> bool:
    """Keep one thing learnt about a mail and act on it; False when it was known. Calls may come in any order."""
    _event, made = DeliveryEvent.objects.get_or_create(
        delivery=delivery,
        key=key[:80],
        defaults={"kind": kind, "source": source, "status": status[:11], "words": words[:500], "at": now},
    )
    if not made:
        return False
    # What comes back was taken: an answer lost after the final dot is found here.
    Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.UNCERTAIN).update(
        state=DeliveryState.ACCEPTED, reply=f"250 ({source}) {words}"[:500], changed_at=now
    )
    _act(delivery, kind, source=source, words=words or status, now=now)
    return True


def _act(delivery: Delivery, kind: EventKind, *, source: EventSource, words: str, now: datetime) -> None:
    match kind:
        case EventKind.ADDRESS | EventKind.DOMAIN_GONE | EventKind.SUSPENDED:
            if not _confirmed_since(delivery):
                set_aside(delivery, SuppressionReason.HARD_BOUNCE, now=now)
        case EventKind.COMPLAINT:
            set_aside(delivery, SuppressionReason.COMPLAINT, now=now)
        case EventKind.LEFT:
            if delivery.subscriber_id is not None:
                unsubscribe(subscriber_id=delivery.subscriber_id, source="mail", now=now)
        case EventKind.SOFT:
            if soft_in_a_row(delivery) >= SOFT_IN_A_ROW:
                note_event(
                    delivery=delivery, kind=EventKind.SUSPENDED, source=EventSource.CHECK, key="suspended", now=now
                )
        case EventKind.POLICY if source != EventSource.SMTP:  # those the pump has counted itself
            relay.note_policy_returns(words=words, now=now, count=_policy_returns(now=now))
        case EventKind.CONTENT:
            _stop_for_content(delivery.issue_id, words=words, now=now)


def set_aside(delivery: Delivery, reason: SuppressionReason, *, now: datetime) -> None:
    """Suppress the address of a mail; one erased meanwhile needs nothing."""
    if delivery.email:
        try:
            suppress(email=delivery.email, reason=reason, now=now)
        except ValidationError:  # older than today's rules for addresses
            return


def _confirmed_since(delivery: Delivery) -> bool:
    """Whether the person confirmed after this mail was made: a report that is days old then says nothing of today."""
    person = delivery.subscriber
    return person is not None and person.confirmed_at is not None and person.confirmed_at > delivery.made_at


def soft_in_a_row(delivery: Delivery) -> int:
    """Return how many of the person's latest letters in a row did not arrive; one without news ends the row."""
    if delivery.subscriber_id is None:
        return 0
    latest = Delivery.objects.filter(
        subscriber_id=delivery.subscriber_id, state__in=[DeliveryState.ACCEPTED, DeliveryState.REFUSED]
    ).order_by("-issue__period", "-pk")[:SOFT_IN_A_ROW]
    ids = [row.pk for row in latest]
    soft = set(DeliveryEvent.objects.filter(delivery__in=ids, kind=EventKind.SOFT).values_list("delivery", flat=True))
    count = 0
    for pk in ids:
        if pk not in soft:
            break
        count += 1
    return count


def _policy_returns(*, now: datetime) -> int:
    """Return how many of the last day's mails came back for what we are."""
    return (
        DeliveryEvent.objects.filter(kind=EventKind.POLICY, at__gt=now - timedelta(days=1), at__lte=now)
        .exclude(source=EventSource.SMTP)
        .count()
    )


def _stop_for_content(issue_id: int, *, words: str, now: datetime) -> None:
    refusals = DeliveryEvent.objects.filter(delivery__issue_id=issue_id, kind=EventKind.CONTENT).count()
    if refusals < CONTENT_REFUSALS:
        return
    sentence = _("Mail servers refuse this letter for its size or its form: %(words)s") % {"words": words[:200]}
    Issue.objects.filter(pk=issue_id, state=IssueState.SENDING).update(
        state=IssueState.PAUSED, trouble=sentence[:300], trouble_at=now
    )
