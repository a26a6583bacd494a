"""The OGC API: its documents, its parameters, and that pages and rectangles lose nothing."""

import random
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openapi_spec_validator import validate

from agenda.catalogue.models import Entry

COUNTS = {"lieux": 22, "evenements": 31}


def every(client: Client, address: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while address:
        body = client.get(address).json()
        assert body["numberReturned"] == len(body["features"])
        found += body["features"]
        address = next((one["href"] for one in body["links"] if one["rel"] == "next"), "")
    return found


@pytest.mark.parametrize("name", COUNTS)
@pytest.mark.parametrize("limit", [1, 2, 7, 10, 22, 31, 1000])
def test_all_pages_together_hold_every_feature_once(client: Client, data: dict, name: str, limit: int) -> None:
    codes = [one["id"] for one in every(client, f"/ogc/collections/{name}/items?limit={limit}")]
    assert len(codes) == len(set(codes)) == COUNTS[name]


def test_prev_leads_back_to_the_same_features(client: Client, data: dict) -> None:
    first = client.get("/ogc/collections/lieux/items?limit=5").json()
    links = {one["rel"]: one["href"] for one in first["links"]}
    assert "prev" not in links
    second = client.get(links["next"]).json()
    back = client.get({one["rel"]: one["href"] for one in second["links"]}["prev"]).json()
    assert back["features"] == first["features"]


@pytest.mark.postgres
@pytest.mark.parametrize("name", COUNTS)
def test_a_rectangle_answers_what_lies_in_it(client: Client, data: dict, name: str) -> None:
    chance = random.Random(3)
    whole = every(client, f"/ogc/collections/{name}/items?limit=1000")
    for _n in range(25):
        west, east = sorted(chance.uniform(2.7, 3.7) for _side in range(2))
        south, north = sorted(chance.uniform(46.9, 47.6) for _side in range(2))
        wanted = {
            one["id"]
            for one in whole
            if one["geometry"]
            and west <= one["geometry"]["coordinates"][0] <= east
            and south <= one["geometry"]["coordinates"][1] <= north
        }
        found = every(client, f"/ogc/collections/{name}/items?bbox={west},{south},{east},{north}")
        assert {one["id"] for one in found} == wanted


def test_datetime_asks_for_one_sitting(client: Client, data: dict) -> None:
    address = "/ogc/collections/evenements/items?limit=1000&datetime="
    start = client.get("/ogc/collections/evenements/items?limit=1").json()["features"][0]["properties"]["debut"]
    day = start[:10]
    wanted = {one["id"] for one in every(client, address[:-10]) if f"{day}T" in (one["properties"]["seances"] or "")}
    assert wanted
    assert {one["id"] for one in every(client, address + day)} == wanted
    assert len(every(client, address + "../..")) == COUNTS["evenements"]
    assert every(client, address + "../1999-12-31") == []


@pytest.mark.parametrize(
    "query",
    [
        "limit=0", "limit=x", "bbox=1,2,3", "bbox=a,b,c,d", "bbox=0,50,1,40", "bbox=0,0,nan,1", "bbox=0,0,200,1",
        "datetime=hier", "datetime=2026-13-01", "datetime=2026-12-02/2026-12-01", "datetime=..", "datetime=a/b/c",
        "datetime=0001-01-01", "cursor=x", "commune=1", "commune=99999", "epci=1", "epci=000000000", "theme=x",
        "rayon=7", "rayon=5", "inconnu=1", "f=xml",
    ],
)  # fmt: skip
def test_a_bad_parameter_is_refused_with_a_sentence(client: Client, communes: dict, query: str) -> None:
    response = client.get(f"/ogc/collections/evenements/items?{query}")
    assert response.status_code == 400
    assert response.json()["code"] == "InvalidParameterValue"
    assert len(response.json()["description"]) > 20
    assert response["Access-Control-Allow-Origin"] == "*"


def test_more_than_the_maximum_means_the_maximum(client: Client, data: dict) -> None:
    assert client.get("/ogc/collections/lieux/items?limit=5000").status_code == 200


def test_the_documents_say_what_is_true(client: Client, data: dict) -> None:
    document = client.get("/ogc/api")
    assert document["Content-Type"] == "application/vnd.oai.openapi+json;version=3.0"
    validate(document.json())
    landing = client.get("/ogc/").json()
    assert {"self", "service-desc", "conformance", "data"} <= {one["rel"] for one in landing["links"]}
    for one in landing["links"]:
        if one["href"].startswith("http://testserver"):
            assert client.get(one["href"]).status_code == 200
    assert "/conf/core" in " ".join(client.get("/ogc/conformance").json()["conformsTo"])
    for one in client.get("/ogc/collections").json()["collections"]:
        assert one["extent"]["spatial"]["bbox"][0][0] < 4
    assert client.get("/ogc/", headers={"Accept": "text/html"})["Content-Type"].startswith("text/html")


def test_one_feature_has_its_address(client: Client, data: dict) -> None:
    one = client.get("/ogc/collections/lieux/items?limit=1").json()["features"][0]
    found = client.get(f"/ogc/collections/lieux/items/{one['id']}")
    assert found["Content-Type"] == "application/geo+json"
    assert found.json()["properties"] == one["properties"]
    assert client.get("/ogc/collections/lieux/items/zzzz").status_code == 404
    assert client.get("/ogc/collections/rien").status_code == 404


@pytest.mark.parametrize("name", COUNTS)
def test_a_page_costs_the_same_whatever_its_length(client: Client, data: dict, name: str) -> None:
    counts = []
    for limit in (2, 20):
        client.get(f"/ogc/collections/{name}/items?limit={limit}")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/ogc/collections/{name}/items?limit={limit}")
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 8


@pytest.mark.parametrize("backward", [False, True])
def test_a_row_that_cannot_be_written_leaves_no_page_short(client: Client, data: dict, backward: bool) -> None:
    broken = [entry.pk for entry in data["entries"][3:6]]
    Entry.objects.filter(pk__in=broken).update(description={})
    address = "/ogc/collections/evenements/items?limit=2"
    sizes, body = [], client.get(address).json()
    rel = "next"
    for _page in range(40):
        assert body["numberReturned"] == len(body["features"])
        sizes.append(body["numberReturned"])
        links = {one["rel"]: one["href"] for one in body["links"]}
        if "next" not in links and backward:
            rel, sizes = "prev", [2]
        if rel not in links:
            break
        body = client.get(links[rel]).json()
    assert rel == ("prev" if backward else "next")
    assert sum(sizes) >= 28
    assert all(size == 2 for size in sizes[:-1])
    assert len({one["id"] for one in every(client, address)}) == 28
