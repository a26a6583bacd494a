"""Loads the communes and EPCI of a département and of its neighbourhood; running it again repairs, never removes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction

from cms.territories.distances import Point, pairs_within
from cms.territories.models import NEIGHBOUR_METRES, Commune, Epci, FormerName, Neighbour
from cms.territories.names import search_name
from cms.territories.table import Row, departement_codes, read_former_rows, read_rows

# Neighbours are some hundred thousand rows at the first load: each chunk is a transaction of its own, so that a demo
# or a site that is already running waits for a chunk, not for the whole; a load that is cut is completed by the next.
CHUNK = 5000


class UnknownDepartement(ValueError):
    """No commune of the table has an INSEE code that begins with this département's code."""


@dataclass(frozen=True)
class LoadReport:
    """What stands in the database after a load, and what the load changed."""

    departement: str
    at: datetime
    communes: int
    epci: int
    straddling: int
    neighbourhood: int
    without_point: int
    created: int
    updated: int
    neighbours_written: int
    former_names: int


def load_territory(*, departement: str, now: datetime) -> LoadReport:
    """Load a département: its communes, all communes of its EPCI, all within 30 km of one of its own; and old names.

    Rows that are right are not written, rows that are wrong are corrected, and no commune or EPCI is ever removed
    (pages and entries refer to them). Not atomic as a whole: see `CHUNK`. Source: the packaged table.

    Raises:
        UnknownDepartement: the table has no such code.
    """
    code = departement.strip().upper()
    if code not in departement_codes():
        raise UnknownDepartement(code)
    rows = choose_rows(list(read_rows()), code)
    created, updated = _write_territory(rows)
    written = _write_neighbours()
    former = _write_former_names({row.insee: row.name for row in rows})
    here = [row for row in rows if row.departement == code]
    sirens = {row.siren for row in here if row.siren}
    return LoadReport(
        departement=code,
        at=now,
        communes=len(here),
        epci=len(sirens),
        straddling=len({row.siren for row in rows if row.siren in sirens and row.departement != code}),
        neighbourhood=len(rows) - len(here),
        without_point=sum(row.point is None for row in rows),
        created=created,
        updated=updated,
        neighbours_written=written,
        former_names=former,
    )


def choose_rows(rows: Sequence[Row], departement: str) -> list[Row]:
    """Return the communes to load for a département, whole EPCI and 30 km of neighbourhood included."""
    here = {row.insee for row in rows if row.departement == departement}
    sirens = {row.siren for row in rows if row.insee in here and row.siren}
    points = {row.insee: row.point for row in rows if row.point}
    box = _box([points[insee] for insee in here if insee in points])
    around = {insee: point for insee, point in points.items() if box.holds(point)}
    near = {
        insee
        for one, other, _metres in pairs_within(around, NEIGHBOUR_METRES)
        if one in here or other in here
        for insee in (one, other)
    }
    return [row for row in rows if row.insee in here or row.siren in sirens or row.insee in near]


