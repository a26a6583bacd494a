"""The place form asks once about a place like it and about a point elsewhere; the second save goes through."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from agenda.places.likeness import find_pairs, likely_same
from agenda.places.models import PlacePage
from cms.accounts.models import User
from cms.structures.models import StructurePage
from tests.factories.places_life import make_place
from tests.html_forms import fields_of

ClientOf = Callable[[User], Client]


def typed(client: Client, structure: StructurePage, **fields: Any) -> tuple[str, dict[str, Any]]:
    """Return the address of the form for a new place and what is filled in."""
    url = reverse("wagtailadmin_pages:add", args=["agenda", "placepage", structure.pk])
    data = fields_of(client.get(url).content.decode(), "page-edit-form")
    return url, data | {"title": "Atelier du quai", "slug": "atelier", "commune": "58194", **fields}


def test_a_place_like_it_is_shown_before_saving_and_the_tick_lets_it_through(
    structure_a: StructurePage, partner_a: User, client_of: ClientOf
) -> None:
    """A draft too; what was typed is still there."""
    known = make_place(structure_a)
    client = client_of(partner_a)
    url, data = typed(client, structure_a, address="9 rue des Essais")
    shown = client.post(url, data).content.decode()
    assert "Ce lieu ressemble à" in shown
    assert known.permanent_path in shown
    assert "9 rue des Essais" in shown
    assert PlacePage.objects.count() == 1
    client.post(url, data | {"says_distinct": "on"})
    assert PlacePage.objects.filter(address="9 rue des Essais").count() == 1


def test_a_point_in_another_commune_is_doubted(
    structure_a: StructurePage, partner_a: User, client_of: ClientOf
) -> None:
    """Clamecy's point for a place in Nevers."""
    client = client_of(partner_a)
    url, data = typed(client, structure_a, latitude="47.4602", longitude="3.5199")
    assert "n’est pas à Nevers" in client.post(url, data).content.decode()
    client.post(url, data | {"says_right_point": "on"})
    assert PlacePage.objects.filter(latitude=47.4602).exists()


def test_what_is_asked_is_no_red_error(structure_a: StructurePage, partner_a: User, client_of: ClientOf) -> None:
    """The banner says what to look at, and the known place is one click away; a real error stays Wagtail's."""
    known = make_place(structure_a)
    client = client_of(partner_a)
    url, data = typed(client, structure_a)
    answer = client.post(url, data)
    (told,) = answer.context["messages"]
    assert told.level_tag == "warning"
    assert "Vérifiez d’abord" in str(told)
    assert "du fait d" not in answer.content.decode()
    assert f'<a href="{known.permanent_path}"' in answer.content.decode()
    (told,) = client.post(url, data | {"phone": "1234567"}).context["messages"]
    assert told.level_tag == "error"
    (told,) = client.post(url, data | {"title": "Autre nom", "latitude": "47.46", "longitude": "3.52"}).context[
        "messages"
    ]
    assert "le point est peut-être ailleurs" in str(told)


def test_another_name_at_the_same_address_is_asked_about_once(
    structure_a: StructurePage, partner_a: User, client_of: ClientOf
) -> None:
    """A town hall may house several services: the tick lets it through; a street alone asks nothing."""
    make_place(structure_a, title="Mairie", address="3 quai des Mariniers", phone="")
    client = client_of(partner_a)
    url, data = typed(client, structure_a, title="Relais petite enfance", address="3, Quai des Mariniers")
    shown = client.post(url, data).content.decode()
    assert "Ce lieu ressemble à" in shown
    assert "même adresse" in shown.casefold()
    client.post(url, data | {"says_distinct": "on"})
    assert PlacePage.objects.filter(title="Relais petite enfance").count() == 1
    _url, data = typed(client, structure_a, title="Halte nautique", address="quai des Mariniers", slug="halte")
    client.post(url, data)
    assert PlacePage.objects.filter(title="Halte nautique").count() == 1


def test_a_shared_address_is_no_pair_for_the_team(structure_a: StructurePage) -> None:
    """The list of doubles holds what is probably one place."""
    make_place(structure_a, title="Mairie", phone="")
    other = make_place(structure_a, title="Relais petite enfance", phone="")
    assert find_pairs() == []
    assert likely_same(other) == []
    assert len(likely_same(other, same_house=True)) == 1
