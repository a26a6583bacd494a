"""Numbers that a telephone can dial."""

import pytest
from django.core.exceptions import ValidationError

from branding.phone import phone_uri, validate_phone


@pytest.mark.parametrize(
    ("phone", "uri"),
    [
        ("01 99 00 12 34", "tel:+33199001234"),
        ("01.99.00.12.34", "tel:+33199001234"),
        ("+33 1 99 00 12 34", "tel:+33199001234"),
        ("3939", "tel:3939"),
        ("0 800 12", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_a_number_becomes_an_address_to_dial(phone: str, uri: str) -> None:
    assert phone_uri(phone) == uri


def test_a_number_that_cannot_be_dialled_is_refused() -> None:
    with pytest.raises(ValidationError):
        validate_phone("01 99 00")
