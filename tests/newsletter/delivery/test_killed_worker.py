"""A real Celery worker, killed with SIGKILL in the middle of a sending: nothing lost, nothing doubled."""

import os
import signal
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from newsletter.delivery.actions import send_waiting, start_sending
from newsletter.delivery.ledger import reap
from newsletter.delivery.models import Delivery
from newsletter.delivery.queries import progress
from newsletter.issues.models import Issue, IssueState
from newsletter.subscribers.models import Subscriber
from newsletter.tasks import pump_deliveries
from tests.newsletter.delivery.sink import Sink
from tests.plugins.services import Running

LEASE = timedelta(minutes=3)
PEOPLE = 120


@pytest.mark.django_db(transaction=True)
def test_killed_workers_lose_nothing_and_double_nothing(
    make_subscribers: Callable[[int], list[Subscriber]],
    approved: Issue,
    sink: Sink,
    project_env: dict[str, str],
    start_worker: Callable[..., Running],
    now: datetime,
) -> None:
    make_subscribers(PEOPLE)
    project_env["EMAIL_PORT"] = str(sink.port)
    sink.delay = 0.02
    start_sending(issue_id=approved.pk, by=None, now=datetime.now(tz=now.tzinfo))
    kills = 0
    for target in (15, 45, 80):
        worker = start_worker()
        pump_deliveries.delay(issue_id=approved.pk)
        sink.wait_for(target)
        kill_tree(worker)
        kills += 1
        # What the beat tick does once the leases have run out.
        reap(now=datetime.now(tz=now.tzinfo) + LEASE)
    later = datetime.now(tz=now.tzinfo) + LEASE * 2
    sink.delay = 0
    send_waiting(issue_id=approved.pk, clock=lambda: later)

    received = sink.received()
    doubled = {address: n for address, n in received.items() if n > 1}
    assert doubled == {}
    uncertain = set(Delivery.objects.filter(state="uncertain").values_list("email", flat=True))
    assert len(uncertain) <= kills
    accepted = set(Delivery.objects.filter(state="accepted").values_list("email", flat=True))
    assert accepted <= set(received)
    assert accepted | uncertain == {f"abonne{n}@example.org" for n in range(PEOPLE)}
    approved.refresh_from_db()
    assert approved.state == IssueState.SENT
    found = progress(approved)
    assert found is not None
    assert found.done == found.recipients == PEOPLE


def kill_tree(worker: Running) -> None:
    """Kill the worker and its pool processes at once, as a power cut would."""
    children = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(worker.process.pid)], capture_output=True, text=True, check=False
    ).stdout.split()
    for pid in [worker.process.pid, *map(int, children)]:
        os.kill(pid, signal.SIGKILL)
    worker.process.wait()


@pytest.mark.django_db(transaction=True)
def test_doorbells_rung_three_times_send_once(
    make_subscribers: Callable[[int], list[Subscriber]],
    approved: Issue,
    sink: Sink,
    project_env: dict[str, str],
    start_worker: Callable[..., Running],
    now: datetime,
) -> None:
    make_subscribers(60)
    project_env["EMAIL_PORT"] = str(sink.port)
    start_sending(issue_id=approved.pk, by=None, now=datetime.now(tz=now.tzinfo))
    start_worker(concurrency=3)
    for _ in range(3):
        pump_deliveries.delay(issue_id=approved.pk)
    sink.wait_for(60)
    assert set(sink.received().values()) == {1}
