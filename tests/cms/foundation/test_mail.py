"""Single mails: each is sent once, however many workers were rung, and waits for a mail server that is down."""

import threading
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.utils import timezone
from post_office.models import STATUS, Email

from cms.foundation.mail import send_waiting
from tests.plugins.services import MailCatcher


def write(count: int) -> None:
    for n in range(count):
        EmailMessage(f"n° {n}", "Bonjour", "relais@example.org", [f"p{n}@example.org"]).send()


@pytest.mark.django_db(transaction=True)
def test_three_workers_at_once_send_each_mail_once(mail_queue: type[Email], mailcatcher: MailCatcher) -> None:
    write(12)

    def work() -> None:
        send_waiting(clock=timezone.now)
        connection.close()

    workers = [threading.Thread(target=work) for _n in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    mailcatcher.wait_for(12)
    assert sorted(str(message["Subject"]) for message in mailcatcher.messages) == sorted(f"n° {n}" for n in range(12))
    assert mail_queue.objects.filter(status=STATUS.sent).count() == 12


@pytest.mark.django_db
def test_a_mail_waits_for_a_server_that_is_down_and_goes_when_it_is_back(
    mail_queue: type[Email], mailcatcher: MailCatcher
) -> None:
    write(1)
    now = timezone.now()
    mailcatcher.refuse_with = "451 come back later"
    assert send_waiting(clock=lambda: now) == 0
    waiting = mail_queue.objects.get()
    assert (waiting.status, waiting.number_of_retries) == (STATUS.requeued, 1)
    mailcatcher.refuse_with = ""
    assert send_waiting(clock=lambda: now + timedelta(minutes=1)) == 0
    assert send_waiting(clock=lambda: now + timedelta(minutes=6)) == 1
    assert mailcatcher.wait_for(1)


@pytest.mark.django_db
def test_a_worker_that_died_gives_its_mail_back(mail_queue: type[Email], mailcatcher: MailCatcher) -> None:
    write(1)
    now = timezone.now()
    mail_queue.objects.update(scheduled_time=now + timedelta(minutes=5))  # what a claim leaves
    assert send_waiting(clock=lambda: now + timedelta(minutes=4)) == 0
    assert send_waiting(clock=lambda: now + timedelta(minutes=5)) == 1
