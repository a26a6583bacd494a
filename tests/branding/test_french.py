"""No line begins with a sign, whatever people type: `french` puts the no-break spaces that keyboards lack."""

from datetime import UTC, date, datetime

import pytest
from django.utils.safestring import mark_safe

from branding.templatetags.typography import day_month, filesize, french, plain_date, short_date


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Internet : par où commencer ?", "Internet\u00a0: par où commencer\u00a0?"),
        ("Attention !", "Attention\u00a0!"),
        ("lundi ; mardi", "lundi\u00a0; mardi"),
        ("Le club « Souris »", "Le club «\u00a0Souris\u00a0»"),
        ("L'ordinateur d'occasion", "L’ordinateur d’occasion"),
        ("de 14:00 à 16:00", "de 14:00 à 16:00"),
        ("https://example.org/?a=1", "https://example.org/?a=1"),
        ("", ""),
    ],
)
def test_a_typed_line_is_set_as_french_printers_do(typed: str, shown: str) -> None:
    assert french(typed) == shown


def test_nothing_is_an_empty_line() -> None:
    assert french(None) == ""


def test_markup_is_left_alone() -> None:
    markup = mark_safe("<a href='x'>Quand ?</a>")
    assert french(markup) == markup


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (None, ""),
        (0, ""),
        (1, "1\u00a0octet"),
        (812, "812\u00a0octets"),
        (13_600, "14\u00a0ko"),
        (999_600, "1,0\u00a0Mo"),
        (1_340_000, "1,3\u00a0Mo"),
    ],
)
def test_a_file_weighs_in_french_units(size: int | None, shown: str) -> None:
    assert filesize(size) == shown


def test_the_first_of_a_month_is_a_number_in_order_and_days_are_local() -> None:
    first = date(2026, 12, 1)
    assert [day_month(first), short_date(first), plain_date(first)] == [
        "1er\u00a0décembre", "mardi 1er\u00a0décembre", "1er\u00a0décembre 2026",
    ]  # fmt: skip
    assert plain_date(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == "1er\u00a0janvier 2027"
    assert [day_month(None), short_date(None), plain_date(None)] == ["", "", ""]
