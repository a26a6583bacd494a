"""The table that `make bench` prints: what was promised, what was measured, side by side."""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

# What every submission measures: the promises, without the largest sizes.
SHORT = os.environ.get("BENCH") == "short"


@dataclass
class Table:
    """Rows of (figure, measured, promised)."""

    rows: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, figure: str, measured: str, promised: str) -> None:
        """Note one figure."""
        self.rows.append((figure, measured, promised))

    def __str__(self) -> str:
        rows = [("figure", "measured", "promised"), *self.rows]
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


@pytest.fixture(scope="session")
def table() -> Iterator[Table]:
    """The table of the run; printed at its end."""
    table = Table()
    yield table
    sys.stdout.write(f"\n\n{table}\n\n")
