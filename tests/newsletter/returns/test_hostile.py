"""Mails written to harm: they are read in bounded time, kept, and believed in nothing."""

import json
import random
import time
from datetime import datetime

import pytest
from django.test import Client
from pytest_django import Settings

from newsletter.delivery.events import DeliveryEvent, EventSource
from newsletter.delivery.models import Delivery
from newsletter.returns.intake import take_in
from newsletter.returns.models import ReturnedMail
from newsletter.returns.reading import read
from newsletter.returns.wishes import asks_to_leave
from tests.newsletter.returns.conftest import CORPUS, about, mail

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
SECRET = "k" * 40


def nested(depth: int, kind: str = "multipart/mixed") -> bytes:
    head = b"From: a@example.com\r\nReturn-Path: <>\r\n"
    for level in range(depth):
        head += b'Content-Type: %s; boundary="b%d"\r\n\r\n--b%d\r\n' % (kind.encode(), level, level)
    return head + b"Content-Type: text/plain\r\n\r\n550 5.1.1 no\r\n"


HOSTILE = {
    "nested": nested(3_000),
    "nested-rfc822": b"From: a@example.com\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 5_000,
    "many-parts": b'From: a@example.com\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    + b"--b\r\n\r\nx\r\n" * 50_000,
    "many-headers": b"From: a@example.com\r\n" + b"X-A: b\r\n" * 100_000,
    "long-header": b"From: a@example.com\r\nSubject: " + b"=?utf-8?q?=C3=A9?= " * 50_000,
    "long-line": b"From: MAILER-DAEMON@example.com\r\n\r\n550 " + b"5.1.1 " * 150_000,
    "punycode": b"From: a@example.com\r\nContent-Type: text/plain; charset=punycode\r\n\r\n" + b"a-" * 400_000,
    "addresses": b"From: " + b"<a@b>," * 100_000 + b"\r\n\r\nx",
    "at-signs": b"From: mailer-daemon@example.com\r\n\r\n550 5.1.1 " + b"@" * 500_000,
    "nul": b"From: a\x00b@example.com\r\nSubject: \x00\xff\r\n\r\n\x00\xff\xfe desabonner",
    "spaces": b"From: a@example.com\r\nSubject: Re: x\r\n\r\n" + b"ne " * 300_000,
    "de-lines": b"From: a@example.com\r\n\r\n" + b"Le " + b"a" * 500_000,
    "blocks": b"From: m@example.com\r\nContent-Type: multipart/report; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: message/delivery-status\r\n\r\n"
    + b"Action: failed\r\nStatus: 5.1.1\r\n\r\n" * 30_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mail_is_read_within_two_seconds_and_counts_nothing(
    name: str, sent: list[Delivery], now: datetime
) -> None:
    begun = time.process_time()
    kept = take_in(raw=HOSTILE[name], source=EventSource.MAIL, now=now)
    assert time.process_time() - begun < 2
    assert kept is not None
    assert not DeliveryEvent.objects.exists()


def test_cut_and_shuffled_reports_never_raise_and_never_name_another_person(
    sent: list[Delivery], now: datetime
) -> None:
    draw = random.Random(58)
    for path in sorted(CORPUS.rglob("*.eml")):
        raw = about(path, sent[0])
        for _time in range(6):
            cut = bytearray(raw[: draw.randrange(len(raw) + 1)])
            for _byte in range(draw.randrange(12)):
                if cut:
                    cut[draw.randrange(len(cut))] = draw.randrange(256)
            reading = read(bytes(cut))
            assert len(reading.tokens) <= 10
            take_in(raw=bytes(cut), source=EventSource.MAIL, now=now)
    assert set(DeliveryEvent.objects.values_list("delivery", flat=True)) <= {sent[0].pk}


def notice(row: Delivery, **more: object) -> dict[str, object]:
    return {"message_id": row.message_id, "event": "bounced", "status": "5.1.1", "description": "no", **more}


def test_notices_come_in_by_the_secret_address_only(client: Client, sent: list[Delivery], settings: Settings) -> None:
    def post(token: str, body: object, kind: str = "application/json") -> int:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return client.post(f"/retours/{token}", data, content_type=kind).status_code

    assert post("", notice(sent[0])) == 404
    assert post(SECRET, notice(sent[0])) == 404, "closed while no secret is set"
    settings.NEWSLETTER_WEBHOOK_TOKEN = "short"
    assert post("short", notice(sent[0])) == 404
    settings.NEWSLETTER_WEBHOOK_TOKEN = SECRET
    assert post("x" * 40, notice(sent[0])) == 404
    assert client.get(f"/retours/{SECRET}").status_code == 405
    assert not DeliveryEvent.objects.exists()
    assert post(SECRET, [notice(sent[0]), notice(sent[1], event="complained"), notice(sent[2], event="opened")]) == 204
    assert set(DeliveryEvent.objects.values_list("delivery", "kind")) == {
        (sent[0].pk, "address"), (sent[1].pk, "complaint"),
    }  # fmt: skip
    assert post(SECRET, notice(sent[2], event="unsubscribed")) == 204
    sent[2].subscriber.refresh_from_db()
    assert sent[2].subscriber.state == "unsubscribed"
    before = DeliveryEvent.objects.count()
    assert post(SECRET, notice(sent[0])) == 204
    assert DeliveryEvent.objects.count() == before


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'[1, null, "x", {"message_id": 5}, {"event": {}}]', "application/json", 204),
        (b"null", "application/json", 204),
        (b"{}", "text/html", 415),
        (b"x" * 600_000, "application/json", 413),
        (b"x" * 1_100_000, "message/rfc822", 413),
        (b"\r\n", "message/rfc822", 204),
        (json.dumps([{}] * 501).encode(), "application/json", 413),
        (b"\xff\xfe", "application/json", 400),
    ],
)
def test_bodies_that_mean_nothing_are_answered_and_forgotten(
    body: bytes, kind: str, status: int, client: Client, settings: Settings
) -> None:
    settings.NEWSLETTER_WEBHOOK_TOKEN = SECRET
    assert client.post(f"/retours/{SECRET}", body, content_type=kind).status_code == status
    assert not DeliveryEvent.objects.exists()


