"""What the readers of a row of the national schema share: the row half read, and how a cell becomes text or a list."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


@dataclass
class ReadPlace:
    """One row as our fields, with what was lost on the way. `values` lacks nothing: each importable field is there."""

    national_id: str
    values: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    # What has no field of its own and people may still want to read: it goes to the details.
    asides: list[str] = field(default_factory=list)

    def warn(self, message: str, **words: Any) -> None:
        """Add a warning; `message` is translated already, `words` fill it in."""
        self.warnings.append(message % words if words else message)


def cell_text(value: Any) -> str:
    """Return a cell as text: None is empty, lists are joined as in the CSV, control characters are dropped."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "|".join(cell_text(item) for item in value)
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c.isprintable() or c in "\n\t\u00a0\u202f").strip()


def parts(cell: str) -> list[str]:
    """Return the different parts of a list joined with "|", in their order."""
    return list(dict.fromkeys(part.strip() for part in cell.split("|") if part.strip()))


def shortened(place: ReadPlace, column: str, text: str, longest: int) -> str:
    """Return the text, cut and warned about when it is too long for its field."""
    if len(text) > longest:
        place.warn(_("%(column)s is longer than %(longest)d characters: cut."), column=column, longest=longest)
    return text[:longest]


def valid_items(
    place: ReadPlace, column: str, items: list[str], validate: Callable[[Any], None], longest: int
) -> list[str]:
    """Return the items that are valid and not too long; warn about what is left out."""
    valid = []
    for item in items:
        try:
            validate(item)
        except ValidationError:
            place.warn(_("%(column)s: “%(value)s” is not valid, left out."), column=column, value=item[:80])
            continue
        if len(item) > longest:
            place.warn(_("%(column)s is longer than %(longest)d characters: cut."), column=column, longest=longest)
            continue
        valid.append(item)
    return valid


def joined(place: ReadPlace, column: str, items: list[str], longest: int) -> str:
    """Return items joined with "|", as many as the field holds; warn about the rest."""
    text = "|".join(items)
    while len(text) > longest:
        place.warn(_("%(column)s: only one is kept, “%(value)s” is left out."), column=column, value=items[-1][:80])
        items = items[:-1]
        text = "|".join(items)
    return text
