"""Every field of ours that looks personal is declared with purpose and retention, or listed here as a structure's."""

import re

import pytest
from django.apps import apps
from django.db.models import EmailField, Field, GenericIPAddressField, Model

from cms.foundation.personal_data import register
from tests.architecture.tree import APPS

pytestmark = pytest.mark.once

_LOOKS_PERSONAL = re.compile(
    r"(^|_)(e?mail|phone|telephone|mobile|first_name|last_name|surname|username|birth\w*|ip|ip_address|author_name|gender)($|_)"
)

# Published contacts of a structure, a place or the département: no person's, so public by nature (design §3.20).
PUBLIC = {
    "cms.StructurePage.phone": "a structure's public number",
    "cms.StructurePage.email": "a structure's public address",
    "agenda.PlacePage.phone": "a place's public number",
    "agenda.PlacePage.email": "a place's public address",
    "agenda.EventPage.registration_phone": "where the structure takes registrations",
    "agenda.EventPage.registration_email": "where the structure takes registrations",
    "agenda.EventPage.remote_phone": "the number of a remote session",
    "branding.Brand.phone": "the département's one number",
    "branding.Brand.phone_hours": "when that number answers",
    "branding.Brand.phone_note": "what to know before calling it",
    "branding.Brand.contact_email": "the team's public address",
}


def _looks_personal(field: Field) -> bool:
    return isinstance(field, EmailField | GenericIPAddressField) or bool(_LOOKS_PERSONAL.search(field.name))


def _own_fields() -> list[tuple[type[Model], Field]]:
    return [
        (model, field)
        for model in apps.get_models()
        if model.__module__.split(".")[0] in APPS
        for field in model._meta.local_fields
    ]


def test_each_field_that_looks_personal_is_declared_or_known_as_a_structures() -> None:
    declared = {(model, name) for model, name, _text in register()}
    forgotten = [
        f"{model._meta.label}.{field.name}"
        for model, field in _own_fields()
        if _looks_personal(field)
        and (model, field.name) not in declared
        and f"{model._meta.label}.{field.name}" not in PUBLIC
    ]
    assert forgotten == []


def test_the_list_of_public_contacts_holds_no_field_that_is_gone() -> None:
    existing = {f"{model._meta.label}.{field.name}" for model, field in _own_fields()}
    assert set(PUBLIC) <= existing


def test_each_declaration_names_purpose_and_retention() -> None:
    assert list(register()), "no personal data at all is declared: subscribers certainly have some"
    for model, name, text in register():
        purpose, _semicolon, retention = text.partition(";")
        assert purpose.strip(), f"{model._meta.label}.{name} says no purpose"
        assert retention.strip(), f"{model._meta.label}.{name} says no retention"
