"""Plausible bodies for a write: the forms of a screen as somebody who may use it sees them, then changed."""

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.isolation.marks import small_png

Fields = list[tuple[str, str]]
# Stands for a file in the fields of a form.
FILE = "\0file"
# Arguments and fields through which a form points at an object, and what of B's to put there.
POINTERS = {
    "image": "image", "logo": "image", "poster": "document", "place": "place_draft", "collection": "collection",
    "structure": "structure", "new_parent_page": "structure", "chooser": "structure", "parent_page": "structure",
    "into": "place", "other": "place", "event": "event", "page": "draft", "page_id": "draft", "user": "user",
    "person": "user",
}  # fmt: skip


class _Forms(HTMLParser):
    """Collects the forms that are sent with POST, and the fields of each."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, Fields]] = []
        self._open: Fields | None = None
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a field."""
        have = {name: value or "" for name, value in attrs}
        name = have.get("name", "")
        if tag == "form" and have.get("method", "").lower() == "post":
            self._open = []
            self.forms.append((have.get("action", ""), self._open))
        elif self._open is None:
            return
        elif tag == "input" and name:
            kind = have.get("type", "text")
            if kind == "file":
                self._open.append((name, FILE))
            elif kind not in {"checkbox", "radio", "file", "submit"} or "checked" in have:
                self._open.append((name, have.get("value", "")))
        elif tag == "button" and name and have.get("value"):
            self._open.append((name, have["value"]))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in have:
            self._open.append((self._select, have.get("value", "")))
        elif tag == "textarea":
            self._area = name
            self._open.append((name, ""))

    def handle_endtag(self, tag: str) -> None:
        """Close what was open."""
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        """Keep what stands in a text area."""
        if self._area and self._open:
            name, before = self._open[-1]
            self._open[-1] = (name, before + data)


def forms_of(html: bytes) -> list[tuple[str, Fields]]:
    """Return (action, fields) of each form of a page."""
    reader = _Forms()
    reader.feed(html.decode("utf-8", "replace"))
    return [(action, fields) for action, fields in reader.forms if "csrfmiddlewaretoken" in dict(fields)]


def fields_for(html: bytes, path: str) -> Fields:
    """Return the fields of the form that is sent to `path`: the one with most fields."""
    mine = [fields for action, fields in forms_of(html) if not action or urlsplit(action).path in {"", path}]
    return max(mine, key=len, default=[])


def changed(fields: Fields) -> dict[str, Any]:
    """Return the body with other words in its texts: were it accepted, a row would change."""
    body: dict[str, Any] = {}
    for name, value in fields:
        if name == "csrfmiddlewaretoken":
            continue
        if value == FILE:
            body[name] = SimpleUploadedFile("image.png", small_png(), "image/png")
            continue
        text = f"{value} modifié" if value and " " in value and not value.startswith(("{", "[")) else value
        body.setdefault(name, []).append(text)
    return body


def pointed_at(fields: Fields, theirs: dict[str, str]) -> dict[str, Any]:
    """Return the body in which every field that names an object names B's."""
    body = changed(fields)
    for name in list(body):
        wanted = POINTERS.get(name.rpartition("-")[2])
        if wanted:
            body[name] = [theirs[wanted]]
    return body
