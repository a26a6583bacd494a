"""The parts that tests stand on are real: another process sees the test's rows, a worker takes work, mail arrives."""

import os
import smtplib
from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from playwright.sync_api import Page as BrowserPage
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Page

from tests.plugins.services import MailCatcher, Running


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_database_is_the_one_asked_for() -> None:
    wanted = "postgresql" if os.environ.get("TEST_DB") == "postgres" else "sqlite"
    assert connection.vendor == wanted


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_another_process_reads_the_rows_of_the_test(start_process: Callable[..., Running]) -> None:
    get_user_model().objects.create(username="seen", email="seen@example.org")
    code = "import django; django.setup(); from django.contrib.auth import get_user_model as u; "
    code += "print('found', u().objects.filter(email='seen@example.org').count())"
    start_process("timeit", "-n", "1", "-r", "1", code).wait_for("found 1")


@pytest.mark.django_db(transaction=True)
def test_base_rows_stand_after_a_flush() -> None:
    assert Page.objects.filter(depth=1).count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_real_worker_takes_what_this_process_rings(live_worker: Running) -> None:
    from cms.tasks import send_queued_mail

    send_queued_mail.delay()
    live_worker.wait_for("cms.tasks.send_queued_mail")
    live_worker.wait_for("succeeded")


@pytest.mark.django_db
def test_mail_arrives_over_smtp(mailcatcher: MailCatcher) -> None:
    with smtplib.SMTP(mailcatcher.host, mailcatcher.port) as smtp:
        smtp.sendmail("a@example.org", ["b@example.org"], "Subject: Bonjour\r\n\r\nTexte\r\n")
    assert mailcatcher.wait_for(1)[0]["Subject"] == "Bonjour"
    assert mailcatcher.to("b@example.org")


@pytest.mark.django_db(transaction=True)
def test_a_browser_reads_a_page(page: BrowserPage, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/connexion/mot-de-passe/")
    assert page.locator("input[name=username]").is_visible()
