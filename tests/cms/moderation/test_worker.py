"""The mails of moderation are rows that the real worker sends over real SMTP; a broker that is down delays them."""

import time

import pytest
from post_office.models import STATUS, Email

from cms.accounts.models import User
from cms.structures.models import StructurePage
from tests.cast import draft_event, send_back, submit
from tests.plugins.services import MailCatcher, Running


def wait_for(catcher: MailCatcher, address: str, number: int = 1) -> None:
    deadline = time.monotonic() + 20
    while len(catcher.to(address)) < number:
        assert time.monotonic() < deadline, f"no mail to {address}"
        time.sleep(0.1)


@pytest.mark.django_db(transaction=True)
def test_the_worker_sends_what_moderation_writes(
    mailcatcher: MailCatcher, live_worker: Running, moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    page = draft_event(structure_a, title="Par le facteur", by=partner_a)
    submit(page, by=partner_a)
    send_back(page, by=moderator, reason="Encore un mot.")
    wait_for(mailcatcher, partner_a.email)
    assert "Encore un mot." in mailcatcher.to(partner_a.email)[0].get_content()


@pytest.mark.django_db(transaction=True)
def test_without_a_broker_the_mail_waits_in_its_row(
    mailcatcher: MailCatcher, moderator: User, partner_a: User, structure_a: StructurePage
) -> None:
    page = draft_event(structure_a, by=partner_a)
    submit(page, by=partner_a)
    send_back(page, by=moderator)
    mail = Email.objects.get()
    assert (mail.to, mail.status) == ([partner_a.email], STATUS.queued)
