"""The engine runs in a child process: what kills it, fills the memory or never ends costs one document only."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from branding.models import Brand
from newsletter.rendering import engine
from newsletter.rendering.engine import EngineDied, TemplateRefused, mjml_to_html
from newsletter.rendering.letter import Kind, Letter, Rendered, Section
from newsletter.rendering.render import REPLACED, render_letter, render_letters

FINE = "<mjml><mj-body><mj-section><mj-column><mj-text>{}</mj-text></mj-column></mj-section></mj-body></mjml>"
DEEP = FINE.format("<b>" * 40_000 + "x" + "</b>" * 40_000)


def test_tags_nested_without_end_kill_the_child_and_nothing_else() -> None:
    first, killed, last = mjml_to_html([FINE.format("un"), DEEP, FINE.format("trois")])
    assert "un" in str(first)
    assert isinstance(killed, EngineDied)
    assert "trois" in str(last)


def test_a_document_that_is_not_well_formed_is_refused_in_the_engines_words() -> None:
    refused, fine = mjml_to_html(["<mjml><mj-body><p></mj-body></mjml>", FINE.format("deux")])
    assert isinstance(refused, TemplateRefused)
    assert not isinstance(refused, EngineDied)
    assert str(refused)
    assert "deux" in str(fine)


def test_no_document_needs_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "CHILD", Path("/nowhere"))
    assert mjml_to_html([]) == []


def child(tmp_path: Path, work: str) -> Path:
    """Write a child with the real one's limits that does something else for documents saying "bad"."""
    source = engine.CHILD.read_text().replace(
        "answer = {", f"if 'bad' in source:\n                {work}\n            answer = {{", 1
    )
    path = tmp_path / "child.py"
    path.write_text(source)
    return path


@pytest.mark.parametrize(
    "work",
    ["import time; time.sleep(60)", "x = bytearray(2_000_000_000)", "import os; os._exit(3)", "raise KeyError(source)"],
    ids=["never ends", "fills the memory", "leaves", "an error of its own"],
)
def test_whatever_happens_in_the_child_the_others_are_laid_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work: str
) -> None:
    monkeypatch.setattr(engine, "CHILD", child(tmp_path, work))
    monkeypatch.setattr(engine, "TIMEOUT_SECONDS", 5)
    began = time.monotonic()
    first, bad, last = mjml_to_html([FINE.format("un"), FINE.format("bad"), FINE.format("trois")])
    assert "un" in str(first)
    assert isinstance(bad, TemplateRefused)
    assert "trois" in str(last)
    assert time.monotonic() - began < 20


@pytest.fixture
def _uncleaned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let contributors' HTML through as it is, as if the allow-list had a hole."""
    monkeypatch.setattr("newsletter.rendering.render.clean_html", lambda html, link_style: html)
    monkeypatch.setattr("newsletter.rendering.render.html_to_text", lambda html: html)


@pytest.mark.usefixtures("_uncleaned")
@pytest.mark.parametrize("html", ["<p>pas fermé", "<b>" * 40_000 + "x" + "</b>" * 40_000], ids=["unclosed", "deep"])
def test_a_bad_block_is_replaced_and_named_and_the_letter_is_not_lost(letter: Letter, brand: Brand, html: str) -> None:
    bad = replace(letter, sections=(*letter.sections, Section(Kind.TEXT, heading="Le mot du maire", html=html)))
    rendered = render_letter(bad, brand)
    assert REPLACED in rendered.html
    assert "Atelier n° 3" in rendered.html
    assert "01 99 00 58 58" in rendered.html
    assert len(rendered.warnings) == 1
    assert "Le mot du maire" in rendered.warnings[0]


@pytest.mark.usefixtures("_uncleaned")
def test_a_bad_editorial_is_replaced_too(letter: Letter, brand: Brand) -> None:
    rendered, fine = render_letters([replace(letter, editorial="<p>pas fermé"), letter], brand)
    assert isinstance(rendered, Rendered)
    assert isinstance(fine, Rendered)
    assert "toria" in rendered.warnings[0]
    assert fine.warnings == ()
    assert "cher lecteur" in fine.html
