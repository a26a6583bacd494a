"""Sends what waits, a batch at a time: claimed, noted as begun, handed over, settled; a kill anywhere loses nothing.

The guarantee (newsletter.md §6.4): the first server accepts at most one mail per issue and subscriber from us, and
every row ends in one final state. A worker killed between handing over and noting leaves its batch "uncertain".
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import transaction

from newsletter.delivery import ledger, relay, trial
from newsletter.delivery.frozen import FrozenMails
from newsletter.delivery.ledger import Permission
from newsletter.delivery.message import Recipient, envelope_sender
from newsletter.delivery.models import Delivery
from newsletter.delivery.smtp import Fate, Outcome, ServerUnavailable, Transport
from newsletter.subscribers.tokens import unsubscribe_url

# A task ends after this and rings again: nothing that Celery could deliver twice runs for long.
RUN = timedelta(seconds=30)
# So many in a row, and it is the server that has a problem, not the recipients.
FAILURES_IN_A_ROW = 5
FAILED = frozenset({Fate.NOT_SENT, Fate.DEFERRED, Fate.UNCERTAIN})
LARGEST_BATCH = 25
# Within a batch, whether the issue was paused is looked up so often: a pause holds within two seconds.
LOOK_EVERY = timedelta(seconds=1)

Clock = Callable[[], datetime]


class Ended(StrEnum):
    """Why a run stopped."""

    NOTHING_DUE = "nothing_due"
    OUT_OF_TIME = "out_of_time"
    STOPPED = "stopped"
    SERVER = "server"
    LIMIT = "limit"


@dataclass(frozen=True)
class Run:
    """What one run did; `reason` holds the server's words when it is the server that stopped it."""

    handled: int
    ended: Ended
    reason: str = ""


