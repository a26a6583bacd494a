"""The block "qui appeler" really shows inside a page of another origin; no other page of ours does."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from branding.models import Brand
from cms.pages.who_to_call import embed_line
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from tests.cms.pages.helpers import publish_place
from tests.factories.entries import bulk_entries

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]

NEED = "demarches"


class TownHall(BaseHTTPRequestHandler):
    """The site of a town hall: one page with a line that somebody pasted."""

    def __init__(self, line: str, *args: Any) -> None:
        """Serve one request."""
        self.line = line
        super().__init__(*args)

    def do_GET(self) -> None:
        """Give the page, whatever the path."""
        body = (
            '<!doctype html><html lang="fr"><title>Mairie</title><meta name="viewport" content="width=device-width">'
            f'<body style="margin:0">{self.line}</body></html>'
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def town_hall(
    request: pytest.FixtureRequest,
    settings: Settings,
    live_server: LiveServer,
    structure_a: StructurePage,
    communes: dict[str, Commune],
) -> Iterator[str]:
    """The address of a town hall's page, on a port (hence an origin) of its own.

    The parameter is a need ("": any), whose line is pasted as we give it, or the path of a page that is framed.
    """
    Brand(phone="01 99 00 58 58", phone_hours="24/7", phone_note="Appel gratuit.").save()
    for number in range(3):
        publish_place(structure_a, title=f"Espace numérique du Sud Nivernais {number}", phone="03 53 01 50 10")
    publish_place(structure_a, title="Maison des démarches", commune=communes["Clamecy"], services=[NEED])
    bulk_entries(9, [structure_a.commune])
    settings.PUBLIC_URL = live_server.url
    line = f'<iframe src="{live_server.url}{request.param}" title="Page"></iframe>'
    if not request.param.startswith("/"):
        line = embed_line(structure_a.commune, request.param)
    server = HTTPServer(("127.0.0.1", 0), partial(TownHall, line))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


def framed(page: Page, address: str) -> Frame:
    page.goto(address, wait_until="load")
    [_whole, frame] = page.frames
    return frame


@pytest.mark.parametrize("town_hall", ["", NEED], indirect=True)
@pytest.mark.parametrize("width", [280, 320, 700, 1000])
def test_the_block_shows_on_another_site_at_any_width(context: BrowserContext, town_hall: str, width: int) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 700})
    frame = framed(page, town_hall)
    number = frame.get_by_role("link", name="01 99 00 58 58")
    number.wait_for()
    # The frame is lazy: the page around it does not wait for its style sheet.
    frame.wait_for_load_state("load")
    assert number.get_attribute("target") == "_top"
    shown = frame.evaluate(
        "() => ({wide: document.documentElement.scrollWidth, tall: document.documentElement.scrollHeight,"
        " high: innerHeight, font: parseFloat(getComputedStyle(document.querySelector('li')).fontSize)})"
    )
    assert shown["wide"] <= width, "nothing scrolls sideways"
    assert shown["font"] >= 16, "no small print"
    box = number.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 400, "the number shows without scrolling"
    assert box["height"] >= 44
    if width >= 320:
        assert shown["tall"] <= shown["high"], "nothing is hidden under the frame"
    frame.get_by_role("link", name="Tout voir").scroll_into_view_if_needed()
    assert frame.get_by_role("link", name="Tout voir").is_visible()


@pytest.mark.parametrize("town_hall", ["/", "/qui-appeler/", "/commune/58194/"], indirect=True)
def test_other_pages_refuse_to_be_framed_by_another_site(browser: Browser, town_hall: str) -> None:
    # Not the usual context, which fails on what the policy refuses.
    context = browser.new_context()
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    frame = framed(page, town_hall)
    page.wait_for_timeout(200)
    assert any("frame-ancestors" in text for text in refused), refused
    assert frame.get_by_role("link", name="01 99 00 58 58").count() == 0
    context.close()
