"""Checks of single values of the national schema: pivot, postal code, type codes."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agenda.places.vocabulary import TYPOLOGIES
from cms.foundation.digits import is_digits
from cms.structures.siret import is_siret

_PIVOT = re.compile(r"[a-zA-Z0-9]{9,14}")


def validate_pivot(value: str) -> None:
    """Raise ValidationError unless `value` has the shape of a SIRET, an RNA or a RIDET number.

    The check digit is the form's to ask for (`has_check_digit`): a wrong SIRET that came with a file is kept.
    """
    if not _PIVOT.fullmatch(value):
        raise ValidationError(_("This is no SIRET (14 digits), RNA (W and 9 digits) or RIDET number."))


def has_check_digit(pivot: str) -> bool:
    """Tell whether the check digit of a number of fourteen digits is right; other numbers have none to be wrong."""
    return len(pivot) != 14 or not is_digits(pivot) or is_siret(pivot)


def validate_postal_code(value: str) -> None:
    """Raise ValidationError unless `value` is five digits."""
    if not re.fullmatch(r"[0-9]{5}", value):
        raise ValidationError(_("A postal code has five digits."))


def validate_typology(value: str) -> None:
    """Raise ValidationError unless `value` is made of the national codes, joined by "|"."""
    if any(code not in TYPOLOGIES for code in value.split("|")):
        raise ValidationError(_("Use the national codes, for example RFS, or CCAS|EPN."))
