"""Sends what waits, one mail at a time: claimed, noted as begun, handed over, settled; a kill anywhere loses nothing.

The guarantee (newsletter.md §6.4): the first server accepts at most one mail per issue and subscriber from us, and
every row ends in one final state. A worker killed between handing over and noting leaves that one row "uncertain".
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from newsletter.delivery import ledger
from newsletter.delivery.ledger import Permission
from newsletter.delivery.message import FrozenMail, Recipient
from newsletter.delivery.models import Delivery
from newsletter.delivery.smtp import Fate, Outcome, ServerUnavailable, Transport
from newsletter.subscribers.tokens import unsubscribe_url

log = logging.getLogger(__name__)

# A task ends after this and rings again: nothing that Celery could deliver twice runs for long.
RUN = timedelta(seconds=30)
# So many in a row, and it is the server that has a problem, not the recipients.
FAILURES_IN_A_ROW = 5

Clock = Callable[[], datetime]


class Ended(StrEnum):
    """Why a run stopped."""

    NOTHING_DUE = "nothing_due"
    OUT_OF_TIME = "out_of_time"
    STOPPED = "stopped"
    SERVER = "server"


@dataclass(frozen=True)
class Run:
    """What one run did; `reason` holds the server's words when it is the server that stopped it."""

    handled: int
    ended: Ended
    reason: str = ""


def pump_issue(
    *, issue_id: int, mail: FrozenMail, sender: str, transport: Transport, clock: Clock, limit: timedelta = RUN
) -> Run:
    """Send the issue's due mails until none is left, `limit` has passed, the issue is paused or the server fails.

    Holds no transaction while it talks to the server. Takes a clock because a run lasts: every row is noted with its
    own instant.
    """
    owner = secrets.token_hex(16)
    until = clock() + limit
    handled = failures = 0
    try:
        while rows := ledger.claim(issue_id=issue_id, owner=owner, now=clock()):
            for row in rows:
                if clock() >= until:
                    return Run(handled, Ended.OUT_OF_TIME)
                permission = ledger.permit(delivery=row, owner=owner, now=clock())
                if permission is Permission.LOST:
                    return Run(handled, Ended.STOPPED)
                if permission is Permission.SUPPRESSED:
                    continue
                outcome = _hand_over(row, owner=owner, mail=mail, sender=sender, transport=transport, clock=clock)
                handled += 1
                failures = failures + 1 if outcome.fate in {Fate.NOT_SENT, Fate.DEFERRED} else 0
                if failures >= FAILURES_IN_A_ROW:
                    return Run(handled, Ended.SERVER, outcome.reply)
    except ServerUnavailable as error:
        return Run(handled, Ended.SERVER, str(error))
    finally:
        ledger.release(issue_id=issue_id, owner=owner, now=clock())
    return Run(handled, Ended.NOTHING_DUE)


def _hand_over(
    row: Delivery, *, owner: str, mail: FrozenMail, sender: str, transport: Transport, clock: Clock
) -> Outcome:
    if row.subscriber_id is None:  # permit() suppresses these
        raise ValueError("a delivery without subscriber is never handed over")
    recipient = Recipient(row.email, row.message_id, unsubscribe_url(row.subscriber_id))
    message = mail.bytes_for(recipient)
    try:
        outcome = transport.send(sender=sender, recipient=row.email, message=message)
    except ServerUnavailable:
        ledger.unattempt(delivery=row, owner=owner, now=clock())
        raise
    except UnicodeError as error:  # an address that no server understands concerns nobody else
        outcome = Outcome(Fate.REFUSED, str(error))
    ledger.settle(delivery=row, owner=owner, outcome=outcome, now=clock())
    return outcome
