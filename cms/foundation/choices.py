"""How a closed list of answers reads in a form: each answer with a capital, though our words carry none."""

from typing import Any

from django.forms import BaseForm, ChoiceField, ModelChoiceField
from django.utils.text import capfirst


def capitalise_choices(form: BaseForm) -> None:
    """Write the answers of the form's plain lists with a capital; those that come from the database stay."""
    for field in form.fields.values():
        if isinstance(field, ChoiceField) and not isinstance(field, ModelChoiceField):
            choices: list[Any] = list(field.choices)  # type: ignore[arg-type]
            if not any(isinstance(label, list | tuple) for _value, label in choices):  # no groups
                field.choices = [(value, capfirst(str(label))) for value, label in choices]
