"""Every large answer is smaller for who takes gzip, says the same, and is known again in either form."""

import gzip
from pathlib import Path

import pytest
from django.test import Client

from cms.tasks import write_open_data

ADDRESSES = [
    "/donnees/lieux.geojson",
    "/donnees/evenements.geojson",
    "/ogc/collections/evenements/items",
    "/api/v1/places",
    "/api/v1/events",
    "/donnees/lieux.csv",
    "/donnees/evenements.csv",
]


@pytest.mark.parametrize("stands", [True, False])
def test_an_answer_is_compressed_for_who_takes_it(client: Client, data: dict, folder: Path, stands: bool) -> None:
    if stands:
        write_open_data()
    for address in ADDRESSES:
        bare = client.get(address)
        packed = client.get(address, headers={"Accept-Encoding": "gzip, br"})
        body = packed.getvalue()
        assert packed["Content-Encoding"] == "gzip", address
        assert "Accept-Encoding" in packed["Vary"]
        assert "Accept-Encoding" in bare["Vary"]
        assert gzip.decompress(body) == bare.getvalue(), address
        assert packed["ETag"] == f'{bare["ETag"][:-1]}-gzip"'
        assert packed.get("Content-Length", str(len(body))) == str(len(body))
        assert body == client.get(address, headers={"Accept-Encoding": "gzip"}).getvalue()
        headers = {"Accept-Encoding": "gzip", "If-None-Match": packed["ETag"]}
        again = client.get(address, headers=headers)
        assert (again.status_code, again["ETag"]) == (304, packed["ETag"]), address


def test_a_zip_is_not_packed_twice(client: Client, data: dict) -> None:
    write_open_data()
    assert "Content-Encoding" not in client.get("/donnees/donnees.zip", headers={"Accept-Encoding": "gzip"})


def test_head_says_no_wrong_length(client: Client, data: dict) -> None:
    assert client.head("/donnees/evenements.geojson").get("Content-Length") != "0"
