"""Runs rows through the Table Schema 1.0.2 (frictionless) and the national library 2.3.0 (npm); says what each said.

The schema's file beside this one is the national one, unchanged: "Lieux de médiation numérique" v1.0.2 of 11 April
2024, by La MedNum, ANCT and others, Licence Ouverte 2.0 (etalab-2.0).
"""

import csv
import io
import json
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from frictionless import Resource, Schema, formats

from agenda.places.national_export import as_object
from agenda.places.national_rules import COLUMNS
from tests.plugins import npm
from tests.plugins.environment import ROOT

HERE = Path(__file__).parent
SCHEMA = HERE / "schema-lieux-mediation-numerique-v1.0.2.json"
FOLDER = ROOT / "var" / "validators"
SECONDS = 120
HOW_TO_GET = (
    "the national library @gouvfr-anct/lieux-de-mediation-numerique could not be had: with a network that reaches an "
    "npm registry (setting npm_config_registry), run this test once; it is then kept in var/validators"
)


@dataclass(frozen=True)
class Verdict:
    """What both said about a row: "" is yes. `changed` names the columns that the library does not give back alike."""

    schema: str
    library: str
    changed: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Whether both accept the row and the round trip is the identity."""
        return not (self.schema or self.library or self.changed)


def judge(rows: Iterable[Mapping[str, str]]) -> list[Verdict]:
    """Return both validators' verdicts on rows that hold every column, in their order."""
    rows = list(rows)
    refused = _schema_says(rows)
    objects = [as_object(dict(row)) for row in rows]
    verdicts = []
    for number, (sent, answer) in enumerate(zip(objects, _library_says(objects), strict=True)):
        again = answer["again"] or {}
        columns = tuple(key for key in sorted({*sent, *again}) if sent.get(key) != again.get(key))
        verdicts.append(Verdict(refused.get(number, ""), answer["error"], () if answer["error"] else columns))
    return verdicts


def _schema_says(rows: list[Mapping[str, str]]) -> dict[int, str]:
    """Return what the Table Schema refuses, by the row's number from 0. The rows go through it as a real CSV."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    control = formats.CsvControl(delimiter=",")
    resource = Resource(
        source=text.getvalue().encode(), format="csv", encoding="utf-8", schema=_schema(), control=control
    )
    report = resource.validate(limit_errors=10_000)
    refused: dict[int, str] = {}
    for row_number, note in report.flatten(["rowNumber", "message"]):
        # Errors of the file as a whole have no row number: they concern every row.
        numbers = range(len(rows)) if row_number is None else [row_number - 2]
        for number in numbers:
            refused[number] = f"{refused.get(number, '')} {note}".strip()
    return refused


@cache
def _schema() -> Schema:
    return Schema.from_descriptor(json.loads(SCHEMA.read_text(encoding="utf-8")))


def _library_says(objects: list[dict[str, Any]]) -> list[dict[str, Any]]:
    done = subprocess.run(
        [*npm.program("node"), "check.mjs"],
        cwd=installed(), input=json.dumps(objects).encode(), capture_output=True, timeout=SECONDS, check=True,
    )  # fmt: skip
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def installed() -> Path:
    """Return the folder with the library in it, got from the registry once and kept in var/validators.

    Raises:
        Unreachable: it is not there and `npm ci` failed.
    """
    return npm.installed(FOLDER, source=HERE, scripts=("check.mjs",), how_to_get=HOW_TO_GET)
