"""What a return does to the subscriber, to the server and to the letter: newsletter.md §3.6, rule by rule."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from cms.accounts.models import User
from newsletter.delivery import relay
from newsletter.delivery.actions import resend
from newsletter.delivery.events import DeliveryEvent, EventKind, EventSource
from newsletter.delivery.models import Delivery, Relay
from newsletter.delivery.queries import progress
from newsletter.delivery.retention import erase_subscriber, purge_deliveries
from newsletter.issues.models import Issue, IssueState
from newsletter.returns.events import note_event, soft_in_a_row
from newsletter.returns.intake import take_in
from newsletter.returns.models import ReturnedMail
from newsletter.returns.refusals import learn_refusals, recheck_domains
from newsletter.returns.retention import purge_returns
from newsletter.subscribers.models import Subscriber, Suppression
from tests.newsletter.returns.conftest import mail

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
DAY = timedelta(days=1)


def note(row: Delivery, kind: EventKind, now: datetime, key: str = "k") -> bool:
    return note_event(delivery=row, kind=kind, source=EventSource.MAIL, key=key, words="550 no", now=now)


def state_of(row: Delivery) -> str:
    return Subscriber.objects.get(pk=row.subscriber_id).state


@pytest.mark.parametrize(
    ("reply", "kind", "after"),
    [
        ("550 5.1.1 <x@example.org> user unknown", "address", "suppressed"),
        ("552 5.2.2 mailbox full", "soft", "confirmed"),
        ("450 4.2.1 try later", "soft", "confirmed"),
        ("550 5.7.1 blocked", "policy", "confirmed"),
        ("550", "soft", "confirmed"),
    ],
)
def test_what_the_server_said_while_sending_counts_the_same(
    reply: str, kind: str, after: str, sent: list[Delivery], now: datetime
) -> None:
    Delivery.objects.filter(pk=sent[0].pk).update(state="refused", reply=reply)
    assert learn_refusals(now=now) == 1
    assert learn_refusals(now=now) == 0
    assert DeliveryEvent.objects.get().kind == kind
    assert state_of(sent[0]) == after
    assert not Relay.objects.exists(), "the pump has counted it already"


def test_a_refusal_of_a_mail_sent_once_more_is_another_event(
    sent: list[Delivery], now: datetime, moderator: User
) -> None:
    Delivery.objects.filter(pk=sent[0].pk).update(state="refused", reply="552 5.2.2 full")
    learn_refusals(now=now)
    assert resend(issue_id=sent[0].issue_id, state="refused", by=moderator, now=now) == 1
    Delivery.objects.filter(pk=sent[0].pk).update(state="refused", changed_at=now + DAY)
    assert learn_refusals(now=now + DAY) == 1
    assert DeliveryEvent.objects.count() == 2


def letters(row: Delivery, count: int, now: datetime) -> list[Delivery]:
    """Return the same person's rows of this letter and of the months after it."""
    rows = [row]
    for month in range(1, count):
        issue = Issue.objects.create(period=f"2027-{month:02}", slug=f"lettre-{month}", subject="x", composed_at=now)
        rows.append(
            Delivery.objects.create(
                issue=issue, subscriber_id=row.subscriber_id, email=row.email, state="accepted",
                message_id=f"<2027-{month:02}.x@y>", made_at=now, changed_at=now,
            )
        )  # fmt: skip
    return rows


def test_three_soft_ones_in_a_row_set_aside_until_the_person_confirms_again(
    sent: list[Delivery], now: datetime
) -> None:
    for row in letters(sent[0], 3, now):
        assert state_of(row) == "confirmed"
        note(row, EventKind.SOFT, now)
    assert state_of(sent[0]) == "suppressed"
    assert DeliveryEvent.objects.filter(kind=EventKind.SUSPENDED).count() == 1


def test_a_letter_without_bad_news_resets_the_count(sent: list[Delivery], now: datetime) -> None:
    rows = letters(sent[0], 5, now)
    for number in (0, 1, 3, 4):
        note(rows[number], EventKind.SOFT, now)
    assert soft_in_a_row(rows[4]) == 2
    assert state_of(sent[0]) == "confirmed"


def test_two_soft_events_of_one_letter_count_once(sent: list[Delivery], now: datetime) -> None:
    rows = letters(sent[0], 2, now)
    for key in ("a", "b", "c"):
        note(rows[1], EventKind.SOFT, now, key)
    assert soft_in_a_row(rows[1]) == 1


def test_a_report_older_than_the_person_s_confirmation_sets_nobody_aside(sent: list[Delivery], now: datetime) -> None:
    Subscriber.objects.filter(pk=sent[0].subscriber_id).update(confirmed_at=now + DAY)
    take_in(raw=mail("address", "postfix-user-unknown", sent[0]), source=EventSource.MAIL, now=now + 2 * DAY)
    assert DeliveryEvent.objects.get().kind == "address"
    assert state_of(sent[0]) == "confirmed"


def test_ten_returns_for_what_we_are_rest_the_server_and_touch_nobody(sent: list[Delivery], now: datetime) -> None:
    for number in range(relay.POLICY_REFUSALS):
        assert not Relay.objects.filter(rests__gt=0).exists()
        note(sent[0], EventKind.POLICY, now, str(number))
    assert relay.admit(now=now, most=20).count == 0
    assert state_of(sent[0]) == "confirmed"