def test_a_report_may_be_pushed_whole(client: Client, sent: list[Delivery], settings: Settings) -> None:
    settings.NEWSLETTER_WEBHOOK_TOKEN = SECRET
    raw = mail("address", "postfix-user-unknown", sent[0])
    for _twice in range(2):
        assert client.post(f"/retours/{SECRET}", raw, content_type="message/rfc822").status_code == 204
    assert ReturnedMail.objects.count() == DeliveryEvent.objects.count() == 1


@pytest.mark.parametrize(
    "text",
    ["Merci de me désabonner", "désinscription svp", "STOP", "Je ne souhaite plus recevoir cette lettre",
     "Veuillez retirer mon adresse de votre liste : supprimez mon adresse",
     "Bonjour, je n'ai plus besoin de recevoir vos mails",

     "arrêtez de m'écrire", "Please unsubscribe me"],
)  # fmt: skip
def test_a_wish_to_leave_is_recognised(text: str) -> None:
    assert asks_to_leave("Re: La lettre", text)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Re: La lettre", "Merci beaucoup !\n\nLe 1 déc. 2026 à 09:00, La lettre a écrit :\nse désabonner"),
        ("Re: Comment se désabonner", "Très bien, merci."),
        ("Question", "L'arrêt de bus Stopfer, c'est où ?\n> désabonner"),
        ("Atelier", "Je viendrai avec une amie.\n-----Message d'origine-----\nNe plus recevoir"),
    ],
)
def test_our_own_words_quoted_are_no_wish(subject: str, text: str) -> None:
    assert not asks_to_leave(subject, text)
