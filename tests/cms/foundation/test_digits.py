"""Numbers from outside: decimal digits of ASCII, no larger than an id can be."""

import pytest

from cms.foundation.digits import LARGEST_ID, is_digits, whole_number

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("007", 7),
        (str(LARGEST_ID), LARGEST_ID),
        (str(LARGEST_ID + 1), None),
        ("9" * 5000, None),
        ("0" * 5000 + "1", 1),
        ("²", None),
        ("٣", None),
        ("-1", None),
        ("+1", None),
        (" 1", None),
        ("1\n", None),
        ("1_0", None),
        ("1e3", None),
        ("", None),
        (None, None),
    ],
)
def test_only_decimal_digits_that_a_database_holds_are_a_number(text: str | None, number: int | None) -> None:
    assert whole_number(text) == number


def test_a_limit_of_its_own() -> None:
    assert whole_number("18", most=18) == 18
    assert whole_number("19", most=18) is None


def test_digits_of_a_given_length() -> None:
    assert is_digits("01000", 5)
    assert not is_digits("0100", 5)
    assert not is_digits("0100²", 5)
    assert not is_digits("")
