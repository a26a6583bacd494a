"""A failing server is left alone, longer each time; its limits hold across runs; the first mails go before the rest."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from newsletter.delivery import relay, trial
from newsletter.delivery.actions import resume_issue, try_server_now
from newsletter.delivery.models import Delivery, Relay
from newsletter.delivery.pump import Ended, Run
from newsletter.delivery.queries import room_again_at
from newsletter.issues.models import Issue, IssueState
from newsletter.subscribers.models import Subscriber
from tests.newsletter.delivery.sink import Sink, closed_port

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
Start = Callable[[], Issue]
Pump = Callable[..., Run]
Make = Callable[[int], list[Subscriber]]
MINUTE = timedelta(minutes=1)


def states(issue: Issue) -> dict[str, int]:
    return {state: n for state, n in Delivery.objects.filter(issue=issue).counts().items() if n}


def test_a_server_that_answers_421_to_everything_for_a_day_loses_nobody(
    make_subscribers: Make, start: Start, pump: Pump, sink: Sink
) -> None:
    make_subscribers(30)
    issue = start()
    sink.rcpt_replies = {f"abonne{n}@example.org": "421 4.7.0 try later" for n in range(30)}
    tried = 0
    for minute in range(1, 24 * 60, 5):
        tried += pump(minute * MINUTE).handled
    assert states(issue) == {"queued": 30}
    assert tried < 40, "it was not left alone"
    sink.rcpt_replies.clear()
    pump(timedelta(hours=28, minutes=1))
    pump(timedelta(hours=29, minutes=1))
    assert states(issue) == {"accepted": 30}
    assert set(sink.received().values()) == {1}


def test_a_server_that_is_down_for_a_day_loses_nobody_and_is_asked_rarely(
    make_subscribers: Make, start: Start, pump: Pump, sink: Sink, settings: Settings
) -> None:
    make_subscribers(3)
    issue = start()
    up, settings.EMAIL_PORT = settings.EMAIL_PORT, closed_port()
    ended = [pump(minute * MINUTE) for minute in range(1, 24 * 60, 10)]
    assert {run.ended for run in ended} == {Ended.SERVER}
    issue.refresh_from_db()
    assert issue.trouble
    assert states(issue) == {"queued": 3}
    assert Relay.objects.get().rests >= 5
    settings.EMAIL_PORT = up
    pump(timedelta(hours=29))
    assert states(issue) == {"accepted": 3}


def test_the_rest_doubles_one_mail_tries_for_all_and_a_success_forgets(db: None, now: datetime) -> None:
    relay.note_failures(count=15, reason="421", now=now)
    assert relay.admit(now=now, most=20).count == 20
    relay.note_failures(count=5, reason="421 busy", now=now)
    assert relay.admit(now=now + 14 * MINUTE, most=20) == relay.Admission(
        0, again_at=now + 15 * MINUTE, reason="421 busy"
    )
    later = now + 15 * MINUTE
    assert relay.admit(now=later, most=20) == relay.Admission(1, probing=True)
    relay.begin_probe(now=later)
    assert relay.admit(now=later, most=20).count == 0
    relay.note_failures(count=1, reason="421", now=later)
    assert relay.admit(now=later + 29 * MINUTE, most=20).count == 0
    assert relay.admit(now=later + 30 * MINUTE, most=20).probing
    relay.note_success()
    assert relay.admit(now=later + 30 * MINUTE, most=20) == relay.Admission(20)


def test_a_person_need_not_wait(
    make_subscribers: Make, start: Start, pump: Pump, sink: Sink, now: datetime, moderator: object
) -> None:
    make_subscribers(2)
    issue = start()
    relay.note_failures(count=20, reason="421", now=now)
    assert pump().ended is Ended.SERVER
    try_server_now(issue_id=issue.pk, now=now)
    pump()
    assert states(issue) == {"accepted": 2}


def test_a_server_that_never_answers_after_the_dot_stops_the_run(
    make_subscribers: Make, start: Start, pump: Pump, sink: Sink
) -> None:
    make_subscribers(20)
    issue = start()
    sink.drop_after_dot = 20
    assert pump().ended is Ended.SERVER
    assert states(issue) == {"queued": 15, "uncertain": 5}


def test_refusals_for_what_we_are_stop_the_sending(
    make_subscribers: Make, start: Start, pump: Pump, sink: Sink
) -> None:
    make_subscribers(40)
    issue = start()
    sink.dot_reply = "554 5.7.1 looks like spam"
    run = pump()
    assert (run.ended, run.handled) == (Ended.SERVER, relay.POLICY_REFUSALS)
    assert pump(2 * MINUTE).handled == 0
    assert states(issue) == {"queued": 30, "refused": 10}


@pytest.mark.parametrize("batch", [1, 7, 25])
def test_the_limits_hold_across_runs_and_windows(
    batch: int, make_subscribers: Make, start: Start, pump: Pump, sink: Sink, settings: Settings, now: datetime
) -> None:
    settings.NEWSLETTER_LIMITS, settings.NEWSLETTER_BATCH = "10/minute, 25/hour", batch
    make_subscribers(40)
    issue = start()
    assert (pump().ended, len(sink.accepted)) == (Ended.LIMIT, 10)
    assert (pump().ended, len(sink.accepted)) == (Ended.LIMIT, 10)
    assert room_again_at(Issue.objects.get(), now=now + MINUTE) == now + 2 * MINUTE
    pump(2 * MINUTE)
    assert len(sink.accepted) == 20
    pump(3 * MINUTE)
    pump(4 * MINUTE)
    assert len(sink.accepted) == 25
    issue.refresh_from_db()
    assert not issue.trouble
    for minute in range(61, 64):
        pump(minute * MINUTE)
    assert len(sink.accepted) == 40


@pytest.mark.parametrize("text", ["ten/hour", "10", "10/week", "0/hour", "-1/day", "١٠/day"])
def test_limits_that_nobody_can_read_are_refused(text: str, settings: Settings) -> None:
    settings.NEWSLETTER_LIMITS = text
    with pytest.raises(ImproperlyConfigured):
        relay.limits()


@pytest.fixture
def few_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a hundred recipients count as many."""
    monkeypatch.setattr(trial, "TRIAL_ABOVE", 99)


