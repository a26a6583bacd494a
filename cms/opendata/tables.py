"""Which tables we give away and what each column means, as `data/tables.json` says: told everywhere alike."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_TOLD: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "tables.json").read_text(encoding="utf-8")
)
# What stands between the values of one cell, as in the national schema.
SEPARATOR = "|"


@dataclass(frozen=True)
class Column:
    """One column: its name, its type and constraints in the words of Table Schema, and what it means in French."""

    name: str
    kind: str
    meaning: str
    constraints: dict[str, Any] = field(default_factory=dict)

    @property
    def required(self) -> bool:
        """Whether every row has a value."""
        return bool(self.constraints.get("required"))


@dataclass(frozen=True)
class Table:
    """A table: title and description in French, columns in their order."""

    title: str
    description: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """The names of the columns, in their order."""
        return [column.name for column in self.columns]


def _columns(name: str) -> tuple[Column, ...]:
    return tuple(Column(*parts) for parts in _TOLD[name]["columns"])


def _table(name: str, columns: tuple[Column, ...]) -> Table:
    return Table(_TOLD[name]["title"], _TOLD[name]["description"], columns)


PLACES = _table("lieux", _columns("lieux"))
EVENTS = _table("evenements", _columns("evenements"))
# A CSV has no geometry: the point becomes two columns. A row is a sitting, so the lists of sittings stay out.
_LISTS = {"nombre_seances", "seances", "seances_annulees"}
_OF_EVENT = tuple(column for column in _columns("evenements") if column.name not in _LISTS)
SITTINGS = _table("seances", _columns("seances") + _OF_EVENT + _columns("point"))
NATIONAL = _table("national", _columns("national"))
ODBL_PLACES = _table("odbl", _columns("lieux") + _columns("point"))
