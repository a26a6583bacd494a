"""Nothing lost, nothing doubled, everything told: the ledger against a server that misbehaves at every point."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from branding.models import Brand
from newsletter.delivery.actions import (
    ApprovalVoid,
    NobodySubscribed,
    pause_issue,
    resume_issue,
    send_waiting,
    snapshot,
    start_due,
    start_sending,
)
from newsletter.delivery.closing import LedgerBroken, close_issue
from newsletter.delivery.ledger import Permission, claim, permit, reap
from newsletter.delivery.models import OPEN, Delivery
from newsletter.delivery.pump import Ended, Run
from newsletter.delivery.queries import progress
from newsletter.issues.actions import NotNow, schedule_issue
from newsletter.issues.models import Issue, IssueState
from newsletter.subscribers.actions import unsubscribe
from newsletter.subscribers.models import LetterForm, Subscriber
from tests.newsletter.delivery.sink import Sink, closed_port

LEASE = timedelta(minutes=3)
pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

Start = Callable[[], Issue]
Pump = Callable[..., Run]
Make = Callable[[int], list[Subscriber]]


def assert_sum_law(issue: Issue) -> None:
    issue.refresh_from_db()
    found = progress(issue)
    assert found is not None
    assert found.done + found.waiting == found.recipients == Delivery.objects.filter(issue=issue).count()


def permit_one(row: Delivery, owner: str, now: datetime) -> Permission:
    return permit(deliveries=[row], owner=owner, now=now)[row.pk]


def states(issue: Issue) -> dict[str, int]:
    return {state: n for state, n in Delivery.objects.filter(issue=issue).counts().items() if n}


def test_every_confirmed_subscriber_receives_it_once(
    make_subscribers: Make, start: Start, pump: Pump, sink: Sink
) -> None:
    make_subscribers(45)
    issue = start()
    assert pump().ended is Ended.NOTHING_DUE
    assert sink.received() == {f"abonne{n}@example.org": 1 for n in range(45)}
    assert states(issue) == {"accepted": 45}
    issue.refresh_from_db()
    assert (issue.state, issue.recipients) == (IssueState.SENT, 45)
    assert_sum_law(issue)


def test_only_confirmed_people_are_in_the_snapshot_and_nobody_joins_later(
    make_subscribers: Make, start: Start, pump: Pump, sink: Sink, nevers: object, now: datetime
) -> None:
    make_subscribers(2)
    Subscriber.objects.create(email="attend@example.org", commune=nevers, asked_at=now)
    start()
    Subscriber.objects.create(email="tard@example.org", commune=nevers, asked_at=now, state="confirmed")
    pump()
    assert set(sink.received()) == {"abonne0@example.org", "abonne1@example.org"}


def test_the_snapshot_can_be_taken_twice(make_subscribers: Make, approved: Issue, now: datetime) -> None:
    make_subscribers(3)
    assert snapshot(issue=approved, now=now) == snapshot(issue=approved, now=now) == 3


def test_starting_twice_begins_once(make_subscribers: Make, start: Start) -> None:
    make_subscribers(1)
    start()
    with pytest.raises(NotNow):
        start()


def test_a_sending_without_subscribers_does_not_begin(start: Start, approved: Issue) -> None:
    with pytest.raises(NobodySubscribed):
        start()
    approved.refresh_from_db()
    assert approved.state == IssueState.APPROVED


def test_a_text_changed_by_any_road_is_not_sent(make_subscribers: Make, start: Start, approved: Issue) -> None:
    make_subscribers(1)
    Issue.objects.filter(pk=approved.pk).update(editorial="<p>autre chose</p>")
    with pytest.raises(ApprovalVoid):
        start()
    approved.refresh_from_db()
    assert approved.state == IssueState.DRAFT


def test_frozen_bytes_that_somebody_touched_are_not_sent(make_subscribers: Make, start: Start, approved: Issue) -> None:
    make_subscribers(1)
    rendition = approved.renditions.get(form=LetterForm.SHORT)
    rendition.html += "<p>en plus</p>"
    rendition.save()
    with pytest.raises(ApprovalVoid):
        start()


def test_an_issue_starts_at_the_moment_set(
    make_subscribers: Make, approved: Issue, moderator: object, now: datetime
) -> None:
    make_subscribers(1)
    schedule_issue(issue_id=approved.pk, send_at=now + timedelta(hours=1), by=moderator, now=now)
    assert start_due(now=now) == []
    assert start_due(now=now + timedelta(hours=1)) == [approved.pk]
    assert start_due(now=now + timedelta(hours=2)) == []


def test_an_issue_due_with_nobody_subscribed_says_so_once_and_leaves_when_somebody_is(
    make_subscribers: Make, approved: Issue, moderator: object, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    schedule_issue(issue_id=approved.pk, send_at=now, by=moderator, now=now)
    for minute in range(3):
        assert start_due(now=now + timedelta(minutes=minute)) == []
    approved.refresh_from_db()
    assert "abonné" in approved.trouble
    assert approved.trouble_at == now
    assert len([record for record in caplog.records if "did not start" in record.message]) == 1
    make_subscribers(1)
    assert start_due(now=now + timedelta(minutes=5)) == [approved.pk]
    approved.refresh_from_db()
    assert not approved.trouble


def test_a_date_taken_back_takes_the_trouble_with_it(approved: Issue, moderator: object, now: datetime) -> None:
    schedule_issue(issue_id=approved.pk, send_at=now, by=moderator, now=now)
    start_due(now=now)
    schedule_issue(issue_id=approved.pk, send_at=None, by=moderator, now=now)
    approved.refresh_from_db()
    assert (approved.trouble, approved.trouble_at) == ("", None)


def test_all_mails_of_an_issue_come_from_the_same_sender(
    make_subscribers: Make, start: Start, pump: Pump, sink: Sink, brand: Brand, settings: Settings
) -> None:
    make_subscribers(2)
    start()
    sink.rcpt_replies["abonne1@example.org"] = "450 4.2.0 greylisted"
    pump()
    brand.sender_name, brand.contact_email, brand.newsletter_name = "Autre", "autre@example.org", "Autre lettre"
    brand.save()
    settings.NEWSLETTER_FROM_EMAIL = "autre@example.com"
    sink.rcpt_replies.clear()
    pump(timedelta(minutes=10))
    for name in ("From", "Reply-To", "List-Id", "List-Archive"):
        assert len({str(message[name]) for message in sink.messages()}) == 1, name
    assert len(sink.messages()) == 2


def test_a_server_that_is_down_keeps_the_issue_sending_says_why_and_goes_on_when_it_is_back(
    make_subscribers: Make, start: Start, pump: Pump, sink: Sink, settings: Settings
) -> None:
    make_subscribers(3)
    issue = start()
    settings.EMAIL_PORT = closed_port()
    assert pump().ended is Ended.SERVER
    issue.refresh_from_db()
    assert issue.state == IssueState.SENDING
    assert "refused" in issue.trouble
    assert states(issue) == {"queued": 3}
    settings.EMAIL_PORT = sink.port
    pump(timedelta(minutes=5))
    issue.refresh_from_db()
    assert (issue.state, issue.trouble) == (IssueState.SENT, "")
    assert sum(sink.received().values()) == 3


def test_a_server_that_dies_mid_way_loses_nothing(make_subscribers: Make, start: Start, pump: Pump, sink: Sink) -> None:
    make_subscribers(10)
    issue = start()
    sink.drop_before_dot = 3
    pump()
    pump(timedelta(minutes=5))
    assert states(issue) == {"accepted": 10}
    assert set(sink.received().values()) == {1}


def test_silence_after_the_final_dot_is_called_uncertain_and_never_sent_again(
    make_subscribers: Make, start: Start, pump: Pump, sink: Sink
) -> None:
    make_subscribers(5)
    issue = start()
    sink.drop_after_dot = 2
    pump()
    pump(timedelta(hours=5))
    assert states(issue) == {"accepted": 3, "uncertain": 2}
    assert set(sink.received().values()) == {1}
    assert_sum_law(issue)


def test_a_refused_address_concerns_nobody_else(make_subscribers: Make, start: Start, pump: Pump, sink: Sink) -> None:
    make_subscribers(3)
    issue = start()
    sink.rcpt_replies["abonne1@example.org"] = "550 5.1.1 no such user"
    pump()
    assert states(issue) == {"accepted": 2, "refused": 1}
    assert "5.1.1" in Delivery.objects.get(email="abonne1@example.org").reply
    issue.refresh_from_db()
    assert issue.state == IssueState.SENT


def test_a_deferred_mail_waits_and_is_tried_again(make_subscribers: Make, start: Start, pump: Pump, sink: Sink) -> None:
    make_subscribers(2)
    issue = start()
    sink.rcpt_replies["abonne0@example.org"] = "450 4.2.0 greylisted"
    pump()
    assert states(issue) == {"accepted": 1, "deferred": 1}
    pump(timedelta(minutes=2))
    assert states(issue) == {"accepted": 1, "deferred": 1}
    sink.rcpt_replies.clear()
    pump(timedelta(minutes=10))
    assert states(issue) == {"accepted": 2}


def test_a_mail_put_off_for_two_days_is_given_up(make_subscribers: Make, start: Start, pump: Pump, sink: Sink) -> None:
    make_subscribers(1)
    issue = start()
    sink.rcpt_replies["abonne0@example.org"] = "450 4.2.0 not today"
    for hours in range(0, 60, 2):
        pump(timedelta(hours=hours, minutes=1))
    assert states(issue) == {"refused": 1}


def test_a_server_that_wants_nothing_from_us_stops_the_run_and_refuses_nobody(
    make_subscribers: Make, start: Start, pump: Pump, sink: Sink
) -> None:
    make_subscribers(8)
    issue = start()
    sink.mail_reply = "553 5.7.1 sender rejected"
    assert pump().ended is Ended.SERVER
    assert states(issue) == {"queued": 8}
    issue.refresh_from_db()
    assert "5.7.1" in issue.trouble


def test_a_storm_of_421_stops_the_run(make_subscribers: Make, start: Start, pump: Pump, sink: Sink) -> None:
    make_subscribers(12)
    issue = start()
    sink.dot_reply = "421 4.7.0 too busy"
    run = pump()
    assert (run.ended, run.handled) == (Ended.SERVER, 5)
    assert states(issue) == {"queued": 12}


def test_who_unsubscribes_while_it_is_sent_does_not_receive_it(
    make_subscribers: Make, start: Start, pump: Pump, sink: Sink, now: datetime
) -> None:
    people = make_subscribers(3)
    issue = start()
    unsubscribe(subscriber_id=people[1].pk, now=now)
    people[2].delete()
    pump()
    assert sink.received() == {"abonne0@example.org": 1}
    assert states(issue) == {"accepted": 1, "suppressed": 2}
    assert_sum_law(issue)


def test_a_pause_stops_before_the_next_mail_and_resuming_sends_the_rest(
    make_subscribers: Make, start: Start, pump: Pump, sink: Sink, moderator: object, now: datetime
) -> None:
    make_subscribers(3)
    issue = start()
    rows = claim(issue_id=issue.pk, owner="moi", now=now)
    pause_issue(issue_id=issue.pk, by=moderator, now=now)
    assert permit_one(rows[0], "moi", now) is Permission.LOST
    assert pump().ended is Ended.STOPPED
    assert not sink.accepted
    resume_issue(issue_id=issue.pk, by=moderator, now=now)
    pump(LEASE * 2)
    assert states(issue) == {"accepted": 3}


def test_dead_workers_leases_are_settled(
    make_subscribers: Make, start: Start, pump: Pump, sink: Sink, now: datetime
) -> None:
    make_subscribers(4)
    issue = start()
    rows = claim(issue_id=issue.pk, owner="mort", now=now)
    permit_one(rows[0], "mort", now)
    assert reap(now=now + timedelta(seconds=30)) == (0, 0)
    assert reap(now=now + LEASE) == (3, 1)
    pump(LEASE * 2)
    assert states(issue) == {"accepted": 3, "uncertain": 1}
    assert len(sink.accepted) == 3


def test_a_worker_that_lost_its_lease_sends_nothing(make_subscribers: Make, start: Start, now: datetime) -> None:
    make_subscribers(1)
    issue = start()
    [row] = claim(issue_id=issue.pk, owner="lent", now=now)
    reap(now=now + LEASE)
    assert permit_one(row, "lent", now + LEASE) is Permission.LOST
    [again] = claim(issue_id=issue.pk, owner="vif", now=now + LEASE)
    assert permit_one(row, "lent", now + LEASE) is Permission.LOST
    assert permit_one(again, "vif", now + LEASE) is Permission.GRANTED


def test_a_run_ends_after_its_time(make_subscribers: Make, start: Start, sink: Sink, now: datetime) -> None:
    make_subscribers(30)
    issue = start()
    ticks = iter(range(10_000))
    run = send_waiting(
        issue_id=issue.pk, clock=lambda: now + timedelta(seconds=next(ticks)), limit=timedelta(seconds=20)
    )
    assert run.ended is Ended.OUT_OF_TIME
    assert 0 < len(sink.accepted) < 30
    assert not Delivery.objects.filter(state__in=["leased", "attempting"]).exists()


def test_an_issue_whose_rows_do_not_add_up_is_not_called_sent(
    make_subscribers: Make, start: Start, now: datetime
) -> None:
    make_subscribers(2)
    issue = start()
    Delivery.objects.filter(state__in=OPEN).first().delete()
    Delivery.objects.update(state="accepted")
    with pytest.raises(LedgerBroken):
        close_issue(issue_id=issue.pk, now=now)


def test_an_address_that_no_server_understands_is_refused_alone(
    make_subscribers: Make, start: Start, pump: Pump, sink: Sink
) -> None:
    make_subscribers(2)
    issue = start()
    Delivery.objects.filter(email="abonne0@example.org").update(email="été@example.org")
    pump()
    assert states(issue) == {"accepted": 1, "refused": 1}


def test_pressing_send_again_on_a_sent_issue_does_nothing(
    make_subscribers: Make, start: Start, pump: Pump, sink: Sink, approved: Issue, now: datetime
) -> None:
    make_subscribers(1)
    start()
    pump()
    with pytest.raises(NotNow):
        start_sending(issue_id=approved.pk, by=None, now=now)
    pump()
    assert len(sink.accepted) == 1
