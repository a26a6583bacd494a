"""Numbers are kept in one form and shown as people read them."""

import pytest
from django.core.exceptions import ValidationError

from agenda.places.phones import (
    PhoneError,
    display_phone,
    first_phone,
    normalise_phone,
    phone_link,
    validate_phone,
)


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("03 53 01 12 34", "+33353011234", "03 53 01 12 34"),
        ("03.53.01.12.34", "+33353011234", "03 53 01 12 34"),
        ("+33 (0)3 53 01 12 34", "+33353011234", "03 53 01 12 34"),
        ("+330353011234", "+33353011234", "03 53 01 12 34"),
        ("0033 3 53 01 12 34", "+33353011234", "03 53 01 12 34"),
        ("03\u00a053\u202f01-12-34", "+33353011234", "03 53 01 12 34"),
        ("0 800 00 12 34", "+33800001234", "0 800 00 12 34"),
        ("0262 12 34 56", "+262262123456", "0262 12 34 56"),
        ("0690 12 34 56", "+590690123456", "0690 12 34 56"),
        ("+687 12 34 56", "+687123456", "+687123456"),
        ("39 49", "3949", "39 49"),
        ("112", "112", "112"),
        ("118 712", "118712", "118 712"),
        ("", "", ""),
    ],
)
def test_a_number_is_kept_once_and_shown_as_it_is_read(typed: str, kept: str, shown: str) -> None:
    assert normalise_phone(typed) == kept
    assert normalise_phone(kept) == kept
    assert display_phone(kept).replace("\u00a0", " ") == shown
    assert phone_link(kept) == (f"tel:{kept}" if kept else "")


@pytest.mark.parametrize(
    "typed",
    [
        "99",
        "01٠٠٠٠٠٠٠٠",
        "03 53 01 12",
        "03 53 01 12 34 56",
        "03 53 01 12 34 / 06 39 98 00 00",
        "le matin",
        "+33 12",
        "x" * 500,
    ],
)
def test_what_no_telephone_can_dial_is_refused(typed: str) -> None:
    with pytest.raises(PhoneError):
        normalise_phone(typed)
    with pytest.raises(ValidationError):
        validate_phone(typed)


@pytest.mark.parametrize("typed", ["03 53 01 12 34 / 06 39 98 00 00", "03 53 01 12 34 ou 39 49", "03 53 01 12 34|x"])
def test_the_first_of_several_numbers_is_found(typed: str) -> None:
    assert first_phone(typed) == "+33353011234"
