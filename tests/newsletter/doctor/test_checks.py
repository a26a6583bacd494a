"""The doctor against real servers, good and bad; every sentence exists, and one that breaks stops no other."""

import ipaddress
import json
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_string
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from branding.models import Brand
from cms.foundation.fetch import Fetcher
from newsletter import tasks
from newsletter.delivery.models import Delivery, Relay
from newsletter.delivery.relay import relay_name
from newsletter.doctor.checks import mails, queues, server, setup, web
from newsletter.doctor.findings import TEXTS, Context, Finding, Status, in_words, ok
from newsletter.doctor.running import CHECKS, run_checks
from newsletter.issues.models import Issue
from newsletter.returns.mailbox import note_look
from tests.newsletter.delivery.sink import Sink, closed_port
from tests.newsletter.returns.conftest import sent  # noqa: F401 - a fixture
from tests.plugins.services import MailCatcher
from tests.plugins.valkey import Valkey

pytest.importorskip("dns", reason="dnspython is missing: pip install dnspython")
from tests.newsletter.doctor.servers import Web

pytestmark = [pytest.mark.django_db]


def context(sample: str = "") -> Context:
    local = [ipaddress.ip_network("127.0.0.0/8")]
    return Context(
        now=timezone.now(),
        sample=message_from_string(sample) if sample else None,
        fetcher=Fetcher(allow_for_tests=local),
    )


@pytest.fixture
def site(settings: Settings) -> Iterator[Web]:
    """The public address, as the world sees it."""
    site = Web()
    site.start()
    settings.PUBLIC_URL = f"http://127.0.0.1:{site.port}"
    yield site
    site.stop()


def test_there_are_more_than_twenty_checks_each_with_its_words() -> None:
    texts = json.loads(TEXTS.read_text())
    assert len(CHECKS) >= 20
    assert set(CHECKS) == set(texts) - {"*"}
    for code in CHECKS:
        assert texts[code]["name"]


def test_every_sentence_that_a_check_may_say_exists_and_says_what_to_do() -> None:
    import re

    folder = Path(setup.__file__).parent
    texts = json.loads(TEXTS.read_text())
    for module in (setup, mails, queues, server, web):
        source = (folder / f"{module.__name__.rpartition('.')[2]}.py").read_text()
        for code, check in module.CHECKS.items():
            name = getattr(check, "__wrapped__", check).__name__
            body = source.partition(f"def {name}(")[2].partition("\ndef ")[0]
            for status, says in re.findall(r'\b(warn|fail|not_checked)\((?:"(\w+)")?', body):
                said = says or status
                own = texts[code].get(said) or texts["*"].get(said)
                advice = texts[code].get(f"{said}:next") or texts[code].get("next") or texts["*"].get(f"{said}:next")
                assert own, (code, said)
                assert advice, (code, said)


def test_a_check_that_breaks_stops_no_other_and_time_is_bounded() -> None:
    def broken(_context: Context) -> Finding:
        raise RuntimeError("so what")

    def well(_context: Context) -> Finding:
        return ok()

    first, second = run_checks(context(), checks={"lease": broken, "bounces": well})
    assert (first.status, second.status) == (Status.NOT_CHECKED, Status.OK)
    assert "so what" in first.sentence
    assert {result.status for result in run_checks(context(), checks={"lease": well}, seconds=0)} == {"not_checked"}


def test_a_server_that_answers_and_one_that_does_not(mailcatcher: MailCatcher, settings: Settings) -> None:
    settings.NEWSLETTER_FROM_EMAIL = "lettre@example.org"
    assert server.answers(context()).status == "ok"
    assert server.size(context()).status == "ok"
    assert server.role_addresses(context()).status == "ok"
    mailcatcher.refuse_with = "550 5.1.1 no such user"
    assert server.role_addresses(context()).status == "warn"
    settings.EMAIL_PORT = closed_port()
    assert server.answers(context()).status == "fail"
    assert server.encryption(context()).says == server.size(context()).says == "no_server"


