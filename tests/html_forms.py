"""Reads a form from a page as a browser would send it, so that tests post what people post."""

from html.parser import HTMLParser
from typing import Any


class _Reader(HTMLParser):
    """Collects the successful controls of one form (HTML living standard, "constructing the entry list", in short)."""

    def __init__(self, form_id: str) -> None:
        super().__init__(convert_charrefs=True)
        self.form_id = form_id
        self.inside = False
        self.fields: dict[str, Any] = {}
        self._select = self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("id") == self.form_id
        if not self.inside or "disabled" in given:
            return
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "input" and name:
            self._input(given, name, value)
        elif tag == "textarea" and name:
            self._textarea = name
            self.fields[name] = ""
        elif tag == "select" and name:
            self._select = name
            self.fields.setdefault(name, "")
        elif tag == "option" and self._select and "selected" in given:
            self.fields[self._select] = value

    def _input(self, given: dict[str, str], name: str, value: str) -> None:
        kind = given.get("type", "text")
        if kind in {"checkbox", "radio"}:
            if "checked" in given:
                self.fields.setdefault(name, []).append(value or "on") if kind == "checkbox" else self._set(name, value)
        elif kind not in {"submit", "button", "file", "image", "reset"}:
            self.fields[name] = value

    def _set(self, name: str, value: str) -> None:
        self.fields[name] = value

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.fields[self._textarea] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self.inside = False


def fields_of(html: str, form_id: str) -> dict[str, Any]:
    """Return {name: value} of the form with that id, checkboxes as lists; buttons are left to the caller."""
    reader = _Reader(form_id)
    reader.feed(html)
    assert reader.fields, f"no form {form_id!r} on the page"
    return reader.fields
