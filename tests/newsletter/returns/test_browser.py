"""The team's screens about what came back, in a real browser: nothing sideways on a phone, nothing that axe finds."""

import os
from datetime import datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from cms.accounts.models import User
from newsletter.delivery.events import EventSource
from newsletter.delivery.models import Delivery
from newsletter.returns.intake import take_in
from tests.newsletter.returns.conftest import mail
from tests.screens import overflow

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]


def test_the_screens_fit_a_phone_and_axe_finds_nothing(
    live_server: LiveServer, page: Page, moderator: User, sent: list[Delivery], now: datetime
) -> None:
    issue = sent[0].issue_id
    take_in(raw=mail("person", "thanks", sent[0]), source=EventSource.MAIL, now=now)
    text = "Merci de me désabonner, je déménage."
    leaving = f"From: {sent[1].email}\r\nSubject: Re: La lettre\r\n\r\n{text}".encode()
    take_in(raw=leaving, source=EventSource.MAIL, now=now)
    take_in(raw=mail("soft", "mailbox-full", sent[2]), source=EventSource.MAIL, now=now)
    client = Client()
    client.force_login(moderator)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    pictures = os.environ.get("SCREENSHOTS")
    found: list[str] = []
    for path in ("/admin/la-lettre/messages/", f"/admin/la-lettre/{issue}/rapport/"):
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            answer = page.goto(live_server.url + path)
            assert answer is not None
            assert answer.status == 200, path
            if overflow(page):
                found.append(f"{path} at {width}: sideways")
            violations = Axe().run(page, context="#main").response["violations"]
            found += [f"{path} at {width}: {entry['id']}" for entry in violations]
            if pictures:
                page.screenshot(
                    path=Path(pictures) / f"{path.strip('/').replace('/', '-')}-{width}.png", full_page=True
                )
    assert found == []
    small = page.locator(".letter-reply .button")
    page.goto(f"{live_server.url}/admin/la-lettre/messages/")
    heights = [box["height"] for button in small.all() if (box := button.bounding_box())]
    assert len(heights) == 6
    assert min(heights) >= 44
