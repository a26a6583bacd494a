"""Sending an issue: start, pause, go on, and the work that each ring of the bell does."""

import logging
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.log_actions import log as note

from branding.models import Brand
from cms.accounts.models import User
from cms.foundation.bell import ring
from newsletter.delivery import ledger
from newsletter.delivery.message import FrozenMail, Sender, make_message_id
from newsletter.delivery.models import Delivery
from newsletter.delivery.pump import Clock, Ended, Run, pump_issue
from newsletter.delivery.smtp import SmtpTransport, Transport
from newsletter.issues.actions import NotNow, approval_stands, void_changed_approval
from newsletter.issues.models import Issue, IssueState
from newsletter.subscribers.models import Subscriber

log = logging.getLogger(__name__)

ROWS_AT_ONCE = 500


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
        issue.state, issue.sending_at, issue.recipients = IssueState.SENDING, now, count
        issue.sender = asdict(letter_sender(Brand.load()))
        issue.trouble, issue.trouble_at = "", None
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
    domain = settings.NEWSLETTER_FROM_EMAIL.rpartition("@")[2]
    rows: list[Delivery] = []
    for pk, email in Subscriber.objects.confirmed().order_by("pk").values_list("pk", "email"):
        message_id = make_message_id(period=issue.period, issue_id=issue.pk, subscriber_id=pk, domain=domain)
        rows.append(
            Delivery(issue=issue, subscriber_id=pk, email=email, message_id=message_id, made_at=now, changed_at=now)
        )
    Delivery.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE, ignore_conflicts=True)
    return Delivery.objects.filter(issue=issue).count()


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
    """Go on with the rest; raises NotNow."""
    _switch(issue_id=issue_id, before=IssueState.PAUSED, after=IssueState.SENDING, by=by, now=now)
    ring_pump(issue_id=issue_id)


def _switch(*, issue_id: int, before: str, after: str, by: User, now: datetime) -> None:
    action = "newsletter.pause" if after == IssueState.PAUSED else "newsletter.resume"
    if not Issue.objects.filter(pk=issue_id, state=before).update(state=after, trouble="", trouble_at=None):
        raise NotNow
    note(instance=Issue.objects.get(pk=issue_id), action=action, user=by, timestamp=now)


def send_waiting(
    *, issue_id: int, clock: Clock, transport: Transport | None = None, limit: timedelta | None = None
) -> Run:
    """Send what waits of one issue, note on it why it had to stop, and call it sent when everything is settled."""
    issue = Issue.objects.select_related("rendition").get(pk=issue_id)
    if issue.state != IssueState.SENDING or issue.sending_at is None:
        return Run(0, Ended.STOPPED)
    # Only a sending begun before senders were kept has none.
    sender = Sender(**issue.sender) if issue.sender else letter_sender(Brand.load())
    rendition = issue.rendition
    mail = FrozenMail(
        subject=rendition.subject,
        html=rendition.html,
        text=rendition.text,
        period=issue.period,
        sender=sender,
        date=issue.sending_at,
    )
    pump = partial(pump_issue, issue_id=issue_id, mail=mail, sender=sender.email, clock=clock)
    if limit is not None:
        pump = partial(pump, limit=limit)
    if transport is not None:
        run = pump(transport=transport)
    else:
        with SmtpTransport() as opened:
            run = pump(transport=opened)
    note_trouble(issue_id=issue_id, reason=run.reason, now=clock())
    ledger.close_issue(issue_id=issue_id, now=clock())
    return run


@transaction.atomic
def note_trouble(*, issue_id: int, reason: str, now: datetime) -> None:
    """Keep why the sending waits and since when; an empty reason says that all is well again."""
    sending = Issue.objects.filter(pk=issue_id, state=IssueState.SENDING)
    if not reason:
        sending.exclude(trouble="").update(trouble="", trouble_at=None)
    elif not sending.filter(trouble="").update(trouble=reason[:300], trouble_at=now):
        sending.exclude(trouble=reason[:300]).update(trouble=reason[:300])
