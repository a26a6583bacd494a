"""A person on a phone, counted: keys, taps and decisions by the keystroke-level model, and the waiting as measured."""

import time
from dataclasses import dataclass, field

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from cms.accounts.models import User

KEY_SECONDS, TAP_SECONDS, DECISION_SECONDS = 0.28, 1.1, 1.35
WIDTH = 360
SLOWER_CPU = 6
BYTES_A_SECOND = 1_600_000 // 8
LATENCY_MS = 150
# How many digits a person types into a field of a day, of an hour.
DIGITS = {"date": 8, "time": 4}


@dataclass
class Count:
    """What one person did in one sitting; `waited` are seconds of the real browser, the rest is counted."""

    keys: int = 0
    taps: int = 0
    decisions: int = 0
    waited: float = 0.0
    steps: list[str] = field(default_factory=list)

    @property
    def interactions(self) -> int:
        """Fields filled in and things tapped."""
        return len(self.steps)

    @property
    def seconds(self) -> float:
        """The time of an experienced hand by the model, and the measured waiting."""
        model = self.keys * KEY_SECONDS + self.taps * TAP_SECONDS + self.decisions * DECISION_SECONDS
        return model + self.waited

    def __str__(self) -> str:
        return (
            f"{self.interactions} interactions, {self.seconds:.0f} s "
            f"({self.keys} keys, {self.taps} taps, {self.decisions} decisions, {self.waited:.1f} s of waiting)"
        )


class Person:
    """Somebody with a phone: each thing done is one decision and one tap, typing adds its keys."""

    def __init__(self, page: Page) -> None:
        """Begin to count on this page."""
        self.page, self.count = page, Count()

    def tap(self, target: str | Locator) -> None:
        """Tap on something that stays on the page."""
        self._find(target).click()
        self._did("tap", target)

    def go(self, target: str | Locator) -> None:
        """Tap on something that leads to another page, and wait until that has come whole."""
        found = self._find(target)
        found.scroll_into_view_if_needed()
        begin = time.monotonic()
        with self.page.expect_navigation(wait_until="load"):
            found.click()
        self.count.waited += time.monotonic() - begin
        self._did("go", target)

    def open(self, address: str) -> None:
        """Tap on a link in a mail: the page opens in the browser."""
        begin = time.monotonic()
        self.page.goto(address, wait_until="load")
        self.count.waited += time.monotonic() - begin
        self._did("open", address)

    def type(self, target: str, text: str) -> None:
        """Tap into a field and type; a day or an hour is typed in digits."""
        found = self._find(target)
        kind = found.get_attribute("type") or ""
        found.fill(text)
        self.count.keys += DIGITS.get(kind, len(text))
        self._did("type", target)

    def decide(self) -> None:
        """Read something and find it right, without touching anything."""
        self.count.decisions += 1

    def _find(self, target: str | Locator) -> Locator:
        return self.page.locator(target).first if isinstance(target, str) else target

    def _did(self, verb: str, target: str | Locator) -> None:
        self.count.taps += 1
        self.count.decisions += 1
        self.count.steps.append(f"{verb} {target}")


def phone(browser: Browser, *, slow: bool = False, javascript: bool = True) -> tuple[BrowserContext, Person]:
    """Return a phone 360 px wide; a slow one has a sixth of this machine's processor and 1.6 Mbit/s."""
    context = browser.new_context(
        locale="fr-FR",
        timezone_id="Europe/Paris",
        viewport={"width": WIDTH, "height": 740},
        has_touch=True,
        java_script_enabled=javascript,
    )
    context.set_default_timeout(30_000)
    page = context.new_page()
    if slow:
        session = context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_CPU})
        session.send("Network.enable")
        limits = {"offline": False, "latency": LATENCY_MS}
        speed = {"downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND}
        session.send("Network.emulateNetworkConditions", limits | speed)
    return context, Person(page)


def sign_in(context: BrowserContext, user: User, base: str) -> None:
    """Give the phone the session of somebody who came in before."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base}])
