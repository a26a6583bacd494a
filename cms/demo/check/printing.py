"""Prints the three posters through Chromium and reads their QR codes as a phone would."""

import os
import shutil
from dataclasses import dataclass

from cms.demo.check.visitor import BrokenLink

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
HOW_TO_GET = (
    "printing is not checked: `make setup` installs the libraries and, as root, `make system` installs Chromium"
)
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-quic"]
# A phone reads a QR code well below what a printer resolves.
DOTS_PER_POINT = 200 / 72


@dataclass(frozen=True)
class Poster:
    """A page that must come out of the printer on one A4, with a QR code that leads to `leads_to`."""

    url: str
    leads_to: str


class CannotPrint(Exception):
    """This machine lacks a part; the message says how to get it."""


def chromium() -> str:
    """Return the browser's path; empty when there is none."""
    return next((path for name in CHROMIUM if (path := shutil.which(name))), "")


def print_posters(posters: list[Poster]) -> None:
    """Print each and decode its QR code.

    Raises:
        CannotPrint: no browser or library, and CI does not insist.
        BrokenLink: more than one page, no QR code, or one that leads elsewhere.
    """
    try:
        import pypdfium2  # noqa: F401 - the development requirements are not everywhere
        import zxingcpp  # noqa: F401
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise _cannot() from error
    path = chromium()
    if not path:
        raise _cannot()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = browser.new_page()
        printed = []
        for poster in posters:
            page.goto(poster.url)
            printed.append((poster, page.pdf(prefer_css_page_size=True, format="A4")))
        browser.close()
    for poster, pdf in printed:
        _check(poster, pdf)


def _cannot() -> Exception:
    return BrokenLink(HOW_TO_GET) if os.environ.get("CI") == "true" else CannotPrint(HOW_TO_GET)


def _check(poster: Poster, pdf: bytes) -> None:
    import pypdfium2
    import zxingcpp

    document = pypdfium2.PdfDocument(pdf)
    if len(document) != 1:
        raise BrokenLink(f"{poster.url} prints on {len(document)} pages")
    picture = document[0].render(scale=DOTS_PER_POINT, grayscale=True).to_pil()
    codes = [code.text for code in zxingcpp.read_barcodes(picture)]
    if poster.leads_to not in codes:
        raise BrokenLink(f"{poster.url}: the QR code says {codes or 'nothing'}, not {poster.leads_to}")
