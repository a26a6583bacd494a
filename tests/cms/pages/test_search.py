"""From what people type to their commune."""

import pytest
from django.test import Client

from branding.models import Brand
from cms.structures.actions import Platform
from cms.territories.models import Commune, FormerName
from cms.territories.names import search_name
from tests.cms.pages.helpers import read

pytestmark = pytest.mark.usefixtures("brand")


@pytest.mark.parametrize("typed", ["nevers", "Nev", "58000", "NEVERS 58000"])
def test_one_match_leads_straight_to_the_commune(
    typed: str, client: Client, platform: Platform, communes: dict[str, Commune]
) -> None:
    response = client.get("/rechercher/", {"q": typed})
    assert (response.status_code, response.headers["Location"]) == (302, "/commune/58194/")


def test_several_matches_are_shown_to_choose_from(client: Client, communes: dict[str, Commune]) -> None:
    page = client.get("/rechercher/", {"q": "58500"}).content.decode()
    assert "/commune/58079/" in page
    assert "/commune/58024/" in page


def test_choices_next_door_stand_apart(client: Client, communes: dict[str, Commune]) -> None:
    for insee, departement in (("58900", "58"), ("18900", "18")):
        Commune.objects.create(
            insee=insee, name="Nevillac", search_name="nevillac", departement=departement, postal_codes=insee
        )
    Brand.objects.update(departement_in="dans la Nièvre")
    words = read(client, "/rechercher/?q=nevi")
    assert words.index("Dans la Nièvre") < words.index("(58900)") < words.index("À côté") < words.index("(18900)")


def test_a_name_almost_right_is_offered_in_its_spelling(client: Client, communes: dict[str, Commune]) -> None:
    page = client.get("/rechercher/", {"q": "Nevres"}).content.decode()
    assert "/commune/58194/" in page


def test_nothing_like_it_says_how_to_search_and_whom_to_call(client: Client, communes: dict[str, Commune]) -> None:
    Brand.objects.update(departement_the="la Nièvre")
    words = read(client, "/rechercher/?q=zzzzzz")
    assert "Nous ne connaissons que les communes de la Nièvre et des environs." in words
    assert "code postal" in words
    assert "01 99 00 58 58" in words


def test_an_old_name_is_offered_with_the_commune_it_belongs_to(client: Client, communes: dict[str, Commune]) -> None:
    for name, insee in (("Nevoy-le-Vieux", "58124"), ("Nevoy-le-Bas", "58303")):
        FormerName.objects.create(commune_id=insee, name=name, search_name=search_name(name))
    words = read(client, "/rechercher/?q=nevoy")
    assert "Nevoy-le-Vieux (commune de Fourchambault)" in words
    response = client.get("/rechercher/", {"q": "nevoy le vieux"})
    assert response.headers["Location"] == "/commune/58124/"
    assert "Ici aussi : Nevoy-le-Vieux" in read(client, "/commune/58124/")


def test_an_empty_search_asks_for_the_commune(client: Client, communes: dict[str, Commune]) -> None:
    assert "Votre commune" in read(client, "/rechercher/")


def test_a_postal_code_that_is_also_an_insee_code_means_the_post(client: Client, communes: dict[str, Commune]) -> None:
    Commune.objects.create(
        insee="58640", name="Homonyme", search_name="homonyme", departement="58", postal_codes="58999", population=1
    )
    response = client.get("/rechercher/", {"q": "58640"})
    assert response.headers["Location"] == "/commune/58303/"
