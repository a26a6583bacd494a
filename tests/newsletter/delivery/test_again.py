"""Stopping for good, sending once more, and what a batch of several mails still guarantees."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from newsletter.delivery import ledger
from newsletter.delivery.actions import pause_issue, resend, resendable, send_waiting, stop_sending
from newsletter.delivery.models import Delivery, DeliveryState
from newsletter.delivery.pump import Run
from newsletter.delivery.queries import reason_of
from newsletter.delivery.smtp import Fate, Outcome
from newsletter.issues.actions import NotNow
from newsletter.issues.models import Issue, IssueState
from newsletter.subscribers.actions import unsubscribe
from newsletter.subscribers.models import Subscriber
from tests.newsletter.delivery.sink import Sink

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
Start = Callable[[], Issue]
Pump = Callable[..., Run]
Make = Callable[[int], list[Subscriber]]
MINUTE = timedelta(minutes=1)


def states(issue: Issue) -> dict[str, int]:
    return {state: n for state, n in Delivery.objects.filter(issue=issue).counts().items() if n}


def test_who_was_refused_is_sent_to_once_more_and_nobody_else(
    make_subscribers: Make, start: Start, pump: Pump, sink: Sink, moderator: object, now: datetime
) -> None:
    people = make_subscribers(5)
    issue = start()
    sink.rcpt_replies = {f"abonne{n}@example.org": "550 5.2.2 full" for n in (1, 2)}
    pump()
    issue.refresh_from_db()
    assert issue.state == IssueState.SENT
    unsubscribe(subscriber_id=people[2].pk, now=now)
    assert resendable(issue, now=now) == {"refused": 1}
    sink.rcpt_replies.clear()
    first_id = Delivery.objects.get(email="abonne1@example.org").message_id
    assert resend(issue_id=issue.pk, state="refused", by=moderator, now=now) == 1
    assert resend(issue_id=issue.pk, state="refused", by=moderator, now=now) == 0
    pump(2 * MINUTE)
    assert states(issue) == {"accepted": 4, "refused": 1}
    assert sink.received() == {f"abonne{n}@example.org": 1 for n in (0, 1, 3, 4)}
    assert sink.messages()[-1]["Message-ID"] == first_id
    issue.refresh_from_db()
    assert issue.state == IssueState.SENT


@pytest.mark.parametrize("state", ["accepted", "suppressed", "queued", "", "nonsense"])
def test_only_the_refused_and_the_uncertain_can_be_sent_again(
    state: str, make_subscribers: Make, start: Start, pump: Pump, sink: Sink, moderator: object, now: datetime
) -> None:
    make_subscribers(1)
    issue = start()
    pump()
    with pytest.raises(NotNow):
        resend(issue_id=issue.pk, state=state, by=moderator, now=now)


def test_a_letter_of_another_month_is_not_sent_again(
    make_subscribers: Make, start: Start, pump: Pump, sink: Sink, moderator: object, now: datetime
) -> None:
    make_subscribers(1)
    issue = start()
    sink.drop_after_dot = 1
    pump()
    issue.refresh_from_db()
    assert resendable(issue, now=now + timedelta(days=31)) == {"uncertain": 1}
    assert resendable(issue, now=now + timedelta(days=32)) == {}
    with pytest.raises(NotNow):
        resend(issue_id=issue.pk, state="uncertain", by=moderator, now=now + timedelta(days=32))


def test_a_sending_that_is_stopped_sends_nothing_more_and_adds_up(
    make_subscribers: Make, start: Start, pump: Pump, sink: Sink, moderator: object, now: datetime
) -> None:
    make_subscribers(4)
    issue = start()
    taken = ledger.claim(issue_id=issue.pk, owner="moi", now=now, most=1)
    assert ledger.permit(deliveries=taken, owner="moi", now=now)[taken[0].pk] is ledger.Permission.GRANTED
    with pytest.raises(NotNow):
        stop_sending(issue_id=issue.pk, by=moderator, now=now)
    pause_issue(issue_id=issue.pk, by=moderator, now=now)
    assert stop_sending(issue_id=issue.pk, by=moderator, now=now) == 3
    # What was being handed over comes back to the queue: it is cancelled too.
    ledger.settle(outcomes=[(taken[0], Outcome(Fate.NOT_SENT, "broken"))], owner="moi", now=now)
    pump(2 * MINUTE)
    assert not sink.accepted
    assert states(issue) == {"cancelled": 4}
    issue.refresh_from_db()
    assert issue.state == IssueState.SENT


@pytest.mark.parametrize("batch", [1, 10, 25, 1000])
def test_a_batch_of_any_size_sends_each_mail_once(
    batch: int, make_subscribers: Make, start: Start, pump: Pump, sink: Sink, settings: Settings, now: datetime
) -> None:
    settings.NEWSLETTER_BATCH = batch
    people = make_subscribers(45)
    issue = start()
    unsubscribe(subscriber_id=people[3].pk, now=now)
    sink.rcpt_replies["abonne7@example.org"] = "550 5.1.1 unknown"
    sink.drop_after_dot, sink.drop_before_dot = 1, 1
    pump()
    pump(3 * MINUTE)
    assert states(issue) == {"accepted": 42, "refused": 1, "suppressed": 1, "uncertain": 1}
    assert set(sink.received().values()) == {1}


def test_a_pause_holds_within_a_batch_too_and_what_was_not_begun_goes_back(
    make_subscribers: Make, start: Start, sink: Sink, settings: Settings, now: datetime
) -> None:
    settings.NEWSLETTER_BATCH = 25
    make_subscribers(20)
    issue = start()
    ticks = iter(range(10_000))

    def clock() -> datetime:
        if len(sink.accepted) >= 5:
            Issue.objects.filter(pk=issue.pk).update(state=IssueState.PAUSED)
        return now + timedelta(seconds=next(ticks) * 0.5)

    send_waiting(issue_id=issue.pk, clock=clock)
    # The look comes once a second, a mail takes half a second here.
    assert 5 <= len(sink.accepted) <= 7
    assert states(issue) == {"accepted": len(sink.accepted), "queued": 20 - len(sink.accepted)}
    assert set(Delivery.objects.filter(state="queued").values_list("attempts", flat=True)) == {0}


def test_a_worker_that_stood_still_beyond_its_lease_does_not_write_the_dot(
    make_subscribers: Make, start: Start, sink: Sink, now: datetime
) -> None:
    make_subscribers(1)
    issue = start()
    still = [now]

    def clock() -> datetime:
        row = Delivery.objects.get()
        if row.state == DeliveryState.ATTEMPTING:  # it stands still once the mail was begun
            still.append(still[-1] + timedelta(seconds=100))
        return still[-1]

    send_waiting(issue_id=issue.pk, clock=clock, limit=timedelta(hours=1))
    assert not sink.accepted
    row = Delivery.objects.get()
    assert row.state == DeliveryState.QUEUED
    assert "too slow" in row.reply


@pytest.mark.parametrize("state", [state for state in DeliveryState.values if state in {
    "deferred", "refused", "uncertain", "suppressed", "cancelled"}])  # fmt: skip
def test_every_row_that_did_not_arrive_says_why(state: str) -> None:
    for reply in ("", "550 5.1.1 unknown", "550 5.7.1 spam", "552 5.2.2 full", "451 4.7.1 later", "UnicodeError"):
        assert reason_of(Delivery(state=state, reply=reply)), (state, reply)


@pytest.fixture
def team(client: Client, moderator: object) -> Client:
    """The team, signed in."""
    client.force_login(moderator)
    return client


def test_the_team_sends_again_stops_and_tries_by_buttons(
    team: Client, make_subscribers: Make, start: Start, pump: Pump, sink: Sink
) -> None:
    def press(name: str, **data: str) -> str:
        return team.post(reverse(f"letter:{name}", args=[issue.pk]), data, follow=True).content.decode()

    make_subscribers(3)
    issue = start()
    sink.rcpt_replies = {"abonne0@example.org": "550 5.1.1 unknown", "abonne1@example.org": "450 4.2.0 greylisted"}
    sink.drop_after_dot = 1
    pump()
    page = team.get(reverse("letter:report", args=[issue.pk])).content.decode()
    assert "Renvoyer aux refusés (1)" in page
    assert "certains la recevront deux fois" in page
    assert "de repasser plus tard" in page
    assert "Nouvel essai en cours" in press("try_now")
    assert "n’est plus possible" in press("resend", state="accepted")
    assert "renvoyée à 1 personne." in press("resend", state="refused")
    assert "plus personne" in press("resend", state="refused")
    assert "n’est plus possible" in press("stop")
    press("pause")
    page = press("stop")
    assert "2 messages ne partiront pas" in page
    assert states(issue) == {"cancelled": 2, "uncertain": 1}


def test_the_report_costs_the_same_for_one_row_and_for_fifty(
    team: Client,
    make_subscribers: Make,
    start: Start,
    pump: Pump,
    sink: Sink,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    make_subscribers(60)
    issue = start()
    address = reverse("letter:report", args=[issue.pk])
    found = []
    for rows in (1, 50):
        Delivery.objects.filter(pk__in=list(Delivery.objects.values_list("pk", flat=True)[:rows])).update(
            state="refused"
        )
        with django_assert_max_num_queries(40) as queries:
            team.get(address)
        found.append(len(queries))
    assert found[0] == found[1]
