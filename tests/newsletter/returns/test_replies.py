"""What people write is told to the team, shown on one screen, and never acted on by itself."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail as outbox
from django.test import Client
from pytest_django import Settings

from cms.accounts.models import User
from newsletter.delivery.actions import letter_sender
from newsletter.delivery.events import EventSource
from newsletter.delivery.message import FrozenMail, Recipient
from newsletter.delivery.models import Delivery
from newsletter.returns import replies
from newsletter.returns.intake import take_in
from newsletter.returns.models import ReturnedMail
from newsletter.subscribers.models import Subscriber
from newsletter.subscribers.tokens import UNSUBSCRIBE, make_token, unsubscribe_url
from tests.newsletter.returns.conftest import mail

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
PAGE = "/admin/la-lettre/messages/"


def write(
    row: Delivery, text: str, now: datetime, subject: str = "Re: La lettre", to: str = "lettre@example.org"
) -> None:
    raw = f"From: Marie <{row.email}>\r\nTo: {to}\r\nSubject: {subject}\r\n\r\n{text}\r\n".encode()
    take_in(raw=raw, source=EventSource.MAIL, now=now)


def test_the_team_receives_it_and_answers_the_person(sent: list[Delivery], now: datetime) -> None:
    take_in(raw=mail("person", "thanks", sent[0]), source=EventSource.MAIL, now=now)
    (told,) = outbox.outbox
    assert told.to == ["contact@example.org"]
    assert told.reply_to == [sent[0].email]
    assert "Merci pour cette lettre" in told.body
    assert told.extra_headers["Auto-Submitted"] == "auto-generated"


def test_our_own_notice_coming_back_is_no_person(sent: list[Delivery], now: datetime) -> None:
    write(sent[0], "Merci", now)
    take_in(raw=outbox.outbox[0].message().as_bytes(), source=EventSource.MAIL, now=now)
    assert len(outbox.outbox) == 1
    assert ReturnedMail.objects.filter(kind="automatic").count() == 1


def test_a_flood_into_one_mailbox_is_none_into_another(sent: list[Delivery], now: datetime) -> None:
    for number in range(replies.TOLD_AN_HOUR + 5):
        write(sent[0], f"Bonjour {number}", now)
    assert len(outbox.outbox) == replies.TOLD_AN_HOUR
    assert replies.open_replies().count() == replies.TOLD_AN_HOUR + 5


def test_a_wish_to_leave_is_proposed_and_only_a_press_does_it(
    client: Client, sent: list[Delivery], now: datetime, moderator: User
) -> None:
    write(sent[0], "Merci de me désabonner.", now)
    person = Subscriber.objects.get(pk=sent[0].subscriber_id)
    assert person.state == "confirmed"
    client.force_login(moderator)
    page = client.get(PAGE).content.decode()
    assert "semble demander à ne plus recevoir" in page
    person.refresh_from_db()
    assert person.state == "confirmed"
    row = ReturnedMail.objects.get()
    assert client.get(f"{PAGE}{row.pk}/desabonner/").status_code == 405
    answer = client.post(f"{PAGE}{row.pk}/desabonner/", follow=True).content.decode()
    assert f"{sent[0].email} ne reçoit plus la lettre" in answer
    person.refresh_from_db()
    assert person.state == "unsubscribed"
    assert "Aucun message n’attend" in answer


def test_somebody_who_receives_nothing_cannot_be_unsubscribed(
    client: Client, sent: list[Delivery], now: datetime, moderator: User
) -> None:
    Subscriber.objects.all().delete()
    write(sent[0], "STOP", now)
    client.force_login(moderator)
    assert "Désabonner" not in client.get(PAGE).content.decode()
    row = ReturnedMail.objects.get()
    assert "ne reçoit pas la lettre" in client.post(f"{PAGE}{row.pk}/desabonner/", follow=True).content.decode()
    assert client.post(f"{PAGE}{row.pk}/fait/", follow=True).status_code == 200
    assert not replies.open_replies().exists()
    assert client.post(f"{PAGE}{row.pk + 1}/fait/").status_code == 404


def test_what_a_stranger_writes_is_shown_as_text(
    client: Client, sent: list[Delivery], now: datetime, moderator: User
) -> None:
    write(sent[0], "<script>alert(1)</script>", now, subject="<b>x</b>")
    client.force_login(moderator)
    page = client.get(PAGE).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_the_screen_asks_as_often_for_many_as_for_few(
    client: Client, sent: list[Delivery], now: datetime, moderator: User,
    django_assert_num_queries: Callable[..., object],
) -> None:  # fmt: skip
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(moderator)
    write(sent[0], "un", now)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    for number in range(12):
        write(sent[number % 3], f"encore {number}", now + timedelta(minutes=number))
    with django_assert_num_queries(len(few)):
        client.get(PAGE)


def leave_address(row: Delivery) -> str:
    return f"desabo+{make_token(UNSUBSCRIBE, row.subscriber_id or 0)}@lettre.example.org"


def test_a_mail_to_the_address_of_the_header_unsubscribes(
    sent: list[Delivery], now: datetime, settings: Settings, brand: object
) -> None:
    settings.NEWSLETTER_LEAVE_ADDRESS = "desabo@lettre.example.org"
    sender = letter_sender(brand)
    frozen = FrozenMail(subject="x", html="h", text="t", period="2026-12", edition="e", sender=sender, date=now)
    url = unsubscribe_url(sent[0].subscriber_id or 0)
    raw = frozen.bytes_for(Recipient(sent[0].email, sent[0].message_id, url)).decode()
    unfolded = raw.replace("\r\n ", " ")
    assert f"List-Unsubscribe: <{url}>, <mailto:{leave_address(sent[0])}?subject=desabonnement>\r\n" in unfolded
    assert all(len(line) < 998 for line in raw.split("\r\n"))
    write(sent[0], "", now, to=leave_address(sent[0]).upper())
    sent[0].subscriber.refresh_from_db()
    assert sent[0].subscriber.state == "unsubscribed"
    assert not outbox.outbox


@pytest.mark.parametrize("change", ["token", "bounce", "automatic"])
def test_nothing_else_sent_there_unsubscribes(change: str, sent: list[Delivery], now: datetime) -> None:
    address = leave_address(sent[0])
    if change == "token":
        address = address.replace("+", "+9")
    head = {"bounce": "Return-Path: <>\r\n", "automatic": "Auto-Submitted: auto-replied\r\n", "token": ""}[change]
    raw = f"{head}From: x@example.com\r\nTo: {address}\r\nSubject: x\r\n\r\nx\r\n".encode()
    take_in(raw=raw, source=EventSource.MAIL, now=now)
    assert set(Subscriber.objects.values_list("state", flat=True)) == {"confirmed"}
