"""A server that puts everybody off or is gone for days, a clock that jumps: nobody is lost, doubled or stranded."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from cms.accounts.models import User
from newsletter.delivery import relay, trial
from newsletter.delivery.actions import pause_issue, resend, resendable, resume_issue
from newsletter.delivery.ledger import claim, lease, permit, reap
from newsletter.delivery.models import Delivery, Relay
from newsletter.delivery.pump import Ended, Run
from newsletter.delivery.queries import progress
from newsletter.issues.models import Issue, IssueState
from newsletter.subscribers.models import Subscriber
from tests.newsletter.delivery.sink import Sink, closed_port

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
Start = Callable[[], Issue]
Pump = Callable[..., Run]
Make = Callable[[int], list[Subscriber]]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def states(issue: Issue) -> dict[str, int]:
    return {state: n for state, n in Delivery.objects.filter(issue=issue).counts().items() if n}


def everybody(sink: Sink, count: int, reply: str) -> None:
    sink.rcpt_replies = {f"abonne{n}@example.org": reply for n in range(count)}


@pytest.mark.parametrize(("people", "batch"), [(5, 1), (30, 25)])
@pytest.mark.parametrize("reply", ["450 4.2.0 greylisted", "451 4.3.0 local error", "421 4.7.0 try later"])
def test_a_server_that_puts_everybody_off_for_two_days_and_a_half_uses_up_nobody_s_tries(
    reply: str,
    people: int,
    batch: int,
    make_subscribers: Make,
    start: Start,
    pump: Pump,
    sink: Sink,
    settings: Settings,
) -> None:
    settings.NEWSLETTER_BATCH = batch
    make_subscribers(people)
    issue = start()
    everybody(sink, people, reply)
    handled = sum(pump(minute * MINUTE).handled for minute in range(1, 68 * 60, 20))
    found = states(issue)
    assert set(found) <= {"queued", "deferred"}
    assert sum(found.values()) == people
    assert handled < 120, "it was not left alone"
    sink.rcpt_replies.clear()
    for quarter in range(15):
        pump(68 * HOUR + quarter * 15 * MINUTE)
    assert states(issue) == {"accepted": people}
    assert set(sink.received().values()) == {1}


def test_a_single_mailbox_that_puts_off_still_uses_up_its_own_tries(
    make_subscribers: Make, start: Start, pump: Pump, sink: Sink
) -> None:
    make_subscribers(6)
    issue = start()
    everybody(sink, 1, "452 4.2.2 full")
    for hour in range(70):
        pump(hour * HOUR + MINUTE)
    assert states(issue) == {"accepted": 5, "refused": 1}


def test_one_who_always_fails_does_not_try_for_all_each_time(
    make_subscribers: Make, start: Start, pump: Pump, sink: Sink
) -> None:
    make_subscribers(30)
    issue = start()
    everybody(sink, 30, "451 4.3.0 local error")
    for minute in range(1, 20):
        pump(minute * MINUTE)
    # All is well again but for the first ones, whom another rule would ask at every probe.
    everybody(sink, 2, "451 4.3.0 local error")
    for minute in range(20, 300, 5):
        pump(minute * MINUTE)
    assert states(issue)["accepted"] == 28


def test_what_no_server_takes_for_three_days_is_given_up_told_and_can_be_sent(
    make_subscribers: Make, start: Start, pump: Pump, sink: Sink, settings: Settings, now: datetime, moderator: User
) -> None:
    make_subscribers(3)
    issue = start()
    up, settings.EMAIL_PORT = settings.EMAIL_PORT, closed_port()
    for hour in range(0, 72, 2):
        pump(hour * HOUR + MINUTE)
    assert states(issue) == {"queued": 3}
    pump(3 * DAY)
    assert states(issue) == {"expired": 3}
    issue.refresh_from_db()
    assert issue.state == IssueState.SENT
    found = progress(issue)
    assert found is not None
    assert (found.done, found.waiting, found.not_received) == (3, 0, 3)
    assert resendable(issue, now=now + 4 * DAY) == {"expired": 3}
    settings.EMAIL_PORT = up
    relay.try_now()
    resend(issue_id=issue.pk, state="expired", by=moderator, now=now + 4 * DAY)
    pump(4 * DAY + MINUTE)
    assert states(issue) == {"accepted": 3}


def test_a_pause_takes_nobody_s_time(
    make_subscribers: Make, start: Start, pump: Pump, sink: Sink, now: datetime, moderator: User
) -> None:
    make_subscribers(3)
    issue = start()
    pause_issue(issue_id=issue.pk, by=moderator, now=now)
    pump(5 * DAY)
    assert states(issue) == {"queued": 3}
    resume_issue(issue_id=issue.pk, by=moderator, now=now + 5 * DAY)
    pump(5 * DAY + MINUTE)
    assert states(issue) == {"accepted": 3}


def test_limits_that_need_a_week_give_a_week(
    make_subscribers: Make, start: Start, pump: Pump, sink: Sink, settings: Settings
) -> None:
    settings.NEWSLETTER_LIMITS = "2/day"
    make_subscribers(14)
    issue = start()
    for day in range(8):
        pump(day * (DAY + MINUTE) + MINUTE)
    assert states(issue) == {"accepted": 14}


@pytest.mark.parametrize("jump", [HOUR, -HOUR, 30 * DAY, -30 * DAY])
@pytest.mark.parametrize("row_state", ["leased", "attempting"])
def test_a_clock_that_jumps_while_a_worker_holds_mails_strands_and_doubles_nobody(
    jump: timedelta, row_state: str, make_subscribers: Make, start: Start, sink: Sink, now: datetime, pump: Pump
) -> None:
    make_subscribers(4)
    issue = start()
    rows = claim(issue_id=issue.pk, owner="dead", now=now, most=2)
    if row_state == "attempting":
        permit(deliveries=rows, owner="dead", now=now)
    Delivery.objects.filter(issue=issue).update(expires_at=now + 90 * DAY)
    # The clock jumps; the worker is dead; what follows is told by the new clock.
    for minute in (1, 5, 30):
        pump(jump + minute * MINUTE)
    assert sink.received().total() == (4 if row_state == "leased" else 2)
    assert set(sink.received().values()) == {1}
    held = Delivery.objects.filter(pk__in=[row.pk for row in rows])
    assert set(held.values_list("state", flat=True)) == {"accepted" if row_state == "leased" else "uncertain"}


def test_a_live_worker_whose_lease_was_reaped_by_a_clock_set_back_does_not_send_it(
    make_subscribers: Make, start: Start, now: datetime
) -> None:
    make_subscribers(1)
    issue = start()
    rows = claim(issue_id=issue.pk, owner="alive", now=now)
    reap(now=now - HOUR)
    assert Delivery.objects.get().state == "queued"
    again = claim(issue_id=issue.pk, owner="other", now=now - HOUR)
    assert len(again) == 1
    assert permit(deliveries=rows, owner="alive", now=now)[rows[0].pk].name == "LOST"


def test_a_lease_of_this_moment_is_never_taken_for_one_of_another_clock(
    make_subscribers: Make, start: Start, now: datetime
) -> None:
    make_subscribers(1)
    issue = start()
    claim(issue_id=issue.pk, owner="alive", now=now)
    for seconds in (-20, 0, 20, lease().total_seconds() - 1):
        assert reap(now=now + timedelta(seconds=seconds)) == (0, 0)


@pytest.mark.parametrize("jump", [HOUR, 30 * DAY])
def test_pauses_and_rests_of_a_clock_that_was_ahead_do_not_hold_for_ever(
    jump: timedelta, make_subscribers: Make, start: Start, pump: Pump, sink: Sink, now: datetime
) -> None:
    make_subscribers(2)
    issue = start()
    Delivery.objects.update(expires_at=now + 90 * DAY, not_before=now + jump + 5 * MINUTE, changed_at=now + jump)
    relay.note_failures(count=20, reason="421", now=now + jump)
    for minute in range(0, 150, 10):
        pump(minute * MINUTE)
    assert states(issue) == {"accepted": 2}


def test_mails_of_a_clock_that_was_ahead_fill_no_limit_of_today(
    make_subscribers: Make, start: Start, pump: Pump, sink: Sink, settings: Settings, now: datetime
) -> None:
    settings.NEWSLETTER_LIMITS = "2/hour"
    make_subscribers(4)
    issue = start()
    Delivery.objects.filter(pk__in=Delivery.objects.values("pk")[:2]).update(
        state="accepted", changed_at=now + 30 * DAY
    )
    run = pump()
    assert run.ended in {Ended.NOTHING_DUE, Ended.LIMIT}
    assert states(issue) == {"accepted": 4}


def test_the_first_mails_of_a_clock_that_was_ahead_release_the_rest(
    make_subscribers: Make, start: Start, pump: Pump, sink: Sink, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "TRIAL_ABOVE", 20)
    make_subscribers(30)
    issue = start()
    pump()
    assert states(issue) == {"accepted": 20, "queued": 10}
    Delivery.objects.filter(state="accepted").update(changed_at=now + DAY)
    pump(2 * MINUTE)
    assert states(issue) == {"accepted": 30}
    assert not Relay.objects.filter(rests__gt=0).exists()
