"""Typed text and rich text: nothing typed is a tag, the way there and back changes nothing."""

import pytest

from cms.foundation.richtext import from_text
from cms.foundation.typed_text import as_typed, holds_more

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "text",
    ["", "Une ligne.", "Deux\nlignes.",
     "Un paragraphe.\n\nUn autre.", "À apporter :\n\n- un câble\n- de l’eau\n\nMerci.",
     "a < b & c > d", "<script>alert(1)</script>"],
)  # fmt: skip
def test_typed_text_comes_back_as_it_was_typed(text: str) -> None:
    assert as_typed(from_text(text)) == text
    assert not holds_more(from_text(text))


def test_windows_lines_and_lists_without_a_blank_line_are_understood() -> None:
    assert from_text("À apporter :\r\n- un câble\r\n• de l’eau\r\n\r\nMerci.") == (
        "<p>À apporter :</p><ul><li>un câble</li><li>de l’eau</li></ul><p>Merci.</p>"
    )


def test_what_is_typed_is_never_a_tag() -> None:
    assert from_text("<b>non</b>") == "<p>&lt;b&gt;non&lt;/b&gt;</p>"


def test_what_a_plain_box_cannot_hold_is_said_and_links_are_written_out() -> None:
    html = '<h3>Titre</h3><p>Voir <a href="https://example.org/a">ici</a></p>'
    assert holds_more(html)
    assert as_typed(html) == "Titre\n\nVoir ici (https://example.org/a)"
