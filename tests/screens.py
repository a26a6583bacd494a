"""What a test sees of a page in a real browser: whether it scrolls sideways."""

from playwright.sync_api import Page

_WIDER = "Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"
_PATIENCE_MS = 2000
_PAUSE_MS = 50


def overflow(page: Page) -> int:
    """Return by how many CSS pixels the page scrolls sideways, 0 when it does not, once its layout has come to rest.

    Chromium lays a page out more than once after its window changed size: a text area is a pixel too wide for a few
    frames. A page that overflows still does so after two seconds, and is then told by how much.
    """
    waited = 0
    while (wider := int(page.evaluate(_WIDER))) and waited < _PATIENCE_MS:
        page.wait_for_timeout(_PAUSE_MS)
        waited += _PAUSE_MS
    return wider
