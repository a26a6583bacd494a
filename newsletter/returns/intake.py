"""Takes in one mail, whoever brings it: kept once, understood, acted on, all in one transaction."""

import hashlib
import re
from datetime import datetime

from django.db import transaction

from newsletter.delivery.events import EventKind, EventSource
from newsletter.delivery.models import Delivery
from newsletter.returns import verdict
from newsletter.returns.events import find_delivery, note_event
from newsletter.returns.models import MailKind, ReturnedMail
from newsletter.returns.reading import Nature, Reading, read
from newsletter.returns.replies import tell_team
from newsletter.returns.wishes import asks_to_leave, own_words
from newsletter.subscribers.actions import unsubscribe
from newsletter.subscribers.tokens import UNSUBSCRIBE, read_token

RAW_KEPT = 300_000
TEXT_KEPT = 20_000
KINDS = {
    Nature.BOUNCE: MailKind.BOUNCE,
    Nature.TEXT_BOUNCE: MailKind.BOUNCE,
    Nature.DELAYED: MailKind.DELAYED,
    Nature.COMPLAINT: MailKind.COMPLAINT,
    Nature.AUTOMATIC: MailKind.AUTOMATIC,
    Nature.LEAVE: MailKind.LEAVE,
    Nature.PERSON: MailKind.PERSON,
}


@transaction.atomic
def take_in(*, raw: bytes, source: EventSource, now: datetime, cut: bool = False) -> ReturnedMail | None:
    """Keep a mail and act on what it says; None when the very same mail was taken in before.

    `cut` says that `raw` is only the beginning of a mail too large to be read whole.
    """
    digest = hashlib.sha256(raw).hexdigest()
    if ReturnedMail.objects.filter(digest=digest).exists():
        return None
    reading = read(raw)
    kind, delivery = _understood(reading)
    row, made = ReturnedMail.objects.get_or_create(
        digest=digest,
        defaults={
            "kind": kind,
            "taken_at": now,
            "delivery": delivery,
            "sender": reading.sender[:254],
            "subject": reading.subject[:300],
            "text": own_words(reading.text)[:TEXT_KEPT] if kind == MailKind.PERSON else "",
            "raw": raw[:RAW_KEPT],
            "cut": cut or len(raw) > RAW_KEPT,
            "asks_to_leave": kind == MailKind.PERSON and asks_to_leave(reading.subject, reading.text),
        },
    )
    if not made:  # another worker was faster
        return None
    if delivery is not None:
        _note(row, delivery, reading, source=source, now=now)
    if kind == MailKind.LEAVE:
        _leave(reading, now=now)
    if kind == MailKind.PERSON:
        tell_team(row=row, now=now)
    return row


def _understood(reading: Reading) -> tuple[MailKind, Delivery | None]:
    """Return what the mail is taken for, and the mail of ours it is about; about none of ours it counts nothing."""
    kind = KINDS.get(reading.nature, MailKind.UNCLEAR)
    if kind == MailKind.LEAVE and not _leaving(reading):
        return MailKind.PERSON, None
    if kind not in {MailKind.BOUNCE, MailKind.DELAYED, MailKind.COMPLAINT}:
        return kind, None
    delivery = find_delivery(reading.tokens)
    return (kind, delivery) if delivery is not None else (MailKind.UNCLEAR, None)


def event_kind(reading: Reading, delivery: Delivery) -> EventKind:
    """Return what the mail means for its recipient."""
    if reading.nature is Nature.COMPLAINT:
        return EventKind.COMPLAINT
    if reading.nature is Nature.DELAYED:
        return EventKind.DELAYED
    kind = verdict.judge(reading.status, reading.words)
    # A form of a server's own is believed about an address only if it names that address.
    if (
        reading.nature is Nature.TEXT_BOUNCE
        and kind in {EventKind.ADDRESS, EventKind.DOMAIN}
        and delivery.email.lower() not in reading.recipients
    ):
        return EventKind.SOFT
    return kind


def _note(row: ReturnedMail, delivery: Delivery, reading: Reading, *, source: EventSource, now: datetime) -> None:
    kind = event_kind(reading, delivery)
    # A server repeats itself daily while it tries: one event for each thing said.
    key = f"{kind}:{reading.status or row.digest[:12]}"
    words = re.sub(r"\s+", " ", reading.words)
    note_event(delivery=delivery, kind=kind, source=source, key=key, status=reading.status, words=words, now=now)


def _leaving(reading: Reading) -> list[int]:
    return [pk for token in reading.leave_tokens[:5] if (pk := read_token(UNSUBSCRIBE, token)) is not None]


def _leave(reading: Reading, *, now: datetime) -> None:
    for subscriber_id in _leaving(reading):
        unsubscribe(subscriber_id=subscriber_id, source="mailto", now=now)
