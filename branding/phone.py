"""Knows how the hotline's number and hours may be written; when it answers is reckoned in agenda.places.hours."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]  # its stubs forget it

NATIONAL = re.compile(r"0[1-9]\d{8}\Z")
SHORT = re.compile(r"(?:1\d{1,3}|3\d{3}|11[68]\d{3})\Z")
INTERNATIONAL = re.compile(r"\+\d{8,15}\Z")


@dataclass(frozen=True)
class PhoneState:
    """Whether somebody answers now, and the sentence that says so."""

    is_open: bool
    sentence: str


def phone_uri(phone: str) -> str:
    """Return the `tel:` address of a French national, short or international number; empty for anything else."""
    digits = re.sub(r"[\s.\-()\u00a0\u202f]", "", phone)
    if NATIONAL.match(digits):
        return f"tel:+33{digits[1:]}"
    return f"tel:{digits}" if SHORT.match(digits) or INTERNATIONAL.match(digits) else ""


def validate_phone(value: str) -> None:
    """Refuse what a telephone could not dial."""
    if not phone_uri(value):
        raise ValidationError(_("Write ten digits, a short number, or +33 followed by nine digits."), code="phone")


def validate_hours(value: str) -> None:
    """Refuse hours that are not written as in OpenStreetMap."""
    try:
        OpeningHours(value)
    except ParserError as error:
        message = _("These hours cannot be read. Example: Mo-Fr 09:00-12:00,14:00-17:00; PH off")
        raise ValidationError(message, code="opening_hours") from error