def test_a_server_that_refuses_our_sender_is_told(settings: Settings) -> None:
    sink = Sink(mail_reply="553 5.7.1 not yours")
    sink.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    found = server.answers(context())
    sink.stop()
    assert (found.status, found.says) == ("fail", "sender")
    assert "553 5.7.1" in in_words("server_answers", found).sentence


def test_the_lines_for_orange_are_printed_for_a_postfix_of_one_s_own(settings: Settings) -> None:
    settings.EMAIL_HOST = "localhost"
    assert "slow_destination_concurrency_limit=2" in in_words("orange", server.orange(context())).next_step
    settings.EMAIL_HOST = "smtp.example.org"
    assert server.orange(context()).status == "ok"


def test_the_mailbox_tells_when_it_was_read(settings: Settings) -> None:
    assert server.mailbox(context()).says == "off"
    settings.NEWSLETTER_MAILBOX_HOST, settings.NEWSLETTER_MAILBOX_USER = "imap.example.org", "x"
    assert server.mailbox(context()).says == "never"
    note_look(reason="", now=timezone.now() - timedelta(hours=3))
    assert server.mailbox(context()).says == "old"
    note_look(reason="wrong password", now=timezone.now())
    assert server.mailbox(context()).says == "error"
    note_look(reason="", now=timezone.now())
    assert server.mailbox(context()).status == "ok"


def test_the_public_address(site: Web, settings: Settings) -> None:
    assert web.public_address(context()).status == "fail", "http is not enough"
    assert web.clock(context()).status == "ok"
    site.clock = lambda: timezone.now() - timedelta(minutes=5)
    assert web.clock(context()).status == "fail"
    assert web.feed_twice(context()).status == "ok"
    site.answers_304 = False
    assert web.feed_twice(context()).status == "fail"
    site.etag = False
    assert web.feed_twice(context()).says == "no_tag"
    settings.PUBLIC_URL = f"https://127.0.0.1:{closed_port()}"
    assert web.public_address(context()).says == "unreachable"
    assert (web.public_address(context()).status, web.clock(context()).status) == ("fail", "not_checked")
    # Our own network is never asked on a real installation.
    assert web.feed_twice(Context(now=timezone.now())).says == "unreachable"


def test_the_unsubscribe_page_is_opened_and_writes_nothing(site: Web, sent: list[Delivery]) -> None:  # noqa: F811
    assert web.unsubscribe_page(context()).status == "ok"
    site.status = 503
    assert web.unsubscribe_page(context()).status == "fail"


@pytest.mark.django_db(transaction=True)
def test_the_product_s_own_site_passes(live_server: object, settings: Settings, sent: list[Delivery]) -> None:  # noqa: F811
    settings.PUBLIC_URL = str(live_server).replace("localhost", "127.0.0.1")
    assert web.unsubscribe_page(context()).status == "ok"
    assert web.feed_twice(context()).status == "ok"
    assert web.clock(context()).status == "ok"


def test_what_a_received_mail_tells(brand: Brand, settings: Settings) -> None:
    head = (
        "Authentication-Results: mx.example; spf=pass; dkim=pass; dmarc={}\n"
        "List-Unsubscribe: <https://x.example/d/1>, <mailto:d@x.example>\n"
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\nFeedback-ID: a:b:c:d\n"
        "DKIM-Signature: v=1; d=x.example; s=s; h=From:To:Subject:Date:Message-ID\n\t:List-Unsubscribe{}; b=x\n\nx"
    )
    good = context(head.format("pass", ":List-Unsubscribe-Post"))
    for code in ("one_click", "feedback_id", "signature", "delivered_as"):
        assert mails.CHECKS[code](good).status == "ok", code
    bad = context(head.format("fail", ""))
    assert "list-unsubscribe-post" in in_words("signature", mails.signature(bad)).sentence
    assert "DMARC" in in_words("delivered_as", mails.delivered_as(bad)).sentence
    assert mails.one_click(context("Subject: x\n\nx")).status == "fail"
    assert mails.signature(context("Subject: x\n\nx")).says == "missing"
    assert mails.signature(context()).says == mails.delivered_as(context()).says == "no_sample"


