"""Who does the work: beat, workers, broker; and whether mails wait for longer than they should."""

from datetime import timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.db.models import Min

from newsletter.delivery.models import WAITING, Delivery, DeliveryState, Relay
from newsletter.delivery.relay import relay_name
from newsletter.doctor.findings import Check, Context, Finding, fail, not_checked, ok, warn
from newsletter.issues.models import IssueState
from newsletter.returns.mailbox import PULSE
from newsletter.returns.models import MailboxLook

SECONDS = 3
LONG_WAIT = timedelta(hours=2)
UNCERTAIN_FOR = timedelta(hours=1)


def broker(_context: Context) -> Finding:
    """The broker answers, and throws nothing away when its memory is full."""
    with current_app.connection_for_write(connect_timeout=SECONDS) as connection:
        try:
            connection.ensure_connection(max_retries=0, timeout=SECONDS)
        except Exception as error:  # noqa: BLE001 - every transport has errors of its own
            return fail(error=f"{type(error).__name__}: {error}")
        client: Any = getattr(connection.default_channel, "client", None)
        if not hasattr(client, "config_get"):
            return ok("other")
        try:
            policy = str(client.config_get("maxmemory-policy").get("maxmemory-policy", ""))
        except Exception as error:  # noqa: BLE001 - many hosts forbid the question
            return not_checked("policy", error=type(error).__name__)
    return ok() if policy == "noeviction" else warn("evicts", policy=policy)


def worker(_context: Context) -> Finding:
    """A worker answers."""
    with current_app.connection_for_write(connect_timeout=SECONDS) as connection:
        try:
            connection.ensure_connection(max_retries=0, timeout=SECONDS)
            answers = current_app.control.ping(timeout=SECONDS, connection=connection)
        except Exception as error:  # noqa: BLE001 - every transport has errors of its own
            return not_checked("no_broker", error=type(error).__name__)
    return ok(count=len(answers)) if answers else fail()


def beat(context: Context) -> Finding:
    """Beat has rung and a worker has come within the last ticks."""
    look = MailboxLook.objects.filter(name=PULSE).first()
    if look is None or look.read_at is None:
        return fail("never")
    age = (context.now - look.read_at).total_seconds()
    return ok(seconds=round(age)) if age < max(settings.TICK_SECONDS * 20, 120) else fail(minutes=round(age / 60))


def oldest_waiting(context: Context) -> Finding:
    """No mail of a letter under way waits much longer than the server's limits explain."""
    under_way = Delivery.objects.filter(state__in=WAITING, issue__state=IssueState.SENDING)
    oldest = under_way.aggregate(oldest=Min("made_at"))["oldest"]
    if oldest is None:
        return ok()
    hours = round((context.now - oldest).total_seconds() / 3600, 1)
    late = context.now - oldest > LONG_WAIT and not settings.NEWSLETTER_LIMITS
    return warn(hours=hours, count=under_way.count()) if late else ok("under_way", hours=hours)


def uncertain(context: Context) -> Finding:
    """Mails without an answer are settled by the log or by a person."""
    count = (
        Delivery.objects.filter(state=DeliveryState.UNCERTAIN, changed_at__lt=context.now - UNCERTAIN_FOR)
        .exclude(issue__state=IssueState.SENT)
        .count()
    )
    return warn(count=count) if count else ok()


def resting(context: Context) -> Finding:
    """The server is not being left alone after failures."""
    found = Relay.objects.filter(name=relay_name(), rests__gt=0, resting_until__gt=context.now).first()
    return warn(reason=found.reason) if found is not None else ok()


CHECKS: dict[str, Check] = {
    "broker": broker,
    "worker": worker,
    "beat": beat,
    "oldest_waiting": oldest_waiting,
    "uncertain": uncertain,
    "resting": resting,
}