@dataclass(frozen=True)
class _Box:
    """A rectangle of degrees, to leave most of the country out before distances are computed."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, point: Point) -> bool:
        return self.south <= point[0] <= self.north and self.west <= point[1] <= self.east


def _box(points: Sequence[Point]) -> _Box:
    """Return a rectangle that reaches further than 30 km around the points; an empty one without points."""
    if not points:
        return _Box(0, 0, 0, 0)
    # Half a degree of longitude is 36 km at Dunkerque, the northernmost commune, and more everywhere else.
    lats, lons = zip(*points, strict=True)
    return _Box(min(lats) - 0.5, min(lons) - 0.5, max(lats) + 0.5, max(lons) + 0.5)


def _write_territory(rows: Iterable[Row]) -> tuple[int, int]:
    """Write the EPCI and communes that are missing or differ; return how many communes were created and updated."""
    rows = list(rows)
    with transaction.atomic():
        _write_changed(Epci, {row.siren: {"name": row.epci} for row in rows if row.siren})
        return _write_changed(Commune, {row.insee: _commune_values(row) for row in rows})


@transaction.atomic
def _write_former_names(names: dict[str, str]) -> int:
    """Write the old names of the communes ({INSEE code: name of today}); return how many they have.

    A delegated commune of the very name of its commune is left out: searching finds that one anyway.
    """
    wanted = {
        (row.insee, search_name(row.name)): row.name
        for row in read_former_rows()
        if row.insee in names and search_name(row.name) != search_name(names[row.insee])
    }
    present = {(former.commune_id, former.search_name): former for former in FormerName.objects.all()}
    FormerName.objects.bulk_create(
        (
            FormerName(commune_id=insee, name=name, search_name=plain)
            for (insee, plain), name in wanted.items()
            if (insee, plain) not in present
        ),
        batch_size=500,
    )
    for key, name in wanted.items():
        if key in present and present[key].name != name:
            FormerName.objects.filter(pk=present[key].pk).update(name=name)
    return len(wanted)


def _commune_values(row: Row) -> dict[str, object]:
    return {
        "name": row.name,
        "search_name": search_name(row.name),
        "departement": row.departement,
        "postal_codes": row.postal_codes,
        "epci_id": row.siren or None,
        "population": row.population,
        "latitude": row.latitude,
        "longitude": row.longitude,
    }


def _write_changed(model: type[Epci | Commune], wanted: dict[str, dict[str, object]]) -> tuple[int, int]:
    """Bring the rows of `model` (by primary key) to the wanted values; return (created, updated)."""
    manager: models.Manager[Any] = model.objects
    present = {instance.pk: instance for instance in manager.all()}
    missing = [model(pk=pk, **values) for pk, values in wanted.items() if pk not in present]
    wrong = [
        model(pk=pk, **wanted[pk])
        for pk in wanted.keys() & present.keys()
        if any(getattr(present[pk], name) != value for name, value in wanted[pk].items())
    ]
    manager.bulk_create(missing, batch_size=500)
    if wrong:
        names = [name.removesuffix("_id") for name in next(iter(wanted.values()))]
        manager.bulk_update(wrong, names, batch_size=100)
    return len(missing), len(wrong)


def _write_neighbours() -> int:
    """Make the Neighbour rows of all communes that are loaded exact, in both directions; return how many were written.

    All, not only those of this load: when two départements share a database, the pairs across them count too.
    """
    communes = Commune.objects.values_list("insee", "latitude", "longitude")
    wanted = {(insee, insee): 0 for insee, _lat, _lon in communes}
    points = {insee: (lat, lon) for insee, lat, lon in communes if lat is not None and lon is not None}
    for one, other, metres in pairs_within(points, NEIGHBOUR_METRES):
        wanted[one, other] = wanted[other, one] = metres
    wrong: list[int] = []
    for pk, origin, target, metres in Neighbour.objects.values_list("pk", "origin_id", "target_id", "metres"):
        if wanted.get((origin, target)) == metres:
            del wanted[origin, target]
        else:
            wrong.append(pk)
    for start in range(0, len(wrong), 500):
        Neighbour.objects.filter(pk__in=wrong[start : start + 500]).delete()
    # By origin and distance: the order in which they are read.
    missing = sorted(wanted.items(), key=lambda item: (item[0][0], item[1], item[0][1]))
    for start in range(0, len(missing), CHUNK):
        _insert_neighbours([(*pair, metres) for pair, metres in missing[start : start + CHUNK]])
    if missing:
        # PostgreSQL plans with the figures of the empty table until autovacuum comes by: seconds a query instead of
        # milliseconds. SQLite uses the figures too.
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(Neighbour._meta.db_table)}")
    return len(missing)


@transaction.atomic
def _insert_neighbours(rows: list[tuple[str, str, int]]) -> None:
    """Insert (origin, target, metres): in plain SQL, for a model instance a row costs more than all the rest here."""
    table = connection.ops.quote_name(Neighbour._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} (origin_id, target_id, metres) VALUES (%s, %s, %s)", rows)  # noqa: S608
