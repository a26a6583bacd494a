"""SIRET numbers: fourteen digits that satisfy the Luhn formula; La Poste's own sum to a multiple of five."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cms.foundation.digits import is_digits

LA_POSTE = "356000000"


def is_siret(number: str) -> bool:
    """Tell whether `number` is a well-formed SIRET (INSEE, numéro SIRET; La Poste's exception included)."""
    if not is_digits(number, 14):
        return False
    if number.startswith(LA_POSTE) and sum(map(int, number)) % 5 == 0:
        return True
    doubled = (int(digit) * (2 - position % 2) for position, digit in enumerate(number))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0 and int(number) > 0


def validate_siret(number: str) -> None:
    """Raise ValidationError unless `number` is a well-formed SIRET."""
    if not is_siret(number):
        raise ValidationError(_("This is not a SIRET number: 14 digits, the last one is a check digit."))
