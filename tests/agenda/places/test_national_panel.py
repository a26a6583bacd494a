"""The editor says what keeps a place out of the national map."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from agenda.places.models import PlacePage
from agenda.places.national_row import what_is_missing
from cms.accounts.models import User
from cms.structures.models import StructurePage
from tests.agenda.places.test_form import form_for

Make = Callable[..., PlacePage]
WHOLE = {"address": "1 rue", "services": ["acces"], "latitude": 46.99, "longitude": 3.16, "pivot": "W581000123"}


def test_the_editor_lists_what_is_missing_and_nothing_when_all_is_there(
    make_place: Make, client: Client, admin_user: User
) -> None:
    client.force_login(admin_user)
    bare, whole = make_place("Sans rien", phone="3646"), make_place("Entier", updated_date="2026-03-01", **WHOLE)
    said = what_is_missing(bare)
    assert len(said) >= 3
    page = client.get(reverse("wagtailadmin_pages:edit", args=[bare.pk])).content.decode()
    assert "Ce qui manque pour la carte nationale" in page
    assert "36\u00a046" in page
    assert "il manque l’adresse" in page
    assert what_is_missing(whole) == []
    page = client.get(reverse("wagtailadmin_pages:edit", args=[whole.pk])).content.decode()
    assert "Rien ne manque" in page


@pytest.mark.parametrize(
    ("cells", "field"),
    [({"further_emails": "a@example.org|a@b"}, "further_emails"), ({"further_websites": "x y"}, "further_websites")],
)
def test_further_addresses_are_checked_one_by_one(
    cells: dict[str, str], field: str, make_place: Make, library: StructurePage
) -> None:
    refused = form_for(make_place("Lieu"), library, **cells)
    assert not refused.is_valid()
    assert list(refused.errors) == [field]
    accepted = form_for(
        make_place("Autre"), library, further_emails="a@example.org | b@example.org", further_websites="example.org/x"
    )
    assert accepted.is_valid(), accepted.errors
    assert accepted.cleaned_data["further_emails"] == "a@example.org|b@example.org"
    assert accepted.cleaned_data["further_websites"] == "https://example.org/x"
