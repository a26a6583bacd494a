"""Single mails: rows of post_office, rung for when they are queued, claimed one by one when they are sent."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from celery import Task
from django.db.models import Q, QuerySet
from post_office.connections import connections
from post_office.models import STATUS, Email
from post_office.signals import email_queued

from cms.foundation.bell import ring

log = logging.getLogger(__name__)

# How long a worker may hold a mail; one that died gives it back after that.
LEASE = timedelta(minutes=5)
# A mail server may be down for a long weekend: 5, 10, 20 … minutes, then every four hours, three days in all.
FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=4)
MOST_RETRIES = 24
AT_ONCE = 50
# A mail with this header is deleted with its address as soon as it is sent or given up, and no log names it: what the
# reception desk sends for who called once.
FORGET_WHEN_SENT = {"X-Keep": "no"}


def connect(task: Task) -> None:
    """Ring `task`, which sends what waits, whenever a mail was queued."""

    def on_email_queued(**_kwargs: Any) -> None:
        ring(task)

    email_queued.connect(on_email_queued, dispatch_uid="mail-queued", weak=False)


def send_waiting(*, clock: Callable[[], datetime]) -> int:
    """Send up to fifty mails that wait, each by one worker only, and return how many were sent.

    A mail is claimed by moving its hour (compare and set) before the mail server is spoken to: two workers rung for
    the same mail do not both send it. One killed meanwhile leaves it to be tried again after the lease.
    """
    sent = 0
    for pk in list(_waiting(clock()).values_list("pk", flat=True)[:AT_ONCE]):
        now = clock()
        if not _waiting(now).filter(pk=pk).update(scheduled_time=now + LEASE):
            continue
        email = Email.objects.get(pk=pk)
        if _is_forgotten(email):
            sent += _send_and_forget(email, clock)
        elif email.dispatch(log_level=1, commit=True) == STATUS.sent:
            sent += 1
        else:
            _try_later(email, clock())
    return sent


def _is_forgotten(email: Email) -> bool:
    return any((email.headers or {}).get(name) == value for name, value in FORGET_WHEN_SENT.items())


def _send_and_forget(email: Email, clock: Callable[[], datetime]) -> int:
    """Send a mail of which nothing may stay; return how many were sent. Post_office would log a refused address."""
    try:
        email.dispatch(log_level=0, commit=False)
    except Exception as error:  # noqa: BLE001 - whatever the mail server says
        connections.close()
        log.warning("a mail that is not kept was not sent: %s", type(error).__name__)
        if not _try_later(email, clock()):
            email.delete()
        return 0
    email.delete()
    return 1


def _waiting(now: datetime) -> QuerySet[Email]:
    due = Q(scheduled_time=None) | Q(scheduled_time__lte=now)
    return Email.objects.filter(due, status__in=[STATUS.queued, STATUS.requeued]).order_by("-priority", "pk")


def _try_later(email: Email, now: datetime) -> bool:
    """Set the hour of the next try; tell whether there is one."""
    retries = (email.number_of_retries or 0) + 1
    if retries > MOST_RETRIES:
        return False
    email.status, email.number_of_retries = STATUS.requeued, retries
    email.scheduled_time = now + min(FIRST_WAIT * 2 ** (retries - 1), LONGEST_WAIT)
    email.save(update_fields=["status", "number_of_retries", "scheduled_time"])
    return True
