"""The desk in a browser of 2018: without clamp(), max(), `inset` and gaps between flex items, all stays apart."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, Route

from cms.accounts.models import User
from cms.structures.models import StructurePage
from tests.cast import publish_event
from tests.cms.desk.events.test_browser import sign_in
from tests.cms.desk.events.test_form import add_url

FUNCTION = re.compile(r"(?<![\w-])(clamp|max|min)\(")
FLEX_RULE = re.compile(r"\{[^{}]*display: (?:inline-)?flex[^{}]*\}")
GAP = re.compile(r"(?<![\w-])((?:row-|column-)?gap):")
INSET = re.compile(r"(?<![\w-])inset:")
# What stands in one line and is nearer than four pixels, what begins left of eight, what is as small as the text.
FAULTS = """() => {
  const faults = [];
  for (const box of document.querySelectorAll(
    ".button-row, .rows__actions, .desk-bar__inner, .field__choices label, .site-header__brand"
  )) {
    const seen = [...box.children].filter((one) => one.getClientRects().length);
    for (let at = 1; at < seen.length; at += 1) {
      const before = seen[at - 1].getBoundingClientRect(), after = seen[at].getBoundingClientRect();
      const beside = before.top < after.bottom && after.top < before.bottom;
      const apart = beside ? after.left - before.right : after.top - before.bottom;
      if (apart < 4) faults.push(`${box.className}: ${seen[at].textContent.trim()} ${apart}`);
    }
  }
  for (const text of document.querySelectorAll("main h1, main label, main p")) {
    const left = text.getBoundingClientRect().left;
    if (text.getClientRects().length && getComputedStyle(text).clipPath === "none" && left >= 0 && left < 8)
      faults.push(`${text.textContent.trim().slice(0, 40)} begins at ${left}`);
  }
  const size = (of) => parseFloat(getComputedStyle(document.querySelector(of)).fontSize);
  if (size("h1") < 1.3 * size("body")) faults.push(`h1: ${size("h1")}`);
  if (document.documentElement.scrollWidth > window.innerWidth) faults.push("scrolls sideways");
  return faults;
}"""


def as_in_2018(css: str) -> str:
    """Return a style sheet in which what browsers learnt in 2020 and 2021 is written in words that none knows."""
    css = FLEX_RULE.sub(lambda rule: GAP.sub(r"x-\1:", rule[0]), css)
    return INSET.sub("x-inset:", FUNCTION.sub(r"x-\1(", css))


def age(route: Route) -> None:
    """Answer a request for a style sheet with the one that an old browser understands."""
    answer = route.fetch()
    route.fulfill(response=answer, body=as_in_2018(answer.text()))


@pytest.mark.once
def test_a_browser_of_2018_keeps_everything_apart(
    live_server: Any, page: Page, client_of: Callable[[User], Client], partner_a: User, structure_a: StructurePage
) -> None:
    assert as_in_2018("a { display: flex; gap: 1px; inset: 0; width: max(1px, 2px) }").count("x-") == 3
    assert as_in_2018("a { grid-template-columns: minmax(0, 1fr); gap: 1px }").count("x-") == 0
    publish_event(structure_a, by=partner_a)
    sign_in(page.context, client_of(partner_a), live_server.url)
    page.route(re.compile(r"\.css(\?.*)?$"), age)
    page.set_viewport_size({"width": 360, "height": 740})
    faults = {}
    for path in ("/mon-espace/", add_url(structure_a)):
        page.goto(live_server.url + path)
        faults[path] = page.evaluate(FAULTS)
    assert faults == {path: [] for path in faults}
