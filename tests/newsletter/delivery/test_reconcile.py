"""Uncertain mails are settled by what the server says, only once it can know, and never against a doubt."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from newsletter.delivery.actions import send_waiting
from newsletter.delivery.models import Delivery
from newsletter.delivery.pump import Run
from newsletter.delivery.reconcile import ASKED_FOR, Asked, Sighting, settle_uncertain
from newsletter.issues.models import Issue, IssueState
from newsletter.subscribers.models import Subscriber
from tests.newsletter.delivery.sink import Sink

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
MINUTE = timedelta(minutes=1)


class Says:
    """An oracle with one answer for every mail."""

    def __init__(self, taken: bool | None) -> None:
        self.taken = taken
        self.asked: list[Asked] = []

    def look_up(self, asked: Asked) -> dict[str, Sighting]:
        self.asked.append(asked)
        return {key: Sighting(self.taken, words="250 4Tq1 (log)") for key in asked}


@pytest.fixture
def uncertain(
    make_subscribers: Callable[[int], list[Subscriber]],
    start: Callable[[], Issue],
    pump: Callable[..., Run],
    sink: Sink,
    settings: Settings,
    tmp_path: Path,
) -> Issue:
    """Two of three mails without an answer, and a log to ask; the hand-over was a minute after `now`."""
    settings.NEWSLETTER_MAIL_LOG = str(tmp_path / "mail.log")
    make_subscribers(3)
    issue = start()
    sink.drop_after_dot = 2
    pump()
    assert Delivery.objects.filter(state="uncertain").count() == 2
    return issue


def test_an_issue_is_not_called_sent_while_the_server_can_still_be_asked(
    uncertain: Issue, pump: Callable[..., Run]
) -> None:
    uncertain.refresh_from_db()
    assert uncertain.state == IssueState.SENDING
    pump(ASKED_FOR + 2 * MINUTE)
    uncertain.refresh_from_db()
    assert uncertain.state == IssueState.SENT


def test_a_mail_that_the_server_took_is_accepted(uncertain: Issue, pump: Callable[..., Run], now: datetime) -> None:
    assert settle_uncertain(oracle=Says(taken=True), now=now + 12 * MINUTE) == (2, 0)
    assert settle_uncertain(oracle=Says(taken=True), now=now + 12 * MINUTE) == (0, 0)
    pump(13 * MINUTE)
    uncertain.refresh_from_db()
    assert uncertain.state == IssueState.SENT
    assert Delivery.objects.filter(state="accepted").count() == 3


def test_a_mail_that_the_server_did_not_take_is_sent(
    uncertain: Issue, pump: Callable[..., Run], now: datetime, sink: Sink
) -> None:
    sink.accepted.clear()  # it kept nothing of what it did not answer
    assert settle_uncertain(oracle=Says(taken=False), now=now + 12 * MINUTE) == (0, 2)
    pump(13 * MINUTE)
    assert len(sink.accepted) == 2
    assert Delivery.objects.filter(state="accepted").count() == 3


def test_a_doubt_stays_a_doubt(uncertain: Issue, now: datetime) -> None:
    assert settle_uncertain(oracle=Says(taken=None), now=now + 12 * MINUTE) == (0, 0)
    assert Delivery.objects.filter(state="uncertain").count() == 2


def test_the_server_is_not_asked_before_it_has_closed_every_connection(uncertain: Issue, now: datetime) -> None:
    says = Says(taken=False)
    assert settle_uncertain(oracle=says, now=now + 10 * MINUTE) == (0, 0)
    assert says.asked == []


def test_a_clock_that_jumps_before_the_reaper_does_not_shorten_the_wait(
    make_subscribers: Callable[[int], list[Subscriber]], start: Callable[[], Issue], now: datetime, settings: Settings
) -> None:
    from newsletter.delivery.ledger import claim, permit, reap

    settings.NEWSLETTER_MAIL_LOG = "/none"
    make_subscribers(1)
    issue = start()
    permit(deliveries=claim(issue_id=issue.pk, owner="mort", now=now), owner="mort", now=now)
    jumped = now + timedelta(hours=5)
    assert reap(now=jumped) == (0, 1)
    says = Says(taken=False)
    settle_uncertain(oracle=says, now=jumped + 9 * MINUTE)
    assert says.asked == []
    assert settle_uncertain(oracle=says, now=jumped + 10 * MINUTE) == (0, 1)


def test_without_a_log_nobody_is_asked(uncertain: Issue, now: datetime, settings: Settings) -> None:
    settings.NEWSLETTER_MAIL_LOG = ""
    assert settle_uncertain(oracle=Says(taken=False), now=now + 12 * MINUTE) == (0, 0)
    send_waiting(issue_id=uncertain.pk, clock=lambda: now + 12 * MINUTE)
    uncertain.refresh_from_db()
    assert uncertain.state == IssueState.SENT
