"""Checks, in the place form, of the fields that only the national map asks for."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext_lazy as _

from agenda.places.checks import has_check_digit
from cms.foundation.references import GuardedReferences


class NationalFields(GuardedReferences):
    """The number that identifies the place, and the lists joined with "|"."""

    def clean_pivot(self) -> str:
        """Refuse a SIRET whose check digit is wrong, unless it came with a file and was not touched."""
        pivot: str = self.cleaned_data.get("pivot", "")
        if pivot != self.instance.pivot and not has_check_digit(pivot):
            raise ValidationError(_("This is not a SIRET number: 14 digits, the last one is a check digit."))
        return pivot

    def clean_further_emails(self) -> str:
        """Return the e-mail addresses joined with "|"; refuse what is none."""
        return _checked_list(self.cleaned_data.get("further_emails", ""), EmailValidator())

    def clean_further_websites(self) -> str:
        """Return the links joined with "|", "https://" put before those without; refuse what is none."""
        links = self.cleaned_data.get("further_websites", "")
        return _checked_list(links, URLValidator(schemes=["http", "https"]), before="https://")


def _checked_list(text: str, validate: Callable[[Any], None], *, before: str = "") -> str:
    """Return the parts of a list joined with "|", each checked; `before` stands before those that lack a scheme."""
    parts = [part.strip() for part in text.split("|") if part.strip()]
    parts = [f"{before}{part}" if before and "://" not in part else part for part in parts]
    for part in parts:
        validate(part)
    return "|".join(parts)
