"""Every published place as rows of the national schema, as CSV and as JSON, in an order that does not change."""

import csv
import io
import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from agenda.places.models import Licence, PlacePage
from agenda.places.national_row import ExportedRow, MapContext, code_id, national_row, what_is_missing
from agenda.places.national_rules import COLUMNS
from agenda.places.queries import open_places, places_under

__all__ = ["ExportedRow", "export_places", "national_row", "to_csv", "to_json", "what_is_missing"]

log = logging.getLogger(__name__)
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
        exported = _row_or_reason(place, context)
        if exported.row is not None:
            if exported.row["id"] in seen:
                exported = replace(exported, row=exported.row | {"id": code_id(place)})
            seen.add(exported.row["id"] if exported.row else "")
        yield exported


def _row_or_reason(place: PlacePage, context: MapContext) -> ExportedRow:
    """Return a place's row; one that cannot be written, whatever is wrong, takes no other with it."""
    try:
        return national_row(place, context)
    except Exception:
        log.exception("place %s is left out of the national schema", place.pk)
        reason = _("This place could not be written; the journal of the server says why.")
        return ExportedRow(None, (reason,), place.title, place.record.code)


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
