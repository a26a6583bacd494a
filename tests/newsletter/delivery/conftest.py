"""A mail server that misbehaves on request, and one run of the pump."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from newsletter.delivery.actions import send_waiting, start_sending
from newsletter.delivery.ledger import reap
from newsletter.delivery.pump import Run
from newsletter.issues.models import Issue
from tests.newsletter.delivery.sink import Sink


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """The server that the settings name."""
    sink = Sink()
    sink.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    settings.EMAIL_TIMEOUT = 3
    yield sink
    sink.stop()


@pytest.fixture
def start(approved: Issue, now: datetime) -> Callable[[], Issue]:
    """Take the snapshot."""
    return lambda: start_sending(issue_id=approved.pk, by=None, now=now)


@pytest.fixture
def pump(approved: Issue, now: datetime) -> Callable[..., Run]:
    """One look of a worker at the work, some time after the sending began."""

    def run(after: timedelta = timedelta(minutes=1)) -> Run:
        reap(now=now + after)
        return send_waiting(issue_id=approved.pk, clock=lambda: now + after)

    return run
