"""B's rows: which they are, whether a request changed one, and whether it left a row that points at one."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, models

WRITES = re.compile(r'^\s*(?:INSERT(?: OR IGNORE)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
# What every signed-in request may write about its own person, and indexes that follow other tables.
NOT_STATE = re.compile(r"^(django_session|wagtailsearch_.*|django_content_type|cms_turn|foundation_.*|.*_fts.*)$")
IGNORED_COLUMNS = frozenset({"last_login"})

Keys = dict[str, frozenset[Any]]


def tables() -> dict[str, type[models.Model]]:
    """Return the model of each table, automatic many-to-many tables included."""
    found = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    return {table: model for table, model in found.items() if model._meta.managed and not NOT_STATE.match(table)}


def keys() -> Keys:
    """Return the primary keys that stand in each table."""
    return {table: frozenset(model._base_manager.values_list("pk", flat=True)) for table, model in tables().items()}


def new_since(before: Keys) -> Keys:
    """Return the keys that were added."""
    return {table: found - before.get(table, frozenset()) for table, found in keys().items()}


def digest(table: str, owned: Keys) -> dict[Any, str]:
    """Return a hash for each of B's rows of the table."""
    model = tables()[table]
    columns = [one.attname for one in model._meta.local_concrete_fields if one.attname not in IGNORED_COLUMNS]
    rows = model._base_manager.filter(pk__in=owned[table]).values_list("pk", *columns)
    return {row[0]: hashlib.sha256(repr(row[1:]).encode()).hexdigest() for row in rows}


def digests(owned: Keys) -> dict[str, dict[Any, str]]:
    """Return the hashes of all of B's rows."""
    return {table: digest(table, owned) for table in tables() if owned.get(table)}


def rows_about(table: str, known: Keys, owned: Keys) -> list[str]:
    """Return the columns through which a new row of the table points at one of B's rows."""
    model, found = tables()[table], []
    for one in model._meta.local_concrete_fields:
        target = one.related_model
        if not one.is_relation or target is None or one.remote_field is None:
            continue
        theirs = owned.get(target._meta.db_table)
        if not theirs:
            continue
        # Every key known before is left out: what remains is what the request made.
        new = model._base_manager.exclude(pk__in=known.get(table, frozenset()))
        if new.filter(**{f"{one.attname}__in": theirs}).exists():
            found.append(f"{table}.{one.column}")
    return found


@contextmanager
def tables_written() -> Iterator[set[str]]:
    """Collect the tables that are written to inside."""
    written: set[str] = set()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        hit = WRITES.match(sql)
        if hit:
            written.add(hit.group(1))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield written
