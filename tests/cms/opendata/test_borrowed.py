"""What another database lent us under ODbL stands in no table under our own licence."""

import csv
import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agenda.places.models import Licence, PlacePage
from branding.models import Brand
from cms.opendata.package import build_package
from cms.structures.models import StructurePage
from cms.territories.models import Commune
from tests.cast import publish_event
from tests.factories.places_life import make_place

pytestmark = pytest.mark.postgres

BORROWED = {"title": "Maison d’une autre base", "address": "7 rue Empruntée", "latitude": 46.9712, "longitude": 3.1634}
OWN = {"title": "Notre maison", "address": "8 rue Donnée", "latitude": 46.9812, "longitude": 3.1734}


@pytest.fixture
def codes(structure_a: StructurePage, communes: dict[str, Commune]) -> dict[str, str]:
    """Two events, one at a place under ODbL, one at a place of ours: their codes."""
    borrowed, own = make_place(structure_a, **BORROWED), make_place(structure_a, **OWN)
    PlacePage.objects.filter(pk=borrowed.pk).update(licence=Licence.ODBL)
    held = {"borrowed": borrowed, "own": own}
    made = {name: publish_event(structure_a, place=PlacePage.objects.get(pk=page.pk)) for name, page in held.items()}
    return {name: event.entry.code for name, event in made.items()} | {"place": borrowed.code}


def _features(client: Client, address: str) -> dict[str, dict[str, Any]]:
    answer = client.get(address)
    body = answer.getvalue().decode()
    assert "Empruntée" not in body
    assert "autre base" not in body
    assert "46.9712" not in body
    return {one["id"]: one for one in json.loads(body)["features"]}


@pytest.mark.parametrize("address", ["/donnees/evenements.geojson", "/ogc/collections/evenements/items"])
def test_an_event_at_a_borrowed_place_tells_its_commune_only(
    client: Client, codes: dict[str, str], structure_a: StructurePage, address: str
) -> None:
    found = _features(client, address)
    borrowed, own = found[codes["borrowed"]], found[codes["own"]]
    commune = structure_a.commune
    assert commune is not None
    assert commune.latitude is not None
    assert commune.longitude is not None
    assert borrowed["geometry"]["coordinates"] == [round(commune.longitude, 6), round(commune.latitude, 6)]
    told = borrowed["properties"]
    assert (told["lieu_nom"], told["lieu_adresse"], told["lieu_code_postal"]) == (None, None, None)
    assert (told["lieu_code"], told["code_insee"]) == (codes["place"], commune.pk)
    assert own["properties"]["lieu_adresse"] == "8 rue Donnée"
    assert own["geometry"]["coordinates"] == [3.1734, 46.9812]


def test_a_rectangle_does_not_tell_where_a_borrowed_place_is(
    client: Client, codes: dict[str, str], structure_a: StructurePage
) -> None:
    around = "3.1633,46.9711,3.1635,46.9713"
    assert _features(client, f"/ogc/collections/evenements/items?bbox={around}") == {}
    commune = structure_a.commune
    assert commune is not None
    assert commune.latitude is not None
    assert commune.longitude is not None
    west, south = commune.longitude - 0.0001, commune.latitude - 0.0001
    box = f"{west},{south},{commune.longitude + 0.0001},{commune.latitude + 0.0001}"
    assert list(_features(client, f"/ogc/collections/evenements/items?bbox={box}")) == [codes["borrowed"]]


def test_the_package_gives_no_borrowed_address(codes: dict[str, str]) -> None:
    files = build_package(now=timezone.now()).files
    for name in ("evenements.csv", "evenements.geojson"):
        assert "Empruntée" not in files[name].decode()
        assert "46.9712" not in files[name].decode()
    assert "Empruntée" in files["lieux-odbl.csv"].decode()


def test_who_to_call_names_the_licence_of_each_place(client: Client, codes: dict[str, str]) -> None:
    places = client.get("/api/v1/who-to-call?commune=58194").json()["places"]
    assert {place["name"]: place["licence"] for place in places} == {BORROWED["title"]: "odbl", OWN["title"]: "lo2"}


def test_another_name_of_the_programme_is_another_tag(client: Client, codes: dict[str, str]) -> None:
    first = client.get("/donnees/evenements.geojson")
    brand = Brand.load()
    brand.programme_name = "Tout neuf"
    brand.save()
    again = client.get("/donnees/evenements.geojson", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert "Tout neuf" in again.getvalue().decode()


def test_a_phone_number_is_no_formula(structure_a: StructurePage, communes: dict[str, Commune]) -> None:
    StructurePage.objects.filter(pk=structure_a.pk).update(phone="+33199000001")
    publish_event(StructurePage.objects.get(pk=structure_a.pk), title="=HYPERLINK(1)")
    table = build_package(now=timezone.now()).files["evenements.csv"].decode()
    row = next(csv.DictReader(table.splitlines()))
    assert row["titre"] == "'=HYPERLINK(1)"
    assert row["structure_telephone"] == "+33199000001"
