"""Sending an issue: start, pause, go on, and the work that each ring of the bell does."""

import logging
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import islice

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.log_actions import log as note

from branding.models import Brand
from cms.accounts.models import User
from cms.foundation.bell import ring
from newsletter.delivery import ledger, relay, trial
from newsletter.delivery.closing import LedgerBroken, close_issue
from newsletter.delivery.frozen import FrozenMails
from newsletter.delivery.message import Sender, make_message_id
from newsletter.delivery.models import Delivery, DeliveryState, Sending
from newsletter.delivery.pump import RUN, Clock, Ended, Pump, Run
from newsletter.delivery.smtp import SmtpTransport, Transport
from newsletter.issues.actions import NotNow, approval_stands, strike_called_off, void_changed_approval
from newsletter.issues.models import Issue, IssueState
from newsletter.subscribers.models import LetterForm, Subscriber

log = logging.getLogger(__name__)

ROWS_AT_ONCE = 500
# A letter of another month is not sent again to anybody.
RESENT_WITHIN = timedelta(days=31)
LEAVING = (IssueState.SENDING, IssueState.PAUSED, IssueState.SENT)
RESENDABLE = (DeliveryState.REFUSED, DeliveryState.UNCERTAIN, DeliveryState.EXPIRED)


class NobodySubscribed(Exception):
    """There is no confirmed subscriber, so sending would mean nothing."""


class ApprovalVoid(Exception):
    """The text is no longer the one approved; the issue is a draft again."""


def letter_sender(brand: Brand) -> Sender:
    """Return who letters come from, by the brand and the settings."""
    return Sender(
        name=brand.sender_name or brand.newsletter_name,
        email=settings.NEWSLETTER_FROM_EMAIL,
        reply_to=settings.NEWSLETTER_REPLY_TO or brand.contact_email or settings.NEWSLETTER_FROM_EMAIL,
        list_name=brand.newsletter_name,
        archive_url=settings.PUBLIC_URL + reverse("newsletter:archive"),
    )


def start_sending(*, issue_id: int, by: User | None, now: datetime) -> Issue:
    """Take the snapshot of recipients and begin; pressing twice begins once.

    Raises:
        NotNow: the issue is not approved, or has begun already.
        ApprovalVoid: the text changed since the approval.
        NobodySubscribed: there is nobody to send to.
    """
    if void_changed_approval(issue_id=issue_id, by=by, now=now):
        raise ApprovalVoid
    with transaction.atomic():
        issue = Issue.objects.select_for_update().get(pk=issue_id)
        if issue.state != IssueState.APPROVED or not approval_stands(issue):
            raise NotNow
        count = snapshot(issue=issue, now=now)
        if not count:
            raise NobodySubscribed
        strike_called_off(issue=issue, by=by, now=now)
        issue.state, issue.sending_at, issue.recipients = IssueState.SENDING, now, count
        issue.sender = asdict(letter_sender(Brand.load()))
        issue.trouble, issue.trouble_at = "", None
        Sending.objects.get_or_create(issue=issue)
        issue.save(update_fields=["state", "sending_at", "recipients", "sender", "trouble", "trouble_at"])
        note(instance=issue, action="newsletter.send", user=by, data={"recipients": count}, timestamp=now)
        ring_pump(issue_id=issue_id)
    return issue


def ring_pump(*, issue_id: int) -> None:
    """Ask a worker to send what waits of the issue, once the transaction is committed."""
    ring(current_app.tasks["newsletter.tasks.pump_deliveries"], issue_id=issue_id)


@transaction.atomic
def snapshot(*, issue: Issue, now: datetime) -> int:
    """Write one row for each confirmed subscriber that has none yet, and return how many rows the issue has.

    The rule "at most 100 writes a transaction" bends here: it is one statement for 500 rows, and all or nothing is
    the point of a snapshot.
    """
    rows = _rows(issue, now=now)
    # A few at a time: a snapshot of twenty thousand must not need more memory than one of a thousand.
    while some := list(islice(rows, ROWS_AT_ONCE)):
        Delivery.objects.bulk_create(some, ignore_conflicts=True)
    trial.choose_trial(issue_id=issue.pk)
    return Delivery.objects.filter(issue=issue).count()


