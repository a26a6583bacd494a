"""Every published place as rows of the national schema, as CSV and as JSON, in an order that does not change."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from agenda.places.models import Licence
from agenda.places.national_row import ExportedRow, MapContext, code_id, national_row, what_is_missing
from agenda.places.national_rules import COLUMNS
from agenda.places.queries import open_places, places_under

__all__ = ["ExportedRow", "export_places", "national_row", "to_csv", "to_json", "what_is_missing"]

# Written as numbers in JSON, as the library reads them.
NUMBERS = frozenset({"latitude", "longitude"})


def export_places(*, licence: str = Licence.OPEN) -> Iterator[ExportedRow]:
    """Yield every published place of a licence, left out ones too (row None), by permanent code.

    ODbL places never stand among the others: a table that holds one of them would have to be ODbL as a whole.
    Four queries whatever the number of places. An identifier stands once: a second place of the same one is given the
    identifier of its own code.
    """
    places = open_places() if licence == Licence.OPEN else places_under(licence)
    context = MapContext.load()
    seen: set[str] = set()
    for place in places.filter(record__isnull=False).with_card().order_by("record__code"):
        exported = national_row(place, context)
        if exported.row is not None:
            if exported.row["id"] in seen:
                exported = replace(exported, row=exported.row | {"id": code_id(place)})
            seen.add(exported.row["id"] if exported.row else "")
        yield exported


def to_csv(exported: Iterable[ExportedRow]) -> Iterator[bytes]:
    """Yield the rows as CSV, UTF-8 with commas, one chunk a line; lists inside a cell are joined with "|"."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    yield buffer.getvalue().encode()
    for one in exported:
        if one.row is None:
            continue
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([one.row[column] for column in COLUMNS])
        yield buffer.getvalue().encode()


def to_json(exported: Iterable[ExportedRow]) -> Iterator[bytes]:
    """Yield the rows as a JSON list of objects, one chunk a place, as the national library takes them.

    Empty columns are left out, latitude and longitude are numbers.
    """
    before = b"[\n"
    for one in exported:
        if one.row is None:
            continue
        yield before + json.dumps(as_object(one.row), ensure_ascii=False).encode()
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"


def as_object(row: dict[str, str]) -> dict[str, Any]:
    """Return a row as JSON has it: without empty cells, the point as numbers."""
    return {key: float(value) if key in NUMBERS else value for key, value in row.items() if value}
