"""SIRET numbers: fourteen digits with a check digit, and La Poste's exception."""

import pytest
from django.core.exceptions import ValidationError

from cms.structures.siret import is_siret, validate_siret


@pytest.mark.parametrize("number", ["73282932000074", "21580194400012", "35600000000048", "35600000049837"])
def test_real_numbers_are_accepted(number: str) -> None:
    assert is_siret(number)
    validate_siret(number)


@pytest.mark.parametrize(
    "number",
    ["", "7328293200007", "73282932000075", "732829320000740", "7328293200007x", "00000000000000", "٧٣٢٨٢٩٣٢٠٠٠٠٧٤"],
)
def test_others_are_refused(number: str) -> None:
    assert not is_siret(number)
    with pytest.raises(ValidationError):
        validate_siret(number)