def test_three_refusals_of_the_content_pause_the_letter(sent: list[Delivery], now: datetime) -> None:
    for number, row in enumerate(sent):
        assert Issue.objects.get().state == IssueState.SENDING
        note(row, EventKind.CONTENT, now, str(number))
    issue = Issue.objects.get()
    assert issue.state == IssueState.PAUSED
    assert "taille" in issue.trouble
    assert state_of(sent[0]) == "confirmed"


def test_what_comes_back_proves_that_an_uncertain_mail_was_taken(sent: list[Delivery], now: datetime) -> None:
    Delivery.objects.filter(pk=sent[0].pk).update(state="uncertain")
    take_in(raw=mail("soft", "mailbox-full", sent[0]), source=EventSource.MAIL, now=now)
    assert Delivery.objects.get(pk=sent[0].pk).state == "accepted"


@pytest.mark.parametrize(
    ("answer", "kinds", "after"),
    [
        (False, {"domain", "domain_gone"}, "suppressed"),
        (True, {"domain", "domain_back"}, "confirmed"),
        (None, {"domain"}, "confirmed"),
    ],
)
def test_a_domain_that_was_not_found_is_asked_again_a_day_later(
    answer: bool | None, kinds: set[str], after: str, sent: list[Delivery], now: datetime
) -> None:
    take_in(raw=mail("domain", "postfix-host-not-found", sent[0]), source=EventSource.MAIL, now=now)
    asked: list[str] = []

    def receives(domain: str) -> bool | None:
        asked.append(domain)
        return answer

    recheck_domains(receives=receives, now=now + DAY - timedelta(minutes=1))
    assert asked == []
    for _twice in range(2):
        recheck_domains(receives=receives, now=now + DAY)
    assert set(asked) == {"example.org"}
    assert set(DeliveryEvent.objects.values_list("kind", flat=True)) == kinds
    assert state_of(sent[0]) == after


def test_the_team_reads_who_did_not_receive_it_and_why(
    client: Client, sent: list[Delivery], now: datetime, moderator: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    take_in(raw=mail("soft", "mailbox-full", sent[0]), source=EventSource.MAIL, now=now)
    take_in(raw=mail("delayed", "postfix-delayed", sent[1]), source=EventSource.MAIL, now=now)
    found = progress(Issue.objects.get())
    assert found is not None
    assert (found.accepted, found.came_back, found.not_received, found.done) == (3, 1, 1, 3)
    client.force_login(moderator)
    page = client.get(f"/admin/la-lettre/{sent[0].issue_id}/rapport/").content.decode()
    assert sent[0].email in page
    assert "pleine ou ne répondait pas" in page
    assert "552 5.2.2" in page
    assert sent[1].email not in page


def test_the_report_asks_as_often_for_many_as_for_few(
    client: Client, sent: list[Delivery], now: datetime, moderator: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(moderator)
    address = f"/admin/la-lettre/{sent[0].issue_id}/rapport/"
    note(sent[0], EventKind.SOFT, now)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address)
    for row in sent[1:]:
        note(row, EventKind.SOFT, now)
    with django_assert_num_queries(len(few)):
        client.get(address)


def test_reports_go_after_thirty_days_and_events_stay(sent: list[Delivery], now: datetime) -> None:
    take_in(raw=mail("address", "postfix-user-unknown", sent[0]), source=EventSource.MAIL, now=now)
    take_in(raw=mail("person", "thanks", sent[1]), source=EventSource.MAIL, now=now)
    assert purge_returns(now=now + 29 * DAY) == 0
    assert purge_returns(now=now + 31 * DAY) == 1
    assert ReturnedMail.objects.get().kind == "person", "somebody still waits for an answer"
    ReturnedMail.objects.update(handled_at=now + 31 * DAY)
    assert purge_returns(now=now + 62 * DAY) == 1
    assert DeliveryEvent.objects.exists()


def test_who_is_erased_or_forgotten_is_not_quoted_any_more(sent: list[Delivery], now: datetime) -> None:
    take_in(raw=mail("address", "postfix-user-unknown", sent[0]), source=EventSource.MAIL, now=now)
    take_in(raw=mail("person", "thanks", sent[1]), source=EventSource.MAIL, now=now)
    erase_subscriber(email=sent[0].email, now=now)
    assert not ReturnedMail.objects.filter(kind="bounce").exists()
    assert DeliveryEvent.objects.get().words == ""
    erase_subscriber(email=sent[1].email, now=now)
    assert not ReturnedMail.objects.exists()


def test_the_words_go_with_the_address(sent: list[Delivery], now: datetime) -> None:
    take_in(raw=mail("address", "postfix-user-unknown", sent[0]), source=EventSource.MAIL, now=now)
    purge_deliveries(now=now + 400 * DAY)
    assert DeliveryEvent.objects.get().words == ""


def test_who_left_us_with_verp_finds_its_row(
    sent: list[Delivery], settings: Settings, now: datetime, make_subscribers: Callable[[int], list[Subscriber]]
) -> None:
    from newsletter.delivery.message import envelope_sender

    settings.NEWSLETTER_BOUNCE_ADDRESS = "rebonds@lettre.example.org"
    assert envelope_sender(sent[0].message_id) == "rebonds@lettre.example.org"
    settings.NEWSLETTER_VERP = True
    address = envelope_sender(sent[0].message_id)
    assert len(address.partition("@")[0]) <= 64
    raw = mail("address", "verp-only", sent[1]).replace(
        b"rebonds+" + sent[1].message_id.strip("<>").partition("@")[0].encode() + b"@lettre.example.org",
        address.encode(),
    )
    take_in(raw=raw, source=EventSource.MAIL, now=now)
    assert DeliveryEvent.objects.get().delivery == sent[0]
    assert Suppression.objects.count() == 1
