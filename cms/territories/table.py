"""The packaged tables of the communes of France and of their former names (source and licence: data/README.md)."""

import csv
import gzip
import io
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path

from cms.territories.distances import Point
from cms.territories.names import departement_of

TABLE = Path(__file__).parent / "data" / "communes.csv.gz"
FORMER_TABLE = Path(__file__).parent / "data" / "former_names.csv.gz"
HEADER = ("insee", "name", "postal_codes", "siren", "epci", "population", "latitude", "longitude")
FORMER_HEADER = ("insee", "name", "former_insee")


@dataclass(frozen=True, slots=True)
class Row:
    """One commune as the table gives it; the point is None for the hundred communes whose outline is not published."""

    insee: str
    name: str
    postal_codes: str
    siren: str
    epci: str
    population: int
    latitude: float | None
    longitude: float | None

    @property
    def departement(self) -> str:
        """Code of the département that the INSEE code begins with."""
        return departement_of(self.insee)

    @property
    def point(self) -> Point | None:
        """(latitude, longitude), if known."""
        return None if self.latitude is None or self.longitude is None else (self.latitude, self.longitude)


@dataclass(frozen=True, slots=True, order=True)
class FormerRow:
    """A name that is no commune's any more (a delegated or associated commune), and the commune that it is part of."""

    insee: str
    name: str
    former_insee: str


def pack_rows(rows: Iterable[Row]) -> bytes:
    """Return the rows as gzipped CSV: by INSEE code, undated: the same rows give the same bytes."""
    return _packed(HEADER, (astuple(row) for row in sorted(rows, key=lambda row: row.insee)))


def pack_former_rows(rows: Iterable[FormerRow]) -> bytes:
    """Return the former names as gzipped CSV, in the same manner as `pack_rows`."""
    return _packed(FORMER_HEADER, (astuple(row) for row in sorted(rows)))


def _packed(header: tuple[str, ...], lines: Iterable[tuple[object, ...]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(["" if value is None else value for value in line] for line in lines)
    return gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0)


def read_rows(path: Path = TABLE) -> Iterator[Row]:
    """Yield every commune of the table, by INSEE code."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            yield Row(
                insee=line["insee"],
                name=line["name"],
                postal_codes=line["postal_codes"],
                siren=line["siren"],
                epci=line["epci"],
                population=int(line["population"] or 0),
                latitude=float(line["latitude"]) if line["latitude"] else None,
                longitude=float(line["longitude"]) if line["longitude"] else None,
            )


def read_former_rows(path: Path = FORMER_TABLE) -> Iterator[FormerRow]:
    """Yield every former name of the table, by the INSEE code of the commune of today."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            yield FormerRow(insee=line["insee"], name=line["name"], former_insee=line["former_insee"])


@cache
def departement_codes() -> frozenset[str]:
    """Return the codes of all départements and overseas territories that the table knows."""
    return frozenset(row.departement for row in read_rows())
