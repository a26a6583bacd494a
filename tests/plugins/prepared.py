"""Rows that many tests begin with, made once in a process by the real actions and then put back as they were.

Opening a platform and a structure's space costs half a second, which thousands of tests would pay. `prepared` runs
the action the first time, notes what it changed in the database, and writes those very rows for every later test that
stands at the same point: its transaction is fresh, and nothing was written since but what `prepared` put there, in the
same order. In every other case (a transaction that is committed, rows of the test's own, a module's shared data, a day
that began) the action itself runs. `tests/architecture/test_prepared.py` compares both ways, row by row.
"""

import pickle
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone

Made = TypeVar("Made")
Rows = dict[Any, tuple[Any, ...]]
# What a test has had prepared so far, in order.
Chain = tuple[Hashable, ...]

# pytest-django opens one transaction for a test; within that of a module, it holds rows that its tests share.
OPEN_BLOCKS = 1
HARMLESS = ("SELECT", "SAVEPOINT", "RELEASE")


@dataclass(frozen=True)
class Table:
    """A table as plain SQL sees it; its key is the first column."""

    name: str
    columns: tuple[str, ...]

    @property
    def quoted(self) -> str:
        """The name in SQL."""
        return connection.ops.quote_name(self.name)

    def rows(self) -> Rows:
        """Return all rows by their key."""
        columns = ", ".join(map(connection.ops.quote_name, self.columns))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {columns} FROM {self.quoted}")  # noqa: S608 - names come from the models
            return {row[0]: tuple(row) for row in cursor.fetchall()}


@dataclass(frozen=True)
class Change:
    """What became of one table: the keys of rows that are gone or changed, the rows that are changed or new."""

    table: Table
    gone: list[tuple[Any]]
    rows: list[tuple[Any, ...]]

    def write(self) -> None:
        """Bring the table there; foreign keys are judged at the end of the transaction on both databases.

        A changed row is taken out and put in again: unique values pass from row to row when a tree's nodes move up.
        """
        names = [connection.ops.quote_name(name) for name in self.table.columns]
        marks = ", ".join(["%s"] * len(names))
        with connection.cursor() as cursor:
            if self.gone:
                cursor.executemany(f"DELETE FROM {self.table.quoted} WHERE {names[0]} = %s", self.gone)  # noqa: S608
            if self.rows:
                statement = f"INSERT INTO {self.table.quoted} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608
                cursor.executemany(statement, self.rows)


def tables() -> list[Table]:
    """Return every table that a model has; a full-text table of SQLite follows its own by triggers."""
    with connection.cursor() as cursor:
        virtual = set()
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%%'")
            virtual = {name for (name,) in cursor.fetchall()}
    found = []
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.managed and not meta.proxy and meta.db_table not in virtual:
            others = [one.column for one in meta.local_concrete_fields if not one.primary_key]
            found.append(Table(meta.db_table, (meta.pk.column, *others)))
    return found


def snapshot() -> dict[Table, Rows]:
    """Return all rows of all tables."""
    return {table: table.rows() for table in tables()}


def changes(before: dict[Table, Rows], after: dict[Table, Rows]) -> list[Change]:
    """Return how the tables that differ came from the one to the other."""
    found = []
    for table, now in after.items():
        then = before[table]
        if now != then:
            gone = [(key,) for key, row in then.items() if now.get(key) != row]
            found.append(Change(table, gone, [row for key, row in now.items() if then.get(key) != row]))
    return found


@dataclass
class _State:
    """What this process has noted, and where the running test stands."""

    noted: dict[Chain, tuple[list[Change], bytes]] = field(default_factory=dict)
    # None: rows were written that nobody noted.
    chain: Chain | None = None


_state = _State()


def _watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """Notice a write (a wrapper as Django's `execute_wrapper` takes it)."""
    if _state.chain is not None and not sql.startswith(HARMLESS):
        _state.chain = None
    return execute(sql, params, many, context)


def begin() -> None:
    """Say that a test's transaction has begun and holds nothing yet."""
    if _watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(_watch)
    alone = len(connection.atomic_blocks) == OPEN_BLOCKS
    _state.chain = (timezone.localdate(),) if alone else None


def forget() -> None:
    """Say that the database was emptied: what Wagtail and Django number anew is referred to by all that was noted."""
    _state.noted.clear()
    _state.chain = None


def prepared(what: Hashable, make: Callable[[], Made]) -> Made:
    """Return what `make` returns, with its rows in the database.

    `what` names the rows: the same `what` after the same others must always mean the same rows, their times excepted.
    """
    if _state.chain is None:
        return make()
    chain = (*_state.chain, what)
    if chain in _state.noted:
        found, result = _state.noted[chain]
        for change in found:
            change.write()
    else:
        before = snapshot()
        made = make()
        found, result = changes(before, snapshot()), pickle.dumps(made)
        _state.noted[chain] = found, result
    _state.chain = chain
    # The action would have met these; both ways leave the cache full.
    ContentType.objects.get_for_models(*apps.get_models())
    return pickle.loads(result)  # noqa: S301 - our own, of this process