def _rows(issue: Issue, *, now: datetime) -> Iterator[Delivery]:
    """Yield a row, not saved, for each confirmed subscriber."""
    domain = settings.NEWSLETTER_FROM_EMAIL.rpartition("@")[2]
    frozen = {(item.edition, item.form): item for item in issue.renditions.defer("html", "text", "letter")}
    people = Subscriber.objects.confirmed().order_by("pk")
    expires_at = now + relay.lifetime(people.count())
    read = people.values_list("pk", "email", "commune__epci_id", "form").iterator(chunk_size=ROWS_AT_ONCE)
    for pk, email, epci, form in read:
        yield Delivery(
            issue=issue,
            subscriber_id=pk,
            email=email,
            # Whose territory has no edition of its own reads the département's.
            rendition=frozen.get((epci or "", form)) or frozen.get(("", form)) or frozen["", LetterForm.FULL],
            message_id=make_message_id(period=issue.period, issue_id=issue.pk, subscriber_id=pk, domain=domain),
            made_at=now,
            changed_at=now,
            expires_at=expires_at,
        )


def start_due(*, now: datetime) -> list[int]:
    """Begin the approved issues whose moment has come; return their ids."""
    due = Issue.objects.filter(state=IssueState.APPROVED, send_at__lte=now).values_list("pk", flat=True)
    started = []
    for issue_id in list(due):
        try:
            start_sending(issue_id=issue_id, by=None, now=now)
            started.append(issue_id)
        except NobodySubscribed:
            if note_nobody(issue_id=issue_id, now=now):  # once, not at each tick
                log.warning("issue %s was due and did not start: nobody is subscribed", issue_id)
        except (NotNow, ApprovalVoid) as error:
            log.warning("issue %s was due and did not start: %s", issue_id, type(error).__name__)
    return started


@transaction.atomic
def note_nobody(*, issue_id: int, now: datetime) -> bool:
    """Say on the issue that it waits for somebody to send it to; tell whether that is new."""
    sentence = _("Nobody is subscribed: the letter will leave as soon as one person is.")
    waiting = Issue.objects.filter(pk=issue_id, state=IssueState.APPROVED).exclude(trouble=sentence)
    return bool(waiting.update(trouble=sentence, trouble_at=now))


@transaction.atomic
def pause_issue(*, issue_id: int, by: User, now: datetime) -> None:
    """Stop before the next mail; raises NotNow."""
    _switch(issue_id=issue_id, before=IssueState.SENDING, after=IssueState.PAUSED, by=by, now=now)


@transaction.atomic
def resume_issue(*, issue_id: int, by: User, now: datetime) -> None:
    """Go on with the rest, whatever was refused so far, and try the server at once; raises NotNow."""
    _switch(issue_id=issue_id, before=IssueState.PAUSED, after=IssueState.SENDING, by=by, now=now)
    trial.release(issue_id=issue_id, now=now)
    waiting = Delivery.objects.filter(issue_id=issue_id).open().count()
    ledger.give_time(issue_id=issue_id, until=now + relay.lifetime(waiting))
    relay.try_now()
    ring_pump(issue_id=issue_id)


@transaction.atomic
def try_server_now(*, issue_id: int, now: datetime) -> None:
    """Try a server that is being left alone at once, at a person's word; raises NotNow."""
    if not Issue.objects.filter(pk=issue_id, state=IssueState.SENDING).exists():
        raise NotNow
    relay.try_now()
    ring_pump(issue_id=issue_id)


@transaction.atomic
def stop_sending(*, issue_id: int, by: User, now: datetime) -> int:
    """Give up what has not left yet, for good, and return how many mails; raises NotNow unless the issue is paused.

    A mail that is being handed over at this moment still gets its answer; the issue closes after it.
    """
    _switch(issue_id=issue_id, before=IssueState.PAUSED, after=IssueState.SENDING, by=by, now=now, action="stop")
    trial.release(issue_id=issue_id, now=now)
    Sending.objects.filter(issue_id=issue_id).update(stopped_at=now)
    count = ledger.cancel_stopped(issue_id=issue_id, now=now)
    ring_pump(issue_id=issue_id)
    return count


