"""Every mail read back by the standard library: headers, both parts, the person's own address in each."""

import random
import re
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.conf import settings

from newsletter.delivery.message import FrozenMail, Recipient, Sender, make_message_id
from newsletter.delivery.pump import Run
from newsletter.issues.models import Issue
from newsletter.rendering.render import SLOT
from newsletter.subscribers.models import Subscriber
from newsletter.subscribers.tokens import unsubscribe_url
from tests.newsletter.delivery.sink import Sink

SENDER = Sender(
    "Lettre du numérique", "lettre@example.org", "contact@example.org", "La lettre", "http://localhost:8000/lettre/"
)
DATE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def read(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=policy.default)


def parts(message: EmailMessage) -> tuple[str, str]:
    plain, html = message.iter_parts()
    return tuple(part.get_content().replace("\r\n", "\n") for part in (plain, html))


@pytest.mark.django_db
def test_every_mail_of_an_issue_reads_back(
    make_subscribers: Callable[[int], list[Subscriber]],
    start: Callable[[], Issue],
    pump: Callable[..., Run],
    sink: Sink,
) -> None:
    people = {person.email: person for person in make_subscribers(7)}
    issue = start()
    pump()
    assert len(sink.messages()) == 7
    seen_ids = set()
    for message in sink.messages():
        assert message.defects == []
        person = people[str(message["To"])]
        url = unsubscribe_url(Subscriber.objects.get(email=person.email).pk)
        assert message["Subject"] == issue.subject
        assert message["From"].addresses[0].addr_spec == settings.NEWSLETTER_FROM_EMAIL
        assert message["Reply-To"] == "contact@example.org"
        assert message["List-Unsubscribe"] == f"<{url}>"
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert message["List-Id"].endswith("<lettre.example.org>")
        assert message["List-Archive"] == "<http://localhost:8000/lettre/>"
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["Precedence"] == "bulk"
        assert message["Feedback-ID"].startswith("2026-12:")
        assert message["Content-Language"] == "fr"
        assert message["Date"].datetime == issue.sending_at
        assert message.get_content_type() == "multipart/alternative"
        seen_ids.add(message["Message-ID"])
        for part, content in zip(message.iter_parts(), parts(message), strict=True):
            assert part["Content-Transfer-Encoding"] == "quoted-printable"
            assert part.get_content_charset() == "utf-8"
            assert content.count(url) == 3  # above, below, and where the subscription is changed
            assert f"{url}/abonnement" in content
            assert SLOT not in content
            assert "Chère lectrice" in content
            assert "Déjouer les arnaques" in content
            assert "décochée" not in content
    assert len(seen_ids) == 7
    assert all(len(line) <= 998 for _to, raw in sink.accepted for line in raw.split(b"\r\n"))


def test_the_message_id_is_the_same_at_every_attempt_and_hides_the_person() -> None:
    one = make_message_id(period="2026-12", issue_id=1, subscriber_id=2, domain="example.org")
    assert one == make_message_id(period="2026-12", issue_id=1, subscriber_id=2, domain="example.org")
    assert one != make_message_id(period="2026-12", issue_id=1, subscriber_id=3, domain="example.org")
    assert re.fullmatch(r"<2026-12\.[a-z2-7]{32}@example\.org>", one)


def test_a_header_cannot_be_injected() -> None:
    sender = Sender(
        'Nom"\r\nBcc: x@example.org', "lettre@example.org", "a@example.org\r\nBcc: y@example.org", "L\nX: 1", "u"
    )
    mail = FrozenMail(
        subject="Bonjour\r\nBcc: z@example.org", html="x", text="x", period="p", edition="e", sender=sender, date=DATE
    )
    message = read(mail.bytes_for(Recipient("moi@example.org\r\nBcc: w@example.org", "<a@b>", "http://x/")))
    assert message["Bcc"] is None
    assert message["X"] is None


@pytest.mark.parametrize("seed", range(8))
def test_splicing_random_text_reads_back_exactly(seed: int) -> None:
    chance = random.Random(seed)
    alphabet = "abc é€œ😀=._-<>\"'  \t\n\n" + "\u00a0\u202f"
    for _ in range(60):
        pieces = ["".join(chance.choice(alphabet) for _ in range(chance.randrange(200))) for _ in range(4)]
        body = SLOT.join(pieces)
        url = "http://localhost:8000/d/" + "".join(chance.choice("abc=123-") for _ in range(chance.randrange(1, 150)))
        mail = FrozenMail(
            subject="s", html=body, text=body[::-1] + SLOT, period="p", edition="e", sender=SENDER, date=DATE
        )
        plain, html = parts(read(mail.bytes_for(Recipient("a@example.org", "<a@b>", url))))
        assert html == body.replace(SLOT, url)
        assert plain == (body[::-1] + SLOT).replace(SLOT, url)
