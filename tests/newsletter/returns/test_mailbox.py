"""The technical mailbox, over real IMAP: nothing lost when it breaks, nothing counted twice, nothing huge carried."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from newsletter import tasks
from newsletter.delivery.events import DeliveryEvent
from newsletter.delivery.models import Delivery
from newsletter.returns import mailbox
from newsletter.returns.models import MailboxLook, ReturnedMail
from newsletter.subscribers.models import Suppression
from tests.newsletter.delivery.sink import closed_port
from tests.newsletter.returns.conftest import mail
from tests.newsletter.returns.imap import Imap

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture(params=["MOVE", "COPY"])
def imap(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Imap]:
    """The mailbox that the settings name, on servers that can move in one step and on those that cannot."""
    imap = Imap(can_move=request.param == "MOVE")
    imap.start()
    settings.NEWSLETTER_MAILBOX_HOST, settings.NEWSLETTER_MAILBOX_PORT = "127.0.0.1", imap.port
    settings.NEWSLETTER_MAILBOX_SSL, settings.NEWSLETTER_MAILBOX_USER = False, "rebonds@lettre.example.org"
    settings.NEWSLETTER_MAILBOX_PASSWORD = imap.password
    yield imap
    imap.stop()


def test_what_waits_is_understood_and_moved(imap: Imap, sent: list[Delivery], now: datetime) -> None:
    imap.deliver(mail("address", "postfix-user-unknown", sent[0]))
    imap.deliver(mail("complaint", "arf-rfc-example", sent[1]))
    imap.deliver(mail("person", "thanks", sent[2]))
    assert mailbox.read_mailbox(now=now) == 3
    assert imap.folders["INBOX"] == []
    assert len(imap.folders["Relais"]) == 3
    assert set(DeliveryEvent.objects.values_list("kind", flat=True)) == {"address", "complaint"}
    assert mailbox.read_mailbox(now=now) == 0
    assert MailboxLook.objects.get().read_at == now


def test_a_mail_stays_in_the_mailbox_until_it_is_noted(
    imap: Imap, sent: list[Delivery], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    imap.deliver(mail("address", "postfix-user-unknown", sent[0]))

    def broken(**_kwargs: object) -> None:
        raise RuntimeError("the database is gone")

    with monkeypatch.context() as patch:
        patch.setattr(mailbox, "take_in", broken)
        with pytest.raises(RuntimeError):
            mailbox.read_mailbox(now=now)
    assert len(imap.folders["INBOX"]) == 1
    mailbox.read_mailbox(now=now)
    assert DeliveryEvent.objects.count() == 1


def test_a_mailbox_that_breaks_after_the_noting_counts_once(imap: Imap, sent: list[Delivery], now: datetime) -> None:
    imap.folders["Relais"] = []
    for row in sent:
        imap.deliver(mail("address", "postfix-user-unknown", row))
    imap.break_at_move = 2
    with pytest.raises(mailbox.MailboxUnavailable):
        mailbox.read_mailbox(now=now)
    assert len(imap.folders["INBOX"]) == 2
    assert MailboxLook.objects.get().reason
    mailbox.read_mailbox(now=now)
    assert imap.folders["INBOX"] == []
    assert DeliveryEvent.objects.count() == ReturnedMail.objects.count() == Suppression.objects.count() == 3
    assert MailboxLook.objects.get().reason == ""


def test_a_huge_mail_is_read_to_its_first_megabyte_and_kept_whole_in_the_mailbox(
    imap: Imap, sent: list[Delivery], now: datetime
) -> None:
    imap.deliver(mail("person", "thanks", sent[0]) + b"x" * 3_000_000)
    mailbox.read_mailbox(now=now)
    row = ReturnedMail.objects.get()
    assert (row.kind, row.cut) == ("person", True)
    assert len(row.raw) <= 300_000
    assert all("<0.1000000>" in asked for asked in imap.fetched if "BODY" in asked)
    kept = imap.folders["Relais"][0]
    assert len(kept.raw) > 3_000_000
    assert mailbox.purge_mailbox(now=now + timedelta(days=60)) == 0, "a flagged mail is the only whole copy"


def test_a_run_is_bounded(imap: Imap, sent: list[Delivery], now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "MAILS_A_RUN", 4)
    for number in range(6):
        imap.deliver(mail("person", "thanks", sent[0]) + b"%d" % number)
    assert mailbox.read_mailbox(now=now) == 4
    assert mailbox.read_mailbox(now=now) == 2


def test_what_was_read_is_deleted_from_the_mailbox_later(imap: Imap, sent: list[Delivery], now: datetime) -> None:
    imap.deliver(mail("address", "postfix-user-unknown", sent[0]))
    mailbox.read_mailbox(now=now)
    assert mailbox.purge_mailbox(now=now + timedelta(days=40)) == 1
    assert imap.folders["Relais"] == []


def test_a_mailbox_that_does_not_answer_stops_nothing_else(
    imap: Imap, sent: list[Delivery], settings: Settings
) -> None:
    settings.NEWSLETTER_MAILBOX_PORT = closed_port()
    Delivery.objects.filter(pk=sent[0].pk).update(
        state="refused", reply="550 5.1.1 user unknown", changed_at=datetime.now(tz=sent[0].made_at.tzinfo)
    )
    tasks.read_mailbox()
    assert DeliveryEvent.objects.get().kind == "address"
    assert "ConnectionRefusedError" in MailboxLook.objects.exclude(name=mailbox.PULSE).get().reason


def test_a_wrong_password_is_told(imap: Imap, now: datetime, settings: Settings) -> None:
    settings.NEWSLETTER_MAILBOX_PASSWORD = "wrong"
    with pytest.raises(mailbox.MailboxUnavailable, match="wrong password"):
        mailbox.read_mailbox(now=now)
