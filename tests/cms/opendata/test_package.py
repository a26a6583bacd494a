"""The nightly package: whole or not at all, equal data equal bytes, described so that Frictionless agrees."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from frictionless import Package as DataPackage
from frictionless import system

from agenda.catalogue.models import Entry
from agenda.places import national_export
from agenda.places.models import Licence, PlacePage
from agenda.places.national_row import ExportedRow, national_row
from cms.opendata import actions
from cms.opendata.actions import current
from cms.opendata.files import FILES
from cms.opendata.package import build_package
from cms.structures.models import StructurePage
from cms.tasks import write_open_data
from cms.territories.models import Commune
from tests.cms.pages.helpers import publish_place


def test_frictionless_finds_the_package_valid(data: dict, folder: Path) -> None:
    written = actions.write_open_data(now=timezone.now())
    with system.use_context(trusted=True):
        report = DataPackage(str(written.folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["taskNumber", "rowNumber", "fieldName", "type", "message", "note"])[:5]
    names = {
        resource["path"] for resource in json.loads((written.folder / "datapackage.json").read_text())["resources"]
    }
    assert names >= {"lieux.csv", "lieux.json", "lieux-odbl.csv", "evenements.csv", "evenements.geojson"}


def test_equal_data_are_equal_bytes(data: dict) -> None:
    now = timezone.now()
    one, other = build_package(now=now), build_package(now=now + timedelta(seconds=1))
    assert one.files == other.files
    with zipfile.ZipFile(io.BytesIO(one.files["donnees.zip"])) as archive:
        assert archive.testzip() is None
        assert archive.read("lieux.csv") == one.files["lieux.csv"]
        assert "LICENCE.txt" in archive.namelist()


def test_one_row_a_sitting_and_no_formula(data: dict) -> None:
    rows = list(csv.DictReader(io.StringIO(build_package(now=timezone.now()).files["evenements.csv"].decode())))
    assert len(rows) == len({row["seance"] for row in rows}) == 62
    assert {row["titre"] for row in rows if row["code"] == data["remote"].code} == {"'=1+1"}


def test_a_crash_leaves_the_package_before_whole(data: dict, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    before = actions.write_open_data(now=timezone.now())
    PlacePage.objects.update(phone="+33199005858")

    def fail(*_args: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(actions, "_point", fail)
        with pytest.raises(OSError, match="disk full"):
            actions.write_open_data(now=timezone.now())
    assert actions.current() == before
    assert all((before.folder / name).read_bytes() for name in before.files)
    assert not list(folder.glob("writing-*"))
    assert actions.write_open_data(now=timezone.now()).folder != before.folder


def test_two_writers_are_harmless_and_old_folders_go(data: dict, folder: Path) -> None:
    now = timezone.now()
    assert actions.write_open_data(now=now).files == actions.write_open_data(now=now).files
    for number in range(4):
        PlacePage.objects.update(phone=f"+3319900585{number}")
        actions.write_open_data(now=now)
    assert len([path for path in folder.iterdir() if path.is_dir()]) == 2


def test_a_row_that_cannot_be_written_is_left_out_and_counted(data: dict) -> None:
    Entry.objects.filter(pk=data["entries"][3].pk).update(description={})
    package = build_package(now=timezone.now())
    assert package.left_out["evenements.geojson"] == package.left_out["evenements.csv"] == 1
    assert package.rows["evenements.geojson"] == 30


@pytest.mark.parametrize("stands", [True, False])
def test_every_file_is_served_with_its_tag(client: Client, data: dict, folder: Path, stands: bool) -> None:
    if stands:
        write_open_data()
    for name, file in FILES.items():
        response = client.get(f"/donnees/{name}")
        assert response.status_code == 200, name
        assert response["Content-Type"] == file.content_type
        assert response["Access-Control-Allow-Origin"] == "*"
        response.getvalue()
        assert client.get(f"/donnees/{name}", headers={"If-None-Match": response["ETag"]}).status_code == 304, name
    assert folder.exists() is stands
    assert client.get("/donnees/autre.csv").status_code == 404


LICENCES = {
    "etalab-2.0": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
}


def test_the_catalogue_tells_size_checksum_and_licence(client: Client, data: dict) -> None:
    package = build_package(now=timezone.now())
    graph = json.loads(package.files["catalogue.jsonld"])["@graph"]
    datasets = next(node for node in graph if node["@type"] == "dcat:Catalog")["dcat:dataset"]
    assert [one["dct:identifier"] for one in datasets] == ["lieux", "evenements", "lieux-odbl"]
    for dataset in datasets:
        assert dataset["dct:issued"]["@value"] <= dataset["dct:modified"]["@value"]
        for part in dataset["dcat:distribution"]:
            name = part["dcat:downloadURL"]["@id"].rpartition("/")[2]
            licence = part["dct:license"]
            assert licence["dct:identifier"] == ("ODbL-1.0" if "odbl" in name else "etalab-2.0")
            assert licence["@id"] == LICENCES[licence["dct:identifier"]]
            if "dcat:byteSize" in part:
                assert int(part["dcat:byteSize"]["@value"]) == len(package.files[name])
                assert part["spdx:checksum"]["spdx:checksumValue"]["@value"] == sha256(package.files[name]).hexdigest()


# What a node of each class must carry, and below it the terms of DCAT 3 and DCAT-AP 3 that stand here.
NODES = {
    "dcat:Catalog": {"dct:title", "dct:description", "dct:publisher", "dcat:dataset", "dcat:service"},
    "dcat:Dataset": {
        "dct:title",
        "dct:description",
        "dct:publisher",
        "dct:issued",
        "dct:modified",
        "dcat:distribution",
    },
    "dcat:Distribution": {"dcat:accessURL", "dcat:downloadURL", "dct:license", "dct:format", "dcat:mediaType"},
    "dcat:DataService": {"dct:title", "dcat:endpointURL", "dcat:endpointDescription", "dcat:servesDataset"},
    "dct:LicenseDocument": {"dct:identifier", "dct:title"},
    "foaf:Agent": {"foaf:name"},
    "spdx:Checksum": {"spdx:algorithm", "spdx:checksumValue"},
    "vcard:Organization": {"vcard:fn"},
}
TERMS = {
    "dcat": {"dataset", "service", "distribution", "keyword", "theme", "landingPage", "contactPoint", "downloadURL",
             "accessURL", "mediaType", "byteSize", "endpointURL", "endpointDescription", "servesDataset"},
    "dct": {"title", "description", "license", "publisher", "language", "issued", "modified", "identifier",
            "accrualPeriodicity", "spatial", "format", "conformsTo"},
    "foaf": {"name"}, "spdx": {"checksum", "algorithm", "checksumValue"}, "vcard": {"fn", "hasEmail"},
}  # fmt: skip


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(inner)


def test_the_catalogue_is_linked_data_in_the_words_of_dcat(data: dict) -> None:
    whole = json.loads(build_package(now=timezone.now()).files["catalogue.jsonld"])
    declared = whole.pop("@context")
    made, meant = set(), set()
    for node in nodes(whole["@graph"]):
        for key in node:
            if not key.startswith("@"):
                prefix, _colon, term = key.partition(":")
                assert prefix in declared
                assert term in TERMS[prefix], key
        if "@value" in node:
            assert set(node) <= {"@value", "@type", "@language"}
            continue
        assert "@id" not in node or node["@id"].startswith(("http", "mailto:")), node
        if kind := node.get("@type"):
            assert set(node) >= NODES[kind], (kind, NODES[kind] - set(node))
            made.add(node.get("@id"))
        elif set(node) == {"@id"} and "#" in node["@id"] and "/donnees/" in node["@id"]:
            meant.add(node["@id"])
    assert meant <= made


def test_a_place_that_cannot_be_written_takes_no_other_with_it(data: dict, monkeypatch: pytest.MonkeyPatch) -> None:
    before = build_package(now=timezone.now())
    broken = data["places"][4].pk

    def fail(place: PlacePage, *more: Any) -> ExportedRow:
        if place.pk == broken:
            raise ValueError("boom")
        return national_row(place, *more)

    monkeypatch.setattr(national_export, "national_row", fail)
    package = build_package(now=timezone.now())
    assert package.rows["lieux.csv"] == before.rows["lieux.csv"] - 1
    assert package.left_out["lieux.csv"] == before.left_out.get("lieux.csv", 0) + 1
    assert package.rows["lieux.geojson"] == before.rows["lieux.geojson"]


def test_the_page_lists_the_files(client: Client, data: dict) -> None:
    assert client.get("/donnees/").status_code == 200
    call_command("write_open_data")
    page = client.get("/donnees/").content.decode()
    assert all(name in page for name in FILES)
    assert "Licence Ouverte 2.0" in page


def test_the_page_hides_files_without_a_row_and_speaks_of_its_own_communes(
    client: Client, communes: dict[str, Commune], structure_a: StructurePage
) -> None:
    empty = client.get("/donnees/").content.decode()
    assert "odbl" not in empty
    assert "?commune=58194&amp;rayon=15" in empty
    assert f"?epci={communes['Nevers'].epci_id}" in empty
    place = publish_place(structure_a, title="D’ailleurs")
    PlacePage.objects.filter(pk=place.pk).update(licence=Licence.ODBL)
    assert "lieux-odbl.csv" in client.get("/donnees/").content.decode()


def test_one_place_left_out_is_told_in_the_singular(
    client: Client, data: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    call_command("write_open_data")
    written = current()
    assert written is not None
    for number, words in ((1, "il lui manque"), (2, "il leur manque")):
        told = replace(written, left_out={"lieux.csv": number})
        monkeypatch.setattr("cms.opendata.views.current", lambda told=told: told)
        page = client.get("/donnees/").content.decode()
        assert words in page
        assert " Ko" not in page
        assert "\N{NO-BREAK SPACE}ko" in page
