"""The little script that keeps what is typed until it is sent: offered back, cleared when done, no password."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.plugins.environment import ROOT

pytestmark = pytest.mark.once

FORM = """<!doctype html><html lang="fr"><body>{before}<main><form method="post" data-keep="event">
<input name="title" value=""><textarea name="body"></textarea><input type="checkbox" name="free" value="1">
<select name="place"><option value="a">A</option><option value="b">B</option></select>
<input type="password" name="password"><input name="otp_code"><input type="hidden" name="once" value="x">
<button>Envoyer</button></form></main><script src="/keep.js"{more}></script></body></html>"""
KEY = "0b9f5a1e-0000-4000-8000-00000000000"
HOME = "http://localhost:9/form/"


@pytest.fixture
def shown(context: BrowserContext) -> Iterator[Page]:
    script = (ROOT / Path("cms/static/cms/keep.js")).read_text()
    pages = {
        "/keep.js": script,
        "/form/": FORM.format(before="", more=""),
        "/two/": FORM.format(before="", more="").replace('value="x"', f'value="{KEY}1"'),
        "/two/?2": FORM.format(before="", more="").replace('value="x"', f'value="{KEY}2"'),
        "/two/?3": FORM.format(before="", more="").replace('value="x"', f'value="{KEY}3"'),
        "/zone/": FORM.format(before="", more="").replace("data-keep=", 'data-keep-zone="Europe/Paris" data-keep='),
        "/first/": f'<main data-keep-done="{KEY}9 {KEY}1"></main><script src="/keep.js"></script>',
        "/done/": FORM.format(before='<p data-keep-done="x">Envoyé</p>', more="").replace("data-keep=", "data-x="),
        "/out/": FORM.format(before="", more=' data-keep-clear="all"').replace("data-keep=", "data-x="),
    }
    page = context.new_page()
    page.route(
        "http://localhost:9/**",
        lambda route: route.fulfill(
            body=pages["/" + route.request.url.split("/", 3)[3]],
            content_type="text/javascript" if route.request.url.endswith(".js") else "text/html; charset=utf-8",
        ),
    )
    page.goto(HOME)
    yield page
    page.close()


def type_all(page: Page) -> None:
    page.fill("[name=title]", "Premiers pas")
    page.fill("[name=body]", "Un\nDeux")
    page.check("[name=free]")
    page.select_option("[name=place]", "b")
    page.fill("[name=password]", "tout bas")
    page.fill("[name=otp_code]", "123456")
    page.wait_for_timeout(600)


def test_what_was_typed_is_offered_back_after_the_page_is_closed(shown: Page) -> None:
    type_all(shown)
    kept = str(shown.evaluate("JSON.stringify(localStorage)"))
    assert "Premiers pas" in kept
    assert not any(word in kept for word in ("tout bas", "123456", "once"))
    shown.reload()
    assert shown.input_value("[name=title]") == ""
    shown.get_by_role("button", name="Le reprendre").click()
    values = [shown.input_value(f"[name={name}]") for name in ("title", "body", "place")]
    assert values == ["Premiers pas", "Un\nDeux", "b"]
    assert shown.is_checked("[name=free]")
    assert shown.input_value("[name=password]") == ""


@pytest.mark.parametrize("after", ["done", "out"])
def test_it_is_cleared_when_the_form_is_done_and_on_leaving(shown: Page, after: str) -> None:
    type_all(shown)
    shown.goto(f"http://localhost:9/{after}/")
    assert shown.evaluate("localStorage.length") == 0
    shown.goto(HOME)
    assert shown.get_by_role("button", name="Le reprendre").count() == 0


def test_it_is_forgotten_when_the_person_says_so_or_after_a_week(shown: Page) -> None:
    type_all(shown)
    shown.reload()
    shown.get_by_role("button", name="L’effacer").click()
    assert shown.evaluate("localStorage.length") == 0
    type_all(shown)
    shown.evaluate(
        "for (const k of Object.keys(localStorage)) {"
        "const v = JSON.parse(localStorage[k]); v.at -= 8 * 86400000; localStorage[k] = JSON.stringify(v); }"
    )
    shown.reload()
    assert shown.evaluate("localStorage.length") == 0


def test_of_two_tabs_with_the_same_form_only_the_one_that_was_sent_is_forgotten(shown: Page) -> None:
    for address, title in (("two/", "Celui du lundi"), ("two/?2", "Celui du mardi")):
        shown.goto(f"http://localhost:9/{address}")
        shown.fill("[name=title]", title)
        shown.wait_for_timeout(600)
    shown.goto("http://localhost:9/first/")
    kept = str(shown.evaluate("JSON.stringify(localStorage)"))
    assert "Celui du mardi" in kept
    assert "Celui du lundi" not in kept
    # Opened anew, the form has another key: what is left of the other tab is offered, and moves here when taken.
    shown.goto("http://localhost:9/two/?3")
    shown.get_by_role("button", name="Le reprendre").click()
    assert shown.input_value("[name=title]") == "Celui du mardi"
    keys = shown.evaluate("Object.keys(localStorage)")
    assert [key[-1] for key in keys] == ["3"]


def test_the_hour_is_the_sites_own(shown: Page) -> None:
    shown.goto("http://localhost:9/zone/")
    type_all(shown)
    shown.evaluate(
        "for (const k of Object.keys(localStorage)) { const v = JSON.parse(localStorage[k]);"
        "const d = new Date(); d.setUTCHours(8, 5); v.at = +d; localStorage[k] = JSON.stringify(v); }"
    )
    hour = shown.evaluate(
        "JSON.stringify((() => { const d = new Date(); d.setUTCHours(8, 5);"
        "return d.toLocaleString('fr-FR', {hour: '2-digit', timeZone: 'Europe/Paris'}).slice(0, 2); })())"
    )
    shown.reload()
    words = shown.locator(".notice").inner_text().replace("\N{NO-BREAK SPACE}", " ")
    assert f"{hour[1:3]} h 05 est gardé" in words
