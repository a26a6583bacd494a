"""`manage.py build_territory_table CSV`: makes the packaged table of communes again from its source."""

import csv
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.territories.table import TABLE, Row, pack_rows


class Command(BaseCommand):
    """Remake cms/territories/data/communes.csv.gz; see the README beside it for the sources."""

    help = "Remake the packaged table of communes from the CSV of all communes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the source and, to check it, the folder of the npm package."""
        parser.add_argument(
            "csv", type=Path, help="code_insee,nom,codes_postaux,epci_siren,epci_nom,population,lat,lon"
        )
        parser.add_argument("--check", type=Path, help="the data/ folder of npm @etalab/decoupage-administratif")
        parser.add_argument("--output", type=Path, default=TABLE)

    def handle(self, *args: Any, csv: Path, check: Path | None, output: Path, **options: Any) -> None:
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
