"""Celery's ticks of the site: scheduled pages and single mails."""

from datetime import timedelta

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone
from post_office.utils import cleanup_expired_mails

from cms.foundation import mail
from cms.opendata import actions as open_data

# Sent mails are kept for the operator's questions, then forgotten with their addresses.
KEEP_MAIL = timedelta(days=30)


@shared_task
def publish_scheduled() -> None:
    """Publish and expire the pages whose hour has come (Wagtail's own command)."""
    call_command("publish_scheduled")


@shared_task
def send_queued_mail() -> None:
    """Send the single mails that wait; those that failed come back later."""
    mail.send_waiting(clock=timezone.now)


@shared_task
def purge_sent_mail() -> None:
    """Forget single mails after thirty days."""
    cleanup_expired_mails(timezone.now() - KEEP_MAIL, delete_attachments=True)


@shared_task
def write_open_data(*, only_missing: bool = False) -> None:
    """Write the open-data package of the night; with `only_missing`, only while none stands."""
    if only_missing and open_data.current():
        return
    open_data.write_open_data(now=timezone.now())
