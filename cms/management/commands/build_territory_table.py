"""`manage.py build_territory_table CSV`: makes the packaged tables of communes and of their former names again."""

import csv
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.territories.table import FORMER_TABLE, TABLE, FormerRow, Row, pack_former_rows, pack_rows


class Command(BaseCommand):
    """Remake the tables in cms/territories/data/; see the README beside them for the sources."""

    help = "Remake the packaged tables: communes from the CSV of all, former names from the npm package."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the source and, to check it, the folder of the npm package."""
        parser.add_argument(
            "csv", type=Path, nargs="?", help="code_insee,nom,codes_postaux,epci_siren,epci_nom,population,lat,lon"
        )
        parser.add_argument("--check", type=Path, help="the data/ folder of npm @etalab/decoupage-administratif")
        parser.add_argument("--former", type=Path, help="the same folder, to remake the former names from it")
        parser.add_argument("--output", type=Path, default=TABLE)
        parser.add_argument("--former-output", type=Path, default=FORMER_TABLE)

    def handle(self, *args: Any, csv: Path | None, former: Path | None, **options: Any) -> None:
        """Remake what there is a source for."""
        if not csv and not former:
            raise CommandError("Give the CSV of communes, --former, or both.")
        if csv:
            self._write_communes(csv, options["check"], options["output"])
        if former:
            names = read_former(former)
            options["former_output"].write_bytes(pack_former_rows(names))
            self.stdout.write(f"{options['former_output'].name}: {len(names)} former names.")

    def _write_communes(self, csv: Path, check: Path | None, output: Path) -> None:
        """Read, check, write."""
        rows = read_source(csv)
        if check:
            differences = differences_from_package(rows, check)
            if differences:
                raise CommandError("Differs from the package:\n" + "\n".join(differences[:20]))
            self.stdout.write(f"{len(rows)} communes equal to those of the package.")
        output.write_bytes(pack_rows(rows))
        self.stdout.write(f"{output.name}: {len(rows)} communes, {output.stat().st_size} bytes.")


def read_source(path: Path) -> list[Row]:
    """Return the communes of the source CSV (postal codes joined by "|")."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Row(
                insee=line["code_insee"],
                name=line["nom"],
                postal_codes=line["codes_postaux"].replace("|", " "),
                siren=line["epci_siren"],
                epci=line["epci_nom"],
                population=int(line["population"] or 0),
                latitude=float(line["lat"]) if line["lat"] else None,
                longitude=float(line["lon"]) if line["lon"] else None,
            )
            for line in csv.DictReader(file)
        ]


def read_former(folder: Path) -> list[FormerRow]:
    """Return the delegated and associated communes of the npm package whose commune still stands."""
    communes = json.loads((folder / "communes.json").read_text())
    standing = {commune["code"] for commune in communes if commune["type"] == "commune-actuelle"}
    return [
        FormerRow(insee=commune["chefLieu"], name=commune["nom"], former_insee=commune["code"])
        for commune in communes
        if commune["type"] in {"commune-deleguee", "commune-associee"} and commune["chefLieu"] in standing
    ]


def differences_from_package(rows: list[Row], folder: Path) -> list[str]:
    """Return a line for each commune whose name, postal codes, EPCI or population differ from the npm package's."""
    members = {
        member["code"]: (epci["code"], epci["nom"])
        for epci in json.loads((folder / "epci.json").read_text())
        for member in epci["membres"]
    }
    official = {
        commune["code"]: (
            commune["nom"],
            " ".join(commune.get("codesPostaux", [])),
            *members.get(commune["code"], ("", "")),
            commune.get("population", 0),
        )
        for commune in json.loads((folder / "communes.json").read_text())
        if commune["type"] == "commune-actuelle"
    }
    ours = {row.insee: (row.name, row.postal_codes, row.siren, row.epci, row.population) for row in rows}
    codes = sorted(official.keys() | ours.keys())
    return [f"{c}: {ours.get(c)} / {official.get(c)}" for c in codes if ours.get(c) != official.get(c)]
