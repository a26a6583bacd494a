"""What servers said at the moment of sending, and domains that seemed gone: the same rules as for what comes back."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from newsletter.delivery.events import DeliveryEvent, EventKind, EventSource
from newsletter.delivery.models import Delivery, DeliveryState
from newsletter.returns import verdict
from newsletter.returns.events import RECHECK_AFTER, note_event

ROWS_AT_ONCE = 200
LOOKED_BACK = timedelta(days=31)
# So long a domain may be asked about without an answer; then nothing is concluded.
ASKED_FOR = timedelta(days=7)
SMTP_KEY = "smtp"


def learn_refusals(*, now: datetime) -> int:
    """Draw the consequences of rows that a server refused, each once for a sending, and return how many rows.

    A refusal for what we are has rested the server already (the pump counts those itself).
    """
    told = DeliveryEvent.objects.filter(delivery=OuterRef("pk"), source=EventSource.SMTP, at=OuterRef("changed_at"))
    refused = Delivery.objects.filter(
        ~Exists(told), state=DeliveryState.REFUSED, changed_at__gt=now - LOOKED_BACK, changed_at__lte=now
    )
    rows = list(refused.select_related("subscriber").order_by("changed_at")[:ROWS_AT_ONCE])
    for row in rows:
        status = verdict.status_of("", row.reply)
        note_event(
            delivery=row,
            kind=verdict.judge(status, row.reply),
            source=EventSource.SMTP,
            key=f"{SMTP_KEY}:{row.changed_at.isoformat()}",
            status=status,
            words=row.reply,
            # The moment of the refusal, not of this look: a resent row that is refused again is another event.
            now=row.changed_at,
        )
    return len(rows)


def recheck_domains(*, receives: Callable[[str], bool | None], now: datetime) -> int:
    """Ask again, a day later, about domains that a server did not find; return how many were settled.

    `receives` tells whether mail can be sent to a domain, None when nobody answers: then nothing is concluded.
    """
    settled = DeliveryEvent.objects.filter(
        delivery=OuterRef("delivery"), kind__in=[EventKind.DOMAIN_GONE, EventKind.DOMAIN_BACK], at__gt=OuterRef("at")
    )
    doubtful = DeliveryEvent.objects.filter(
        ~Exists(settled), kind=EventKind.DOMAIN, at__lte=now - RECHECK_AFTER, at__gt=now - ASKED_FOR
    ).select_related("delivery__subscriber")
    count = 0
    answers: dict[str, bool | None] = {}
    for event in doubtful.order_by("at")[:ROWS_AT_ONCE]:
        domain = event.delivery.email.rpartition("@")[2]
        if domain and domain not in answers:
            answers[domain] = receives(domain)
        answer = answers.get(domain)
        if answer is None:
            continue
        count += note_event(
            delivery=event.delivery,
            kind=EventKind.DOMAIN_BACK if answer else EventKind.DOMAIN_GONE,
            source=EventSource.CHECK,
            key=f"domain:{event.pk}",
            words=domain,
            now=now,
        )
    return count
