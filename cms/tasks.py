"""Celery's ticks of the site: scheduled pages and single mails."""

from datetime import timedelta

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone
from post_office.utils import cleanup_expired_mails

from cms.accounts import links
from cms.desk.events import uploads
from cms.desk.once import purge_forms
from cms.foundation import mail
from cms.foundation.bell import ring
from cms.foundation.throttle import purge_turns
from cms.moderation.waiting import repair_waiting
from cms.opendata import actions as open_data
from cms.structures import import_runs, joining
from cms.team import digest

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


@shared_task
def run_structure_import(*, run_id: int) -> None:
    """Work off the next rows of an import of structures, and ring again while some are left."""
    if import_runs.run_slice(run_id=run_id, now=timezone.now()):
        ring(run_structure_import, run_id=run_id)


@shared_task
def run_structure_imports() -> None:
    """Find the imports that were started and whose bell was lost."""
    for run_id in import_runs.imports_to_run():
        import_runs.run_slice(run_id=run_id, now=timezone.now())


@shared_task
def purge_structure_imports() -> int:
    """Forget tables that nobody started and old reports; return how many."""
    return import_runs.purge_imports(now=timezone.now())


@shared_task
def send_requested_links() -> None:
    """Send the sign-in links that were asked for."""
    links.send_requested_links(now=timezone.now())


@shared_task
def purge_way_in() -> None:
    """Forget dead sign-in links and counted turns whose time is over."""
    links.purge_links(now=timezone.now())
    purge_turns(now=timezone.now())


@shared_task
def purge_requests() -> int:
    """Forget requests to join and proposals three months after the answer; return how many."""
    return joining.purge_requests(now=timezone.now())


@shared_task
def purge_desk() -> None:
    """Forget files sent with forms that were never finished, and which forms were sent."""
    purge_forms(now=timezone.now())
    uploads.purge_files(now=timezone.now())


@shared_task
def repair_queue() -> int:
    """Mend the team's queue where a signal was missed or a sitting is over; return how many rows."""
    return repair_waiting(now=timezone.now())


@shared_task
def send_digest() -> int:
    """Send the day's one mail to who moderates; return how many mails."""
    return digest.send_digest(now=timezone.now())
