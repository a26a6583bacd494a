"""The demo's mail catcher keeps what is sent, and its pages show it without giving it any right."""

import os
import smtplib
import socket
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.test import Client, override_settings
from pytest_django import Settings

from cms.demo.environment import CLONE, free_port
from cms.demo.leash import Child, stop_children
from cms.demo.mailbox import Mailbox

pytestmark = pytest.mark.urls("tests.cms.demo.urls")
HOSTILE = "<html><head><title>x</title></head><body><script>alert(1)</script><p>Bonjour</p></body></html>"


@pytest.fixture
def box(tmp_path: Path, settings: Settings) -> Iterator[Mailbox]:
    """A running catcher that has received one mail to two people."""
    settings.VAR_DIR = tmp_path
    port = free_port()
    env = {**os.environ, "PYTHONPATH": str(CLONE)}
    command = [sys.executable, "-m", "cms.demo.mailcatcher", "127.0.0.1", str(port), tmp_path / "mail"]
    catcher = Child("mail", command, log=tmp_path / "log", env=env)
    _wait(port)
    message = EmailMessage()
    message["Subject"], message["From"] = "Atelier à l’heure", "lettre@example.org"
    message["To"] = "marie@example.org"
    message.set_content("Bonjour\nhttps://example.org/e/abc")
    message.add_alternative(HOSTILE, subtype="html")
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        smtp.send_message(message, to_addrs=["marie@example.org", "denis@example.org"])
    yield Mailbox(tmp_path / "mail")
    assert stop_children([catcher]) == []


def _wait(port: int) -> None:
    for _n in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the catcher does not listen")


def test_a_mail_is_kept_with_the_recipients_of_its_envelope(box: Mailbox) -> None:
    (mail,) = box.latest(10)
    assert mail.subject == "Atelier à l’heure"
    assert mail.recipients == ["marie@example.org", "denis@example.org"]
    assert "Bonjour" in mail.text
    assert "X-Envelope-To" not in dict(mail.headers)


@pytest.mark.django_db
def test_the_pages_list_search_and_show_it(box: Mailbox, client: Client) -> None:
    name = box.names()[0]
    assert "Atelier à l’heure" in client.get("/demo/courrier/").content.decode()
    assert "Atelier à l’heure" in client.get("/demo/courrier/?q=DENIS").content.decode()
    assert "Aucun e-mail" in client.get("/demo/courrier/?q=personne").content.decode()
    page = client.get(f"/demo/courrier/{name}/").content.decode()
    assert "alert(1)" not in page
    assert 'sandbox="allow-popups' in page


@pytest.mark.django_db
def test_the_mails_html_gets_no_right_at_all(box: Mailbox, client: Client) -> None:
    policy = client.get(f"/demo/courrier/{box.names()[0]}/html/").headers["Content-Security-Policy"]
    assert policy.startswith("sandbox ")
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["nothing", "..%2F..%2Fsecret-key", "00000000000000-00000"])
def test_no_other_file_can_be_read(box: Mailbox, client: Client, name: str) -> None:
    assert client.get(f"/demo/courrier/{name}/").status_code == 404


@pytest.mark.django_db
def test_an_installation_that_is_no_demo_has_no_mail_pages(client: Client) -> None:
    with override_settings(ROOT_URLCONF="cms.urls"):
        assert client.get("/demo/courrier/").status_code == 404
