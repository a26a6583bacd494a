"""The nightly package: every file's bytes from the data and the day, with a report of what was left out."""

import csv
import io
import json
import logging
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Max, Min

from agenda.events.clock import to_local
from agenda.places.models import Licence
from agenda.places.national_export import ExportedRow, export_places, to_csv, to_json
from cms.opendata.catalogue import catalogue
from cms.opendata.events import event_features, events, sitting_rows
from cms.opendata.features import collection_pieces
from cms.opendata.files import COMPRESSED
from cms.opendata.licences import licence_file
from cms.opendata.manifest import data_package
from cms.opendata.places import last_change_of_places, place_features, places
from cms.opendata.tables import ODBL_PLACES, SITTINGS

log = logging.getLogger(__name__)
# The oldest day that a ZIP can hold: equal data are equal bytes.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
# What a spreadsheet takes for a formula at the beginning of a cell.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# A number as we store it (E.164): a spreadsheet reads digits from it, never a formula.
_PHONE = re.compile(r"\+[0-9]{4,15}")


@dataclass
class Package:
    """The files by name, how many rows each holds, and what was left out."""

    files: dict[str, bytes] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    modified_at: datetime | None = None
    issued_at: datetime | None = None


def build_package(*, now: datetime) -> Package:
    """Return the whole package; writes nothing. A row that cannot be written is left out and counted."""
    package, today = Package(), to_local(now).date()
    entries, _day = events(now)
    package.issued_at, package.modified_at = _first_and_last(entries)
    _add_national(package)
    for name, features, expected in (
        ("lieux.geojson", place_features(places(), today=today), places().count()),
        ("evenements.geojson", event_features(entries), entries.count()),
    ):
        found = list(features)
        package.files[name] = b"".join(collection_pieces(found))
        _count(package, name, len(found), expected)
    odbl = list(place_features(places(Licence.ODBL), today=today))
    package.files["lieux-odbl.csv"] = _csv(ODBL_PLACES.names, map(_flat, odbl))
    _count(package, "lieux-odbl.csv", len(odbl), places(Licence.ODBL).count())
    _add_sittings(package, entries)
    package.files["LICENCE.txt"] = licence_file().encode()
    package.files["datapackage.json"] = _readable(data_package(package.files, package.modified_at))
    package.files[COMPRESSED] = _zipped(package.files)
    package.files["catalogue.jsonld"] = _readable(catalogue(package.files, package.modified_at, package.issued_at))
    return package


def _first_and_last(entries: Any) -> tuple[datetime | None, datetime | None]:
    """Return when the first of the data was published and when the last of it changed."""
    times = entries.order_by().aggregate(first=Min("first_published_at"), last=Max("changed_at"))
    register = places().order_by().aggregate(first=Min("record__first_published_at"))
    first = [moment for moment in (times["first"], register["first"]) if moment]
    last = [last_change_of_places(), last_change_of_places(Licence.ODBL), times["last"]]
    return min(first, default=None), max((moment for moment in last if moment), default=None)


def _count(package: Package, name: str, rows: int, expected: int) -> None:
    package.rows[name] = rows
    if expected > rows:
        package.left_out[name] = expected - rows


def _add_national(package: Package) -> None:
    exported: list[ExportedRow] = list(export_places())
    valid = [one for one in exported if one.row is not None]
    package.files["lieux.csv"] = b"".join(to_csv(valid))
    package.files["lieux.json"] = b"".join(to_json(valid))
    for name in ("lieux.csv", "lieux.json"):
        _count(package, name, len(valid), len(exported))


def _add_sittings(package: Package, entries: Any) -> None:
    rows: list[dict[str, Any]] = []
    failed = 0
    for entry in entries.without_ical().iterator(chunk_size=500):
        try:
            rows += sitting_rows(entry)
        except Exception:
            log.exception("entry %s is left out of evenements.csv", entry.pk)
            failed += 1
    package.files["evenements.csv"] = _csv(SITTINGS.names, rows, guarded=True)
    package.rows["evenements.csv"] = len(rows)
    if failed:
        package.left_out["evenements.csv"] = failed


def _flat(feature: dict[str, Any]) -> dict[str, Any]:
    longitude, latitude = feature["geometry"]["coordinates"] if feature["geometry"] else (None, None)
    return feature["properties"] | {"latitude": latitude, "longitude": longitude}


def _csv(names: list[str], rows: Iterable[dict[str, Any]], *, guarded: bool = False) -> bytes:
    """Return UTF-8 with commas. `guarded`: texts that a spreadsheet would take for a formula get an apostrophe."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([_cell(row[name], guarded=guarded) for name in names])
    return buffer.getvalue().encode()


def _cell(value: Any, *, guarded: bool) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if guarded and isinstance(value, str) and value.startswith(_FORMULA) and not _PHONE.fullmatch(value):
        return f"'{value}"
    return value


def _readable(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.external_attr = 0o644 << 16
            info.create_system = 3
            archive.writestr(info, files[name], zipfile.ZIP_DEFLATED, 9)
    return buffer.getvalue()
