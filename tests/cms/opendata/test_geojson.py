"""The GeoJSON layers: tags, filters, what is kept apart, and GDAL, the library that QGIS reads with."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyogrio
import pytest
from django.test import Client
from pytest_django import Settings

from agenda.catalogue.models import Entry
from agenda.places.models import PlacePage

LAYERS = {"lieux": 22, "lieux-odbl": 1, "evenements": 31}


def body_of(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize("name", LAYERS)
def test_gdal_opens_every_layer(client: Client, data: dict, tmp_path: Path, name: str) -> None:
    file = tmp_path / f"{name}.geojson"
    file.write_bytes(body_of(client.get(f"/donnees/{name}.geojson")))
    info = pyogrio.read_info(file)
    assert info["features"] == LAYERS[name]
    assert info["crs"] == "EPSG:4326"
    assert info["geometry_type"] == "Point"
    west, south, east, north = pyogrio.read_info(file, force_total_bounds=True)["total_bounds"]
    assert 2 < west <= east < 4
    assert 46 < south <= north < 48
    kinds = dict(zip(info["fields"], info["dtypes"], strict=True))
    assert kinds["code"] == "object"
    if name == "evenements":
        assert kinds["debut"].startswith("datetime64")
        assert kinds["cycle"] == "bool"


@pytest.mark.parametrize("name", LAYERS)
def test_the_tag_is_made_from_data(client: Client, data: dict, name: str) -> None:
    first = client.get(f"/donnees/{name}.geojson")
    assert first["Content-Type"] == "application/geo+json"
    assert first["Access-Control-Allow-Origin"] == "*"
    assert first["Cache-Control"] == "public, max-age=300"
    assert body_of(first) == body_of(client.get(f"/donnees/{name}.geojson"))
    known = {"If-None-Match": first["ETag"]}
    assert client.get(f"/donnees/{name}.geojson", headers=known).status_code == 304
    PlacePage.objects.update(phone="+33199005858")
    Entry.objects.filter(pk=data["entries"][0].pk).update(change_no=9999, title="Autre")
    assert client.get(f"/donnees/{name}.geojson", headers=known).status_code == 200


def test_places_under_odbl_stay_apart(client: Client, data: dict) -> None:
    code = PlacePage.objects.get(pk=data["odbl"].pk).code
    assert code not in {one["id"] for one in client.get("/donnees/lieux.geojson").json()["features"]}
    apart = client.get("/donnees/lieux-odbl.geojson").json()
    assert [one["id"] for one in apart["features"]] == [code]
    assert "opendatacommons" in apart["license"]
    assert code not in {one["id"] for one in client.get("/ogc/collections/lieux/items").json()["features"]}


def test_a_remote_event_has_no_geometry(client: Client, data: dict) -> None:
    features = json.loads(body_of(client.get("/donnees/evenements.geojson")))["features"]
    assert [one["id"] for one in features if one["geometry"] is None] == [data["remote"].code]


@pytest.mark.postgres
def test_filters_mean_what_they_mean_in_the_api(client: Client, data: dict) -> None:
    for query in ("commune=58194&km=0", "commune=58194&rayon=15", "epci=200067882"):
        found = {one["id"] for one in client.get(f"/donnees/lieux.geojson?{query}").json()["features"]}
        api = client.get(f"/api/v1/places?limit=100&{query.replace('km=', 'rayon=')}").json()["items"]
        assert found
        assert found | {PlacePage.objects.get(pk=data["odbl"].pk).code} >= {one["code"] for one in api} >= found
    assert client.get("/donnees/lieux.geojson?comune=58194").status_code == 400


def test_a_broken_row_takes_no_other_with_it(client: Client, data: dict) -> None:
    Entry.objects.filter(pk=data["entries"][3].pk).update(description={})
    assert len(json.loads(body_of(client.get("/donnees/evenements.geojson")))["features"]) == 30


# GDAL holds the interpreter's lock while it waits for the server, which runs in this process: it reads in another.
READS = """
import sys, pyogrio
source, layer = sys.argv[1:]
assert layer in {one[0] for one in pyogrio.list_layers(source)}
whole = pyogrio.raw.read(source, layer=layer, PAGE_SIZE=7)[2]
near = pyogrio.raw.read(source, layer=layer, bbox=(3.4, 47.4, 3.6, 47.6))[2]
print(len(whole), len(near))
"""


@pytest.mark.parametrize(("name", "count"), [("lieux", 22), ("evenements", 31)])
def test_gdal_reads_the_ogc_api_as_qgis_does(
    live_server: Any, data: dict, settings: Settings, name: str, count: int
) -> None:
    settings.PUBLIC_URL = live_server.url
    source = f"OAPIF:{live_server.url}/ogc/"
    read = subprocess.run(
        [sys.executable, "-c", READS, source, name], capture_output=True, text=True, timeout=60, check=False
    )
    assert read.returncode == 0, read.stderr
    whole, near = map(int, read.stdout.split())
    assert whole == count
    assert 0 < near < count
