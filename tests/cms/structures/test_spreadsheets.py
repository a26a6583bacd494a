"""A small table is read whatever wrote it; what is none is refused with a sentence."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from cms.structures.spreadsheets import LARGEST_FILE, MOST_ROWS, UnreadableTable, read_table

pytestmark = pytest.mark.once

TEXT = "Nom de la structure;Commune;Téléphone\r\nÉcole d’été;Nevers;03 53 01 00 09\r\n;;\r\nLe Fil;Clamecy;\r\n"


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_what_spreadsheets_write_is_read(encoding: str) -> None:
    rows = read_table("structures.csv", TEXT.encode(encoding))
    assert [row.line for row in rows] == [2, 4]
    assert rows[0].cells == {"nom de la structure": "École d’été", "commune": "Nevers", "telephone": "03 53 01 00 09"}


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_other_separators_are_read(delimiter: str) -> None:
    assert read_table("a.csv", TEXT.replace(";", delimiter).encode())[1].cells["commune"] == "Clamecy"


def test_an_excel_workbook_is_read_and_its_codes_stay_codes() -> None:
    rows = read_table("a.xlsx", workbook(("Nom", "Code postal"), ("Le Fil", 58000.0), (None, None), ("Autre", 58500)))
    assert [(row.line, row.cells["code postal"]) for row in rows] == [(2, "58000"), (4, "58500")]


def bomb() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"<a/>" + b" " * 60_000_000)
    return kept.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"Nom;Commune\n", b"PK\x03\x04 cut short", b"%PDF-1.7 nothing of a table\n1;2", b'{"nom": "Le Fil"}\n1',
        b"\x89PNG\r\n\x1a\n\x00\x00", b"x" * (LARGEST_FILE + 1), bomb(),
        b"Nom\n" + b"a\n" * (MOST_ROWS + 1), b'Nom;Commune\n"' + b"a" * 200_000,
    ],
    ids=["empty", "titles only", "cut", "pdf", "json", "png", "large", "bomb", "many rows", "endless cell"],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(UnreadableTable) as refusal:
        read_table("fichier", content)
    assert str(refusal.value).strip()