def test_above_two_thousand_recipients_one_in_a_hundred_leaves_first(make_subscribers: Make, start: Start) -> None:
    assert [trial.trial_size(count) for count in (20, 2_000, 2_001, 5_000)] == [0, 0, 20, 50]
    make_subscribers(3_000)
    issue = start()
    chosen = set(Delivery.objects.filter(trial=True).values_list("message_id", flat=True))
    assert chosen == set(sorted(Delivery.objects.values_list("message_id", flat=True))[:30])
    assert trial.choose_trial(issue_id=issue.pk) == 30
    assert set(Delivery.objects.filter(trial=True).values_list("message_id", flat=True)) == chosen


@pytest.mark.usefixtures("few_first")
def test_the_rest_waits_ten_minutes_for_the_first_mails(
    make_subscribers: Make, start: Start, pump: Pump, sink: Sink
) -> None:
    make_subscribers(100)
    issue = start()
    for minute in (1, 2, 10):
        pump(minute * MINUTE)
        assert states(issue) == {"accepted": 20, "queued": 80}
    pump(11 * MINUTE)
    assert states(issue) == {"accepted": 100}


@pytest.mark.usefixtures("few_first")
def test_first_mails_that_are_refused_pause_the_sending_until_a_person_has_looked(
    make_subscribers: Make, start: Start, pump: Pump, sink: Sink, moderator: object, now: datetime
) -> None:
    make_subscribers(100)
    issue = start()
    first = list(Delivery.objects.filter(trial=True).values_list("email", flat=True))
    sink.rcpt_replies = dict.fromkeys(first[:3], "550 5.1.1 unknown")
    pump()
    pump(2 * MINUTE)
    issue.refresh_from_db()
    assert issue.state == IssueState.PAUSED
    assert "3 des 20 premiers" in issue.trouble
    assert len(sink.accepted) == 17
    resume_issue(issue_id=issue.pk, by=moderator, now=now)
    pump(3 * MINUTE)
    assert states(issue) == {"accepted": 97, "refused": 3}


def test_too_many_refusals_in_a_small_sending_pause_it_once(
    make_subscribers: Make, start: Start, pump: Pump, sink: Sink, moderator: object, now: datetime
) -> None:
    make_subscribers(60)
    issue = start()
    sink.rcpt_replies = {f"abonne{n}@example.org": "550 5.1.1 unknown" for n in range(0, 60, 2)}
    pump()
    issue.refresh_from_db()
    assert issue.state == IssueState.PAUSED
    assert states(issue)["refused"] == 10
    resume_issue(issue_id=issue.pk, by=moderator, now=now)
    pump(2 * MINUTE)
    assert states(issue) == {"accepted": 30, "refused": 30}
    issue.refresh_from_db()
    assert issue.state == IssueState.SENT