class Pump:
    """One run over one issue's due mails. Holds no transaction while it talks to the server.

    Takes a clock because a run lasts: every row is noted with its own instant.
    """

    def __init__(self, *, issue_id: int, mails: FrozenMails, sender: str, transport: Transport, clock: Clock) -> None:
        """`mails` are the approved editions, `sender` the envelope's."""
        self._issue_id = issue_id
        self._mails = mails
        self._sender = sender
        self._transport = transport
        self._clock = clock
        self._owner = secrets.token_hex(16)
        self._handled = 0
        self._failures = 0
        # The rows put off in this streak: if it is long enough, the server puts off everybody.
        self._put_off: list[Delivery] = []
        self._server_is_well = False

    def run(self, *, limit: timedelta = RUN) -> Run:
        """Send until nothing is due, `limit` has passed, the issue is paused, or the server fails or is full."""
        until = self._clock() + limit
        try:
            while True:
                admission, rows = self._claim()
                if not rows:
                    ended = (
                        Ended.SERVER if admission.reason else Ended.LIMIT if admission.again_at else Ended.NOTHING_DUE
                    )
                    return Run(self._handled, ended, admission.reason)
                size = min(max(settings.NEWSLETTER_BATCH, 1), LARGEST_BATCH)
                for start in range(0, len(rows), size):
                    if self._clock() >= until:
                        return Run(self._handled, Ended.OUT_OF_TIME)
                    stopped = self._send(rows[start : start + size])
                    if stopped is not None:
                        return stopped
        finally:
            ledger.release(issue_id=self._issue_id, owner=self._owner, now=self._clock())

    @transaction.atomic
    def _claim(self) -> tuple[relay.Admission, list[Delivery]]:
        """Take the next rows that the server has room for; of a server that rested, one."""
        now = self._clock()
        everybody = trial.watch(issue_id=self._issue_id, now=now)
        admission = relay.admit(now=now, most=ledger.CLAIMED_AT_ONCE)
        if not admission.count:
            return admission, []
        rows = ledger.claim(
            issue_id=self._issue_id,
            owner=self._owner,
            now=now,
            most=admission.count,
            trial_only=not everybody,
            in_turn=admission.probing,
        )
        if rows and admission.probing:
            relay.begin_probe(now=now)
            self._failures = FAILURES_IN_A_ROW - 1
        return relay.Admission(admission.count), rows

    def _send(self, batch: Sequence[Delivery]) -> Run | None:
        """Send a batch between two commits; tell why the run must stop, if it must."""
        permitted_at = self._clock()
        permissions = ledger.permit(deliveries=batch, owner=self._owner, now=permitted_at)
        allowed = [row for row in batch if permissions[row.pk] is Permission.GRANTED]
        outcomes: list[tuple[Delivery, Outcome]] = []
        unreachable = ""
        try:
            self._hand_over_all(allowed, permitted_at, outcomes)
        except ServerUnavailable as error:
            unreachable = str(error)
        now = self._clock()
        ledger.settle(outcomes=outcomes, owner=self._owner, now=now)
        untouched = allowed[len(outcomes) :]
        if untouched:
            ledger.unattempt(deliveries=untouched, owner=self._owner, now=now)
        if unreachable:
            relay.note_failures(count=FAILURES_IN_A_ROW, reason=unreachable, now=now)
            return Run(self._handled, Ended.SERVER, unreachable)
        lost = untouched or Permission.LOST in permissions.values()
        return self._judge(outcomes) or (Run(self._handled, Ended.STOPPED) if lost else None)

    def _hand_over_all(
        self, rows: Sequence[Delivery], permitted_at: datetime, outcomes: list[tuple[Delivery, Outcome]]
    ) -> None:
        """Hand the rows over one by one, ending early when the issue is paused or the lease is nearly over."""
        looked_at = permitted_at
        # The dot's answer may take EMAIL_TIMEOUT: by then the rows must still be ours.
        fence = permitted_at + ledger.lease() - timedelta(seconds=settings.EMAIL_TIMEOUT)
        for row in rows:
            now = self._clock()
            if now >= fence:
                return
            if now - looked_at >= LOOK_EVERY:
                if not ledger.still_sending(issue_id=self._issue_id):
                    return
                looked_at = now
            outcomes.append((row, self._hand_over(row, may_finish=lambda: self._clock() < fence)))
            self._handled += 1

    def _hand_over(self, row: Delivery, *, may_finish: Callable[[], bool]) -> Outcome:
        if row.subscriber_id is None:  # permit() suppresses these
            raise ValueError("a delivery without subscriber is never handed over")
        message = self._mails.of(row).bytes_for(
            Recipient(row.email, row.message_id, unsubscribe_url(row.subscriber_id))
        )
        try:
            return self._transport.send(
                sender=envelope_sender(row.message_id), recipient=row.email, message=message, may_finish=may_finish
            )
        except UnicodeError as error:  # an address that no server understands concerns nobody else
            return Outcome(Fate.REFUSED, str(error))

    def _judge(self, settled: Sequence[tuple[Delivery, Outcome]]) -> Run | None:
        """Learn from the answers how the server is; tell when it is to be left alone."""
        now = self._clock()
        outcomes = [outcome for _row, outcome in settled]
        for number, (row, outcome) in enumerate(settled):
            if outcome.fate not in FAILED:
                self._failures, self._put_off = 0, []
                if not self._server_is_well:
                    relay.note_success()
                    self._server_is_well = True
                continue
            self._failures += 1
            if outcome.fate is Fate.DEFERRED:
                self._put_off.append(row)
            self._server_is_well = False
            if self._failures >= FAILURES_IN_A_ROW:
                rest = [row for row, outcome in settled[number + 1 :] if outcome.fate is Fate.DEFERRED]
                ledger.forgive(deliveries=[*self._put_off, *rest], now=now)
                relay.note_failures(count=FAILURES_IN_A_ROW, reason=outcome.reply, now=now)
                return Run(self._handled, Ended.SERVER, outcome.reply)
        if any(outcome.fate is Fate.REFUSED for outcome in outcomes):
            words = relay.note_policy_refusals(issue_id=self._issue_id, outcomes=outcomes, now=now)
            if words:
                return Run(self._handled, Ended.SERVER, words)
            trial.watch(issue_id=self._issue_id, now=now)
        return None
