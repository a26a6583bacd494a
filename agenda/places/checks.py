"""Checks of single values of the national schema: pivot, postal code, type codes."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agenda.places.vocabulary import TYPOLOGIES
from cms.structures.siret import is_siret

_PIVOT = re.compile(r"[a-zA-Z0-9]{9,14}")


def validate_pivot(value: str) -> None:
    """Raise ValidationError unless `value` looks like a SIRET, an RNA or a RIDET number."""
    if not _PIVOT.fullmatch(value) or (len(value) == 14 and value.isdigit() and not is_siret(value)):
        raise ValidationError(_("This is no SIRET (14 digits), RNA (W and 9 digits) or RIDET number."))


def validate_postal_code(value: str) -> None:
    """Raise ValidationError unless `value` is five digits."""
    if not re.fullmatch(r"[0-9]{5}", value):
        raise ValidationError(_("A postal code has five digits."))


def validate_typology(value: str) -> None:
    """Raise ValidationError unless `value` is made of the national codes, joined by "|"."""
    if any(code not in TYPOLOGIES for code in value.split("|")):
        raise ValidationError(_("Use the national codes, for example RFS, or CCAS|EPN."))
