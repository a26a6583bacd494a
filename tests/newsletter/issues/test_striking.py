"""What is called off after the approval is struck by a rule approved with the letter, and nothing else changes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from branding.models import Brand
from cms.accounts.models import User
from newsletter.delivery.actions import start_sending
from newsletter.issues.models import Issue
from newsletter.issues.striking import HTML_MARK, TEXT_MARK, NotFoundInLetter, strike
from newsletter.rendering.letter import Item, Letter, Rendered
from newsletter.rendering.render import render_letter

URL = "http://localhost:8000/e/a2"


@pytest.fixture
def rendered(letter: Letter, brand: Brand) -> Rendered:
    """A mail whose titles are folded in the text part, one address being the beginning of another."""
    long = Item("Un titre qui " + "n’en finit pas, " * 12, "Samedi", URL + "2")
    section = letter.sections[0]
    return render_letter(
        replace(letter, sections=(replace(section, items=(*section.items, long)), *letter.sections[1:])), brand
    )


def test_only_the_word_is_added(rendered: Rendered) -> None:
    html, text = strike(rendered.html, rendered.text, [URL, URL + "2"])
    assert html.count(HTML_MARK) == text.count(TEXT_MARK) == 2
    assert html.replace(HTML_MARK, "") == rendered.html
    assert text.replace(TEXT_MARK, "") == rendered.text
    assert f"- {TEXT_MARK}Atelier n° 2 : premiers pas" in text
    assert f"- {TEXT_MARK}Un titre qui" in text


def test_striking_twice_strikes_once(rendered: Rendered) -> None:
    once = strike(rendered.html, rendered.text, [URL])
    assert strike(*once, [URL]) == once


def test_a_block_that_could_not_be_laid_out_names_nothing_to_strike(rendered: Rendered) -> None:
    without = rendered.html.replace(f'"{URL}"', '"https://example.org/"')
    html, text = strike(without, rendered.text, [URL])
    assert html == without
    assert text.count(TEXT_MARK) == 1


def test_an_address_that_is_not_there_is_an_error_and_not_a_silent_letter(rendered: Rendered) -> None:
    with pytest.raises(NotFoundInLetter):
        strike(rendered.html, rendered.text, ["http://localhost:8000/e/zz"])


def test_a_letter_without_anything_called_off_leaves_as_approved(
    approved: Issue, moderator: User, make_subscribers: Callable[[int], object], now: datetime
) -> None:
    make_subscribers(1)
    before = set(approved.renditions.values_list("html", "text"))
    start_sending(issue_id=approved.pk, by=moderator, now=now)
    assert set(approved.renditions.values_list("html", "text")) == before
