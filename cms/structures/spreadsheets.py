"""Reads a small spreadsheet, CSV or Excel, into rows of text named by the columns of its first line."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from cms.territories.names import search_name

LARGEST_FILE = 2 * 1024 * 1024
# What an Excel file may hold once unpacked: it is a ZIP, and a tiny one may hold gigabytes.
LARGEST_UNPACKED = 40 * 1024 * 1024
MOST_ROWS = 1000
MOST_COLUMNS = 60
LONGEST_CELL = 2000
MOST_OF_CELL = 100_000


class UnreadableTable(ValueError):
    """The file is no table that can be read; the message is for the person who sent it."""


@dataclass(frozen=True)
class TableRow:
    """One line that holds something: its number as the spreadsheet shows it, and its cells by column."""

    line: int
    cells: dict[str, str]


def check_size(sent: UploadedFile) -> None:
    """Refuse a file that a form was sent before anything of it is read.

    Raises:
        ValidationError: it is larger than `read_table` reads.
    """
    if (sent.size or 0) > LARGEST_FILE:
        raise ValidationError(_("The file is larger than 2 MB."))


def read_table(name: str, content: bytes, *, most: int = MOST_ROWS) -> list[TableRow]:
    """Return the rows below the first line; columns are named in small letters without accents ("e mail").

    `name` is the file's name, `content` its bytes: CSV (UTF-8, UTF-16 or what Excel writes on Windows; comma,
    semicolon or tabulator) or an Excel workbook (.xlsx), of which the first sheet is read; at most `most` rows.

    Raises:
        UnreadableTable: too large, of another format, damaged, or without rows.
    """
    if len(content) > LARGEST_FILE:
        raise UnreadableTable(_("The file is larger than 2 MB."))
    lines = list(_workbook(content, most) if content[:2] == b"PK" else _csv(name, content))
    while lines and not any(lines[0][1]):
        lines.pop(0)
    if len(lines) < 2:
        raise UnreadableTable(_("The file holds no row below the line of titles."))
    head = [search_name(cell) for cell in lines[0][1]]
    if len(lines) - 1 > most:
        raise UnreadableTable(_("The file holds more than %(most)s rows: cut it in two.") % {"most": most})
    return [
        TableRow(line, {column: cell for column, cell in zip(head, cells, strict=False) if column})
        for line, cells in lines[1:]
        if any(cells)
    ]


def _workbook(content: bytes, most: int) -> Iterator[tuple[int, list[str]]]:
    try:
        _refuse_other_archives(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            sheet = book.worksheets[0]
            rows = sheet.iter_rows(max_row=most + 50, max_col=MOST_COLUMNS, values_only=True)
            yield from ((number, [_text(cell) for cell in row]) for number, row in enumerate(rows, start=1))
        finally:
            book.close()
    except UnreadableTable:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged file makes it meet
        raise UnreadableTable(_("The Excel file cannot be read: open it, save it again, and send it anew.")) from error


def _refuse_other_archives(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        unpacked = sum(part.file_size for part in packed.infolist())
        names = packed.namelist()
    if unpacked > LARGEST_UNPACKED or "xl/workbook.xml" not in names:
        raise UnreadableTable(_("This is no Excel workbook (.xlsx): save the table as Excel or CSV."))


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    # Excel keeps codes and numbers as floats: 75001.0 is written 75001.
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).replace("\x00", "").split())[:LONGEST_CELL]


def _csv(name: str, content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(content)
    if text.lstrip()[:1] in {"{", "<", "%"} or "\x00" in text:
        raise UnreadableTable(_("“%(name)s” is no table: send an Excel (.xlsx) or CSV file.") % {"name": name[:80]})
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            _refuse_endless(row)
            yield reader.line_num, [_text(cell) for cell in row[:MOST_COLUMNS]]
    except csv.Error as error:
        raise UnreadableTable(
            _("The CSV file cannot be read near line %(line)s.") % {"line": reader.line_num}
        ) from error


def _refuse_endless(row: list[str]) -> None:
    """Refuse a quotation mark that never closes, whatever limit somebody has set for the whole process."""
    if any(len(cell) > MOST_OF_CELL for cell in row):
        raise csv.Error


def _decoded(content: bytes) -> str:
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
