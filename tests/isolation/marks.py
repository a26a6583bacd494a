"""Marker strings: every text of structure B that is not public carries one, and none may reach A's people."""

import gzip
import io
import re
import zipfile
from typing import Any
from urllib.parse import quote, unquote

from django.db import models
from PIL import Image as Pillow

MARK = re.compile(rb"zqmb\d{3}x", re.IGNORECASE)
# Stands beside each marker: what a search asks for, so that an echo of the question is no leak.
WORD = "castagnette"
# Checked by a format, or made by the product itself.
LEFT_ALONE = re.compile(
    "phone|siret|pivot|hours|typology|postal|slug|path|licence|national_id|source|draft_title|content_|further|code$"
)


def small_png() -> bytes:
    """Return a picture that every check takes."""
    made = io.BytesIO()
    Pillow.new("RGB", (40, 30), "teal").save(made, "PNG")
    return made.getvalue()


class Marker:
    """Makes numbered marks: "zqmb012x" for B, "zqma012x" for A; remembers what each stands in."""

    def __init__(self, letter: str) -> None:
        """Start at one."""
        self.letter = letter
        self.where: dict[str, str] = {}

    def __call__(self, where: str) -> str:
        """Return a new mark that stands in `where`."""
        mark = f"zqm{self.letter}{len(self.where) + 1:03d}x"
        self.where[mark] = where
        return mark

    def text(self, where: str, most: int = 200) -> str:
        """Return a mark with the word that searches ask for."""
        return f"{self(where)} {WORD}"[:most]

    def fill(self, row: models.Model, *, but: tuple[str, ...] = ()) -> None:
        """Put a mark into every free text of the row."""
        for one in row._meta.concrete_fields:
            if one.choices or one.name in but or LEFT_ALONE.search(one.name) or not one.editable:
                continue
            where = f"{type(row).__name__}.{one.name}"
            if isinstance(one, models.EmailField):
                setattr(row, one.name, f"{self(where)}@example.org")
            elif isinstance(one, models.URLField):
                setattr(row, one.name, f"https://example.org/{self(where)}")
            elif isinstance(one, models.CharField | models.TextField):
                text = self.text(where, one.max_length or 200)
                setattr(row, one.name, f"<p>{text}</p>" if one.name == "body" else text)


def plain_bytes(response: Any) -> bytes:
    """Return all that a response says: status line, headers, body unpacked (gzip, xlsx)."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if response.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    if body[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body += b"".join(packed.read(name) for name in packed.namelist())
    head = "\n".join(f"{name}: {unquote(str(value))}" for name, value in response.headers.items())
    return head.encode() + b"\n" + body + response.cookies.output().encode()


def marks_in(said: bytes, *, asked: str) -> set[str]:
    """Return B's marks in what was said, without those that the question itself carried."""
    for echo in {asked, quote(asked), unquote(asked)}:
        said = said.replace(echo.encode(), b"")
    known = {mark.lower() for mark in MARK.findall(asked.encode())}
    return {mark.lower().decode() for mark in MARK.findall(said)} - {mark.decode() for mark in known}
