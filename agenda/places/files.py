"""Reads a file of places, JSON or CSV, into rows; what the rows mean is told in `national`."""

import csv
import io
import json
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

# A département has some hundred places and the whole country some twenty thousand.
LARGEST_FILE = 60 * 1024 * 1024


class UnreadableFile(ValueError):
    """Neither a CSV with the schema's columns nor a JSON list of places."""


def read_file(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file in the national schema.

    JSON (a list, or a list under "data") or CSV, its cells separated by commas or semicolons.

    Raises:
        UnreadableFile: too large, not UTF-8, or without the columns.
    """
    if path.stat().st_size > LARGEST_FILE:
        raise UnreadableFile(_("The file is larger than 60 MB."))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(_("The file is not UTF-8 text.")) from error
    if text.lstrip()[:1] in {"[", "{"}:
        return _read_json(text)
    first_line = text.split("\n", 1)[0]
    delimiter = ";" if first_line.count(";") > first_line.count(",") else ","
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:  # a cell of more than 128 kB: a quotation mark that never closes
        raise UnreadableFile(_("The file is no valid CSV.")) from error
    if "nom" not in first_line:
        raise UnreadableFile(_("The first line does not name the columns of the national schema."))
    return [dict(row) for row in rows]


def _read_json(text: str) -> list[dict[str, Any]]:
    try:
        rows = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise UnreadableFile(_("The file is no valid JSON.")) from error
    rows = rows.get("data") if isinstance(rows, dict) else rows
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UnreadableFile(_("The JSON is not a list of places."))
    return rows
