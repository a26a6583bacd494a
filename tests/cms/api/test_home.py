"""The public home page can be rebuilt from the API alone, by a program that knows nothing of the project."""

import ast
import re
import subprocess
import sys
from datetime import datetime
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from agenda.events.actions import give_notice
from branding.models import Brand
from cms.structures.models import StructurePage
from tests.cast import next_week, publish_event
from tests.cms.api.conftest import publish_news

CLIENT = Path(__file__).with_name("home_client.py")
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


def page_of(html: str) -> str:
    """Return the page with its entities and spaces read."""
    return re.sub(r"\s+", " ", unescape(html).replace("\N{NO-BREAK SPACE}", " "))


def cards_of(html: str) -> list[tuple[str, str, str]]:
    """Return (title, path, start to the minute) of the event cards of one of our pages."""
    found = re.findall(
        r'<article class="event[^"]*">.*?<time[^>]* datetime="([^"]+)".*?<a href="([^"]+)">([^<]+)</a>', html, re.DOTALL
    )
    return [(title, path, start[:16]) for start, path, title in found]


def test_the_client_has_forty_lines_and_imports_the_standard_library_only() -> None:
    source = CLIENT.read_text()
    assert len(source.splitlines()) <= 40
    tree = ast.parse(source)
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names


def test_a_foreign_program_rebuilds_the_home_page(
    live_server: LiveServer, tmp_path: Path, brand: Brand, structure_a: StructurePage, structure_b: StructurePage
) -> None:
    for number in range(7):
        owner = structure_a if number % 2 else structure_b
        publish_event(owner, title=f"Atelier n° {number} <& co>", start=next_week(9 + number, days=9 - number))
    off = publish_event(structure_a, title="Atelier annulé", start=next_week(days=1))
    give_notice(event=off, kind="cancelled", by=None, now=timezone.now())
    for number in range(4):
        publish_news(structure_a, title=f"Nouvelle {number}", summary=f"Phrase {number}.")

    # -I: neither the project nor the script's folder can be imported.
    run = subprocess.run(
        [sys.executable, "-I", str(CLIENT), live_server.url],
        capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path, env={"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    rebuilt = run.stdout

    home = Client().get("/").content.decode()
    listing = Client().get("/structures/").content.decode()
    shown = page_of(home)

    events = re.findall(r'<li><time datetime="([^"]+)">[^<]*</time> <a href="([^"]+)">([^<]+)</a>', rebuilt)
    assert len(events) == 5
    rebuilt_cards = [(title, re.sub(r"^https?://[^/]+", "", url), start[:16]) for start, url, title in events]
    assert rebuilt_cards == cards_of(home)
    assert all(datetime.fromisoformat(start).tzinfo for start, _url, _title in events)

    said = page_of(rebuilt)
    for fact in (brand.programme_name, "01 99 00 58 58", "tel:+33199005858", brand.phone_note, brand.newsletter_name):
        assert fact in said
        assert fact in shown
    news = re.search(r'<ul id="news">(.*?)</ul>', rebuilt, re.DOTALL)
    assert news
    latest = re.findall(r'<a href="([^"]+)">([^<]+)</a>', news[1])
    assert [title for _url, title in latest] == ["Nouvelle 3", "Nouvelle 2", "Nouvelle 1"]
    positions = [home.index(f'<a href="{re.sub(r"^https?://[^/]+", "", url)}">{title}') for url, title in latest]
    assert positions == sorted(positions)
    assert "Atelier annulé" not in said
    partners = re.search(r'<ul id="structures">(.*?)</ul>', rebuilt, re.DOTALL)
    assert partners
    rebuilt_names = re.findall(r'<a href="[^"]+">([^<]+)</a>', partners[1])
    assert rebuilt_names == re.findall(r'class="structures__name"><a href="[^"]+">([^<]+)</a>', listing)
