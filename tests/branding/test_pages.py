"""The shell of every page and its style sheet: nothing from elsewhere, nothing inline, 304 when unchanged."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse

from agenda.places.vocabulary import SERVICES
from branding.actions import ensure_brand
from branding.views import TEXTS

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "branding/static/branding"
TEMPLATES = [*(ROOT / "cms/templates").glob("*.html"), *(ROOT / "cms/templates/components").glob("*.html")]
stubs = pytest.mark.urls("tests.branding.urls")
pytestmark = pytest.mark.django_db


@stubs
def test_the_style_sheet_answers_304_until_the_brand_changes(client: Client) -> None:
    first = client.get("/charte.css")
    assert first["Content-Type"].startswith("text/css")
    assert "max-age" in first["Cache-Control"]
    again = client.get("/charte.css", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    brand = ensure_brand()
    brand.colour_primary = "#123456"
    brand.save()
    changed = client.get("/charte.css", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert b"#123456" in changed.content


@stubs
def test_the_shell_calls_no_third_party_and_holds_nothing_inline(client: Client) -> None:
    page = client.get("/").content.decode()
    assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", page)
    assert not re.search(r"<style|<script|\sstyle=|\son\w+=", page)
    assert '<html lang="fr">' in page
    assert page.index('class="skip-link"') < page.index("<header") < page.index("<main")
    assert 'type="text/calendar"' in page


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_of_ours_holds_inline_style_or_script(template: Path) -> None:
    assert not re.search(r"<style|<script|\sstyle=|\son[a-z]+=", template.read_text())


@pytest.mark.parametrize("sheet", sorted(STATIC.glob("*.css")), ids=lambda path: path.name)
def test_style_sheets_load_only_files_that_stand_beside_them(sheet: Path) -> None:
    for address in re.findall(r"""url\(["']?([^"')]+)""", sheet.read_text()):
        assert (STATIC / address).is_file()
    assert "@import" not in sheet.read_text()


def test_every_service_has_its_drawing() -> None:
    assert {path.stem for path in (STATIC / "themes").glob("*.svg")} >= {str(code) for code in SERVICES}


@pytest.mark.parametrize("name", TEXTS)
@stubs
def test_the_small_print_is_shown(client: Client, name: str) -> None:
    assert client.get(reverse(f"branding:{name}")).status_code == 200


@stubs
def test_the_error_page_needs_neither_brand_nor_database() -> None:
    assert "Réessayez" in render_to_string("500.html")
    request = RequestFactory().get("/rien")
    assert "n’existe pas" in render_to_string("404.html", request=request)


NAMED = (
    *("branding:stylesheet", "branding:legal", "branding:privacy", "branding:accessibility"),
    *("pages:agenda", "pages:places", "pages:news", "pages:structures"),
    *("newsletter:subscribe", "newsletter:archive", "feeds:all", "desk:home"),
)


@pytest.mark.parametrize("name", NAMED)
def test_every_address_that_the_shell_names_stands_in_the_real_site(name: str) -> None:
    try:
        reverse(name)
    except NoReverseMatch:
        pytest.fail(f"base.html leaves out its link to {name}: no such address")