def resendable(issue: Issue, *, now: datetime) -> dict[str, int]:
    """Return to how many people the letter could be sent once more, for each state that allows it; empty: to nobody."""
    if issue.state not in LEAVING or not _of_this_month(issue, now=now):
        return {}
    rows = Delivery.objects.filter(
        issue=issue, state__in=RESENDABLE, subscriber_id__in=Subscriber.objects.confirmed().values("pk")
    )
    return {state: count for state, count in rows.counts().items() if count}


@transaction.atomic
def resend(*, issue_id: int, state: str, by: User, now: datetime) -> int:
    """Send once more to those whose mail was refused, given up, or perhaps did not arrive; return to how many.

    Their mails keep their Message-ID. Of the uncertain, some will receive the letter twice: the page says so before.
    Who left meanwhile is not written to. A second press finds nobody left to send to.

    Raises:
        NotNow: the issue is not being sent nor was it within a month, or `state` is none that can be sent again.
    """
    issue = Issue.objects.select_for_update().get(pk=issue_id)
    if state not in RESENDABLE or issue.state not in LEAVING or not _of_this_month(issue, now=now):
        raise NotNow
    confirmed = Subscriber.objects.confirmed().values("pk")
    count = Delivery.objects.filter(issue=issue, state=state, subscriber_id__in=confirmed).update(
        state=DeliveryState.QUEUED, attempts=0, lease_owner="", lease_until=None, not_before=None, changed_at=now
    )
    ledger.give_time(issue_id=issue_id, until=now + relay.lifetime(count))
    if count:
        trial.release(issue_id=issue_id, now=now)
        Sending.objects.filter(issue_id=issue_id).update(stopped_at=None)
        Issue.objects.filter(pk=issue_id, state=IssueState.SENT).update(state=IssueState.SENDING, sent_at=None)
        note(instance=issue, action="newsletter.resend", user=by, data={"count": count, "state": state}, timestamp=now)
        ring_pump(issue_id=issue_id)
    return count


def _of_this_month(issue: Issue, *, now: datetime) -> bool:
    return issue.sending_at is not None and now - issue.sending_at <= RESENT_WITHIN


def _switch(*, issue_id: int, before: str, after: str, by: User, now: datetime, action: str = "") -> None:
    action = f"newsletter.{action or ('pause' if after == IssueState.PAUSED else 'resume')}"
    if not Issue.objects.filter(pk=issue_id, state=before).update(state=after, trouble="", trouble_at=None):
        raise NotNow
    note(instance=Issue.objects.get(pk=issue_id), action=action, user=by, timestamp=now)


def send_waiting(*, issue_id: int, clock: Clock, transport: Transport | None = None, limit: timedelta = RUN) -> Run:
    """Send what waits of one issue, note on it why it had to stop, and call it sent when everything is settled."""
    issue = Issue.objects.get(pk=issue_id)
    if issue.state != IssueState.SENDING or issue.sending_at is None:
        return Run(0, Ended.STOPPED)
    # Only a sending begun before senders were kept has none.
    sender = Sender(**issue.sender) if issue.sender else letter_sender(Brand.load())
    ledger.expire(issue_id=issue_id, now=clock())
    with SmtpTransport() if transport is None else nullcontext(transport) as opened:
        pump = Pump(
            issue_id=issue_id,
            mails=FrozenMails(issue, sender, date=issue.sending_at),
            sender=sender.email,
            transport=opened,
            clock=clock,
        )
        run = pump.run(limit=limit)
    ledger.cancel_stopped(issue_id=issue_id, now=clock())
    try:
        note_trouble(issue_id=issue_id, reason=run.reason, now=clock())
        close_issue(issue_id=issue_id, now=clock())
    except LedgerBroken as error:
        log.exception("the ledger of issue %s does not add up", issue_id)
        note_trouble(issue_id=issue_id, reason=str(error), now=clock())
    return run


@transaction.atomic
def note_trouble(*, issue_id: int, reason: str, now: datetime) -> None:
    """Keep why the sending waits and since when; an empty reason says that all is well again."""
    sending = Issue.objects.filter(pk=issue_id, state=IssueState.SENDING)
    if not reason:
        sending.exclude(trouble="").update(trouble="", trouble_at=None)
    elif not sending.filter(trouble="").update(trouble=reason[:300], trouble_at=now):
        sending.exclude(trouble=reason[:300]).update(trouble=reason[:300])
