"""A real Chromium through Playwright, whose pages may speak to the tested server only."""

import os
import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Route, sync_playwright

HOW_TO_GET = "Browser tests need Chromium: as root, `make system`; else install the package chromium"

_ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-quic"]
_OURS = {"127.0.0.1", "localhost"}


def chromium_path() -> str | None:
    """Return where this machine's Chromium is, if it has one."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One headless Chromium a module (Playwright keeps an event loop running in this thread meanwhile)."""
    path = chromium_path()
    if path is None:
        pytest.skip(HOW_TO_GET)
    # Playwright's synchronous API runs inside an event loop, where Django would refuse every query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
            yield chromium
            chromium.close()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Watch:
    """What must not happen in any page of a test: requests to third parties, script errors, refused content."""

    def __init__(self) -> None:
        """Start with nothing seen."""
        self.foreign: list[str] = []
        self.errors: list[str] = []

    def route(self, route: Route) -> None:
        """Let requests to the tested server through, and stop and note all others."""
        address = urlsplit(route.request.url)
        if address.scheme in {"data", "blob", "about"} or address.hostname in _OURS:
            route.continue_()
        else:
            self.foreign.append(route.request.url)
            route.abort()

    def console(self, message: ConsoleMessage) -> None:
        """Note what the Content-Security-Policy refused."""
        if message.type == "error" and "Content Security Policy" in message.text:
            self.errors.append(message.text)

    def page_error(self, error: Error) -> None:
        """Note an exception in a page's script."""
        self.errors.append(str(error))


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh browser profile, French, 1280 px wide; the test fails on third-party requests and script errors."""
    watch = Watch()
    context = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    context.route("**/*", watch.route)
    context.on("console", watch.console)
    context.on("weberror", lambda web_error: watch.page_error(web_error.error))
    yield context
    context.close()
    assert not watch.foreign, f"requests to third parties: {watch.foreign}"
    assert not watch.errors, f"errors in pages: {watch.errors}"


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """One page of that profile; `context.new_page()` makes more."""
    return context.new_page()