def test_a_mail_made_now_has_its_headers(brand: Brand, settings: Settings) -> None:
    settings.PUBLIC_URL, settings.NEWSLETTER_FROM_EMAIL = "https://agenda.example.org", "lettre@example.org"
    assert mails.one_click(context()).status == mails.feedback_id(context()).status == "ok"
    settings.PUBLIC_URL = "http://agenda.example.org"
    assert mails.one_click(context()).says == "insecure"


def test_the_latest_letter_is_laid_out(issue: Issue) -> None:
    found = mails.templates(context())
    assert found.status == "ok"
    assert int(found.values["size"]) > 3
    issue.delete()
    assert mails.templates(context()).status == "ok"


def test_settings_and_brand(brand: Brand, settings: Settings) -> None:
    settings.PUBLIC_URL, settings.NEWSLETTER_FROM_EMAIL = "https://agenda.nievre.fr", "lettre@lettre.nievre.fr"
    settings.SECRET_KEY, settings.DEBUG = "k" * 50, False
    assert setup.sender(context()).status == "ok"
    settings.NEWSLETTER_FROM_EMAIL = "lettre@ailleurs.fr"
    assert setup.sender(context()).status == "warn"
    settings.NEWSLETTER_FROM_EMAIL = "lettre@localhost"
    assert setup.sender(context()).status == "fail"
    assert setup.same_organisation("a.asso.fr", "b.asso.fr") is False
    assert setup.reply_mailbox(context()).status == "ok"
    brand.contact_email = ""
    brand.save()
    assert setup.reply_mailbox(context()).status == "fail"
    assert setup.secrets_set(context()).status == "ok"
    settings.SECRET_KEY = "short"
    assert setup.secrets_set(context()).status == "fail"
    assert setup.bounces(context()).status == "fail"
    settings.NEWSLETTER_LIMITS = "100 a day"
    assert setup.limits(context()).status == "fail"
    settings.NEWSLETTER_LIMITS = "100/day"
    assert setup.limits(context()).status == "ok"
    settings.NEWSLETTER_LEASE_SECONDS = settings.EMAIL_TIMEOUT
    assert setup.lease(context()).status == "fail"


def test_queues_without_anything(sent: list[Delivery]) -> None:  # noqa: F811
    assert queues.beat(context()).says == "never"
    tasks.read_mailbox()
    assert queues.beat(context()).status == "ok"
    late = Context(now=timezone.now() + timedelta(days=1))
    assert queues.beat(late).status == "fail"
    assert queues.oldest_waiting(context()).status == "ok"
    Delivery.objects.filter(pk=sent[0].pk).update(state="queued", made_at=timezone.now() - timedelta(hours=5))
    assert queues.oldest_waiting(context()).status == "warn"
    Delivery.objects.filter(pk=sent[1].pk).update(state="uncertain", changed_at=timezone.now() - timedelta(hours=5))
    assert queues.uncertain(context()).status == "warn"
    assert queues.resting(context()).status == "ok"
    Relay.objects.create(name=relay_name(), rests=1, resting_until=timezone.now() + timedelta(hours=1), reason="421")
    assert queues.resting(context()).status == "warn"


@pytest.mark.django_db(transaction=True)
def test_a_real_broker_and_a_real_worker(broker: Valkey, live_worker: object) -> None:
    found = queues.broker(context())
    assert found.says in {"", "evicts", "policy"}
    assert found.status != "fail"
    assert queues.worker(context()).status == "ok"


def test_the_command_prints_all_and_ends_with_1(
    brand: Brand, settings: Settings, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    settings.EMAIL_PORT = closed_port()
    mail = tmp_path / "mail.eml"
    mail.write_text("Subject: x\n\nx")
    with pytest.raises(SystemExit) as ended:
        call_command("newsletter_doctor", "--json", "--mail", str(mail))
    assert ended.value.code == 1
    told = json.loads(capsys.readouterr().out)
    assert [entry["code"] for entry in told] == list(CHECKS)
    assert all(entry["next_step"] for entry in told if entry["status"] != "ok")
    with pytest.raises(SystemExit):
        call_command("newsletter_doctor")
    assert "→" in capsys.readouterr().out
