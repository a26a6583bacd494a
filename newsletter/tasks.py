"""The newsletter's doorbells: each looks in the database for its work, so one lost or rung twice changes nothing."""

import logging

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from cms.foundation.bell import ring
from newsletter.delivery import actions as delivery
from newsletter.delivery import ledger, reconcile
from newsletter.delivery import retention as deliveries
from newsletter.delivery.postfix import PostfixLog
from newsletter.delivery.pump import Ended
from newsletter.delivery.smtp import knock
from newsletter.importing.runs import purge_lists
from newsletter.issues import actions as issues
from newsletter.issues.models import Issue, IssueState
from newsletter.month import reminders as month
from newsletter.returns import domains, mailbox, refusals
from newsletter.returns import retention as returns
from newsletter.reviews import actions as reviews
from newsletter.subscribers import actions as subscribers
from newsletter.subscribers import brake, preferences, reminders, retention

log = logging.getLogger(__name__)


@shared_task(name="newsletter.tasks.compose_due_issue")
def compose_due_issue() -> None:
    """Make this month's draft when its day has come."""
    issues.compose_due_issue(now=timezone.now())


@shared_task(name="newsletter.tasks.pump_deliveries")
def pump_deliveries(issue_id: int | None = None) -> None:
    """Begin what is due, settle what dead workers left, send what waits; ring again when time ran out."""
    delivery.start_due(now=timezone.now())
    ledger.reap(now=timezone.now())
    ask_server()
    sending = Issue.objects.filter(state=IssueState.SENDING)
    if issue_id is not None:
        sending = sending.filter(pk=issue_id)
    ids = list(sending.order_by("pk").values_list("pk", flat=True))
    for pk in ids[1:]:
        ring(pump_deliveries, issue_id=pk)
    if ids and delivery.send_waiting(issue_id=ids[0], clock=timezone.now).ended is Ended.OUT_OF_TIME:
        ring(pump_deliveries, issue_id=ids[0])


def ask_server() -> None:
    """Settle the mails without an answer by the server's log, where there is one."""
    now = timezone.now()
    if reconcile.unsettled(now=now).exists():
        knock()
        reconcile.settle_uncertain(oracle=PostfixLog(settings.NEWSLETTER_MAIL_LOG, now=now), now=now)


@shared_task(name="newsletter.tasks.purge_unconfirmed")
def purge_unconfirmed() -> None:
    """Forget what nobody confirmed within thirty days, and lists that nobody took over."""
    now = timezone.now()
    subscribers.purge_unconfirmed(now=now)
    preferences.purge_address_changes(now=now)
    purge_lists(now=now)


@shared_task(name="newsletter.tasks.release_held")
def release_held() -> None:
    """Mail some of the requests that were held back."""
    brake.release_held(now=timezone.now())


@shared_task(name="newsletter.tasks.remind_unconfirmed")
def remind_unconfirmed() -> None:
    """Recall requests that wait for their confirmation; a hundred at a time, the rest at once after."""
    if reminders.remind_unconfirmed(now=timezone.now()) >= reminders.ROWS_AT_ONCE:
        ring(remind_unconfirmed)


@shared_task(name="newsletter.tasks.purge_left")
def purge_left() -> None:
    """Forget the addresses of those who left a month ago; a hundred at a time, the rest at once after."""
    if retention.purge_left(now=timezone.now()) >= retention.ROWS_AT_ONCE:
        ring(purge_left)


@shared_task(name="newsletter.tasks.purge_deliveries")
def purge_deliveries() -> None:
    """Forget who received, and who reread, the letters of more than thirteen months ago."""
    deliveries.purge_deliveries(now=timezone.now())
    reviews.forget_reviewers(now=timezone.now())


@shared_task(name="newsletter.tasks.remind_structures")
def remind_structures() -> None:
    """Send the reminders before proposals close; two hundred at a time, the rest at once after."""
    if month.remind_structures(now=timezone.now()) >= month.A_RUN:
        ring(remind_structures)


@shared_task(name="newsletter.tasks.purge_reminders")
def purge_reminders() -> None:
    """Forget who was reminded of letters long sent."""
    month.purge_reminders(now=timezone.now())


@shared_task(name="newsletter.tasks.read_mailbox")
def read_mailbox() -> None:
    """Take in what came back, and draw the consequences of what servers refused at once."""
    mailbox.note_pulse(now=timezone.now())
    refusals.learn_refusals(now=timezone.now())
    if settings.NEWSLETTER_MAILBOX_HOST:
        try:
            mailbox.read_mailbox(now=timezone.now())
        except mailbox.MailboxUnavailable as error:
            log.warning("the mailbox of what comes back: %s", error)


@shared_task(name="newsletter.tasks.recheck_domains")
def recheck_domains() -> None:
    """Ask again about the domains that a server did not find a day ago."""
    refusals.recheck_domains(receives=domains.receives_mail, now=timezone.now())


@shared_task(name="newsletter.tasks.purge_returns")
def purge_returns() -> None:
    """Forget what came back thirty days ago, here and in the mailbox."""
    if returns.purge_returns(now=timezone.now()) >= returns.ROWS_AT_ONCE:
        ring(purge_returns)
    if settings.NEWSLETTER_MAILBOX_HOST:
        try:
            mailbox.purge_mailbox(now=timezone.now())
        except mailbox.MailboxUnavailable as error:
            log.warning("the mailbox of what comes back: %s", error)
