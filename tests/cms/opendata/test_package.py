"""The nightly package: whole or not at all, equal data equal bytes, described so that Frictionless agrees."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from frictionless import Package as DataPackage
from frictionless import system

from agenda.catalogue.models import Entry
from agenda.places.models import PlacePage
from cms.opendata import actions
from cms.opendata.files import FILES
from cms.opendata.package import build_package
from cms.tasks import write_open_data


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


def test_the_catalogue_tells_size_checksum_and_licence(client: Client, data: dict) -> None:
    package = build_package(now=timezone.now())
    graph = json.loads(package.files["catalogue.jsonld"])["@graph"]
    datasets = next(node for node in graph if node["@type"] == "dcat:Catalog")["dcat:dataset"]
    assert [one["dct:identifier"] for one in datasets] == ["lieux", "evenements", "lieux-odbl"]
    for dataset in datasets:
        for part in dataset["dcat:distribution"]:
            name = part["dcat:downloadURL"]["@id"].rpartition("/")[2]
            assert part["dct:license"]["@id"].endswith("ODC_BL" if "odbl" in name else "ETALAB_2_0")
            if "dcat:byteSize" in part:
                assert int(part["dcat:byteSize"]["@value"]) == len(package.files[name])


def test_the_page_lists_the_files(client: Client, data: dict) -> None:
    assert client.get("/donnees/").status_code == 200
    call_command("write_open_data")
    page = client.get("/donnees/").content.decode()
    assert all(name in page for name in FILES)
    assert "Licence Ouverte 2.0" in page
