"""Declares which model fields hold personal data, why, and for how long (design §3.20).

A model says so in one attribute::

    personal_data = declare(email="Sending the newsletter; until 30 days after leaving")

`tests/architecture/test_personal_data.py` refuses a field that looks personal (e-mail, name of a person, phone, IP)
and is not declared; `manage.py personal_data` prints the register.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model


def declare(**purpose_and_retention: str) -> dict[str, str]:
    """Return {field name: "purpose; retention"}; every value must hold both, separated by a semicolon.

    Raises:
        ValueError: a value has no semicolon, so purpose or retention is missing.
    """
    for field, text in purpose_and_retention.items():
        if ";" not in text:
            raise ValueError(f"{field}: say the purpose and, after a semicolon, the retention")
    return purpose_and_retention


def register() -> Iterator[tuple[type[Model], str, str]]:
    """Yield (model, field name, "purpose; retention") for every declared field of every installed model."""
    for model in apps.get_models():
        for field, text in getattr(model, "personal_data", {}).items():
            model._meta.get_field(field)
            yield model, field, text
