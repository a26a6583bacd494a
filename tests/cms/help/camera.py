"""Photographs a part of a screen for the help, or proves that the photograph kept still shows what the screen says."""

import os
from collections.abc import Callable
from io import BytesIO

from PIL import Image
from playwright.sync_api import FloatRect, Page

from cms.help.pictures import HEAVIEST, keep_picture, record_of

TAKES = os.environ.get("HELP_PICTURES") == "take"
# CSS pixels: a telephone's, so that the words stay readable where the help is read on one.
SCREEN = {"width": 400, "height": 800}
SHARPNESS = 1.75
_MARGIN = 12
_STALE = "The screen says other words than the picture of the help: run `make help-pictures`, look at it, commit it."

# The visible texts in reading order, fields with what stands in them; fonts and widths leave them alone.
_WORDS = """selectors => {
  const found = [];
  const visible = node => {
    for (let one = node; one; one = one.parentElement) {
      if (one.classList.contains("visually-hidden") || getComputedStyle(one).visibility === "hidden") return false;
    }
    return node.getClientRects().length > 0;
  };
  const read = node => {
    for (const one of node.childNodes) {
      if (one.nodeType === 3) {
        const text = one.data.replace(/\\s+/g, " ").trim();
        if (text && visible(node)) found.push(text);
      } else if (one.nodeType === 1 && visible(one) && one.tagName !== "SCRIPT") {
        if (one.tagName === "SELECT") {
          if (one.selectedOptions.length) found.push("[" + one.selectedOptions[0].text.trim() + "]");
        } else if (one.tagName === "INPUT" && /checkbox|radio/.test(one.type)) found.push(one.checked ? "[x]" : "[ ]");
        else if (/INPUT|TEXTAREA/.test(one.tagName)) found.push("[" + one.value.trim() + "]");
        else read(one);
      }
    }
  };
  selectors.forEach(selector => read(document.querySelector(selector)));
  return found;
}"""


def photograph(page: Page, name: str, *selectors: str, below: int = _MARGIN) -> None:
    """Take or check one picture: the smallest part of the page that holds the first element of each selector.

    The elements must not hold one another; they are read in the order given, which is the page's own. `below`
    is the space left under the last one, in CSS pixels.
    """
    page.wait_for_load_state("networkidle")
    words = page.evaluate(_WORDS, list(selectors))
    if TAKES:
        _take(page, name, selectors, words, below)
    record = record_of(name)
    assert words == record.words, f"{name}: {_STALE}"


def _take(page: Page, name: str, selectors: tuple[str, ...], words: list[str], below: int) -> None:
    page.evaluate("document.fonts.ready.then(() => true)")
    page.evaluate("document.activeElement && document.activeElement.blur(), scrollTo(0, 0)")
    boxes = [box for selector in selectors if (box := page.locator(selector).first.bounding_box())]
    top, bottom = min(box["y"] for box in boxes), max(box["y"] + box["height"] for box in boxes)
    top = max(0, top - _MARGIN)
    left = max(0, min(box["x"] for box in boxes) - _MARGIN)
    right = min(SCREEN["width"], max(box["x"] + box["width"] for box in boxes) + _MARGIN)
    clip: FloatRect = {"x": left, "y": top, "width": right - left, "height": bottom + below - top}
    shot = page.screenshot(clip=clip, full_page=True, animations="disabled")
    keep_picture(
        name=name, image=_lightest(shot), width=round(clip["width"]), height=round(clip["height"]), words=words
    )


def _lightest(shot: bytes) -> bytes:
    """Return the shot as a WebP light enough: flat colours without loss when that is lighter."""
    picture = Image.open(BytesIO(shot)).convert("RGB")
    tries: list[Callable[[BytesIO], None]] = [
        lambda out: picture.quantize(64, dither=Image.Dither.NONE).convert("RGB").save(
            out, "WEBP", lossless=True, quality=100, method=6
        ),
        *(
            lambda out, quality=quality: picture.save(out, "WEBP", quality=quality, method=6)
            for quality in (70, 50, 35, 25)
        ),
    ]  # fmt: skip
    for attempt in tries:
        out = BytesIO()
        attempt(out)
        if out.tell() <= HEAVIEST:
            break
    return out.getvalue()
