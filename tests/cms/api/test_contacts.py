"""Who to call, for other sites: known and unknown communes, and how long an answer may be kept."""

import pytest
from django.test import Client

from branding.actions import ensure_brand
from cms.territories.models import Commune

pytestmark = pytest.mark.django_db
WHO = "/api/v1/who-to-call"


@pytest.fixture(autouse=True)
def number(communes: dict[str, Commune]) -> None:
    brand = ensure_brand()
    brand.phone, brand.phone_hours = "01 99 00 12 34", "24/7"
    brand.save()


def test_a_commune_gets_its_number_for_a_minute(client: Client, communes: dict[str, Commune]) -> None:
    response = client.get(WHO, {"commune": communes["Clamecy"].pk, "need": "demarches"})
    told = response.json()
    assert response["Cache-Control"] == "public, max-age=60"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert (told["now"]["phone_uri"], told["now"]["answers_now"]) == ("tel:+33199001234", True)
    assert told["territory"]["insee"] == communes["Clamecy"].pk
    assert len(told["sentences"]) == 2


def test_a_neighbour_outside_is_told_whose_number_it_gets(client: Client, communes: dict[str, Commune]) -> None:
    inside, outside = communes["Clamecy"], next(commune for commune in communes.values() if not commune.is_here)
    assert client.get(WHO, {"commune": inside.pk}).json()["whose_number"] == ""
    assert outside.departement in client.get(WHO, {"commune": outside.pk}).json()["whose_number"]


@pytest.mark.parametrize(("asked", "meant"), [("Clamessi", "Clamecy"), ("clamecy", "Clamecy")])
def test_an_unknown_commune_is_a_404_with_the_nearest_spellings(
    client: Client, communes: dict[str, Commune], asked: str, meant: str
) -> None:
    response = client.get(WHO, {"commune": asked})
    assert response.status_code == 404
    assert f"{meant} ({communes[meant].pk})" in response.json()["detail"]
    assert response["Cache-Control"] == "no-store"


def test_an_unknown_code_is_a_404_without_guesses(client: Client) -> None:
    response = client.get(WHO, {"commune": "99999"})
    assert response.status_code == 404
    assert "99999" in response.json()["detail"]


@pytest.mark.parametrize("query", [{"need": "jardinage"}, {"commune": "x" * 81}])
def test_what_cannot_be_asked_is_a_422(client: Client, query: dict[str, str]) -> None:
    assert client.get(WHO, query).status_code == 422
