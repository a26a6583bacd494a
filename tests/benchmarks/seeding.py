"""Fifty thousand entries in some seconds: those that stand there, again, copied by the database."""

from typing import Any

from django.db import connection
from django.db.models import Max

from agenda.catalogue.facets import EntryFacet
from agenda.catalogue.models import Entry, EntryTheme, Occurrence
from agenda.catalogue.word_models import EntryWord

CHILDREN = {
    Occurrence: ("original_start", "starts_at", "ends_at", "next_from", "seats", "state", "note"),
    EntryTheme: ("theme",),
    EntryFacet: ("facet", "code"),
    EntryWord: ("word_id",),
}


def multiply(times: int) -> None:
    """Make `times` as many entries of those there are, with all that stands beside them."""
    templates = list(Entry.objects.order_by("pk"))
    step = (Entry.objects.aggregate(top=Max("change_no"))["top"] or 0) + 1
    for time in range(1, times):
        for first in range(0, len(templates), 1_000):
            Entry.objects.bulk_create(
                [_again(entry, entry.change_no + time * step) for entry in templates[first : first + 1_000]]
            )
    with connection.cursor() as cursor:
        for model, columns in CHILDREN.items():
            for time in range(1, times):
                _copy(cursor, model._meta.db_table, columns, step=step, time=time)
    as_autovacuum_does()


def as_autovacuum_does() -> None:
    """Let the database look at its tables as it does by itself in production.

    PostgreSQL also notes which rows everybody sees, without which no index answers alone; it can so only where they
    are committed: in tests with `transaction=True`.
    """
    vacuum = connection.vendor == "postgresql" and not connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if vacuum else "ANALYZE")


def _copy(cursor: Any, table: str, columns: tuple[str, ...], *, step: int, time: int) -> None:
    cursor.execute(
        f"INSERT INTO {table} (entry_id, {', '.join(columns)}) "  # noqa: S608 - names of our own columns
        f"SELECT new.id, {', '.join(f'child.{column}' for column in columns)} FROM {table} child "
        "JOIN agenda_entry old ON old.id = child.entry_id AND old.change_no < %s "
        "JOIN agenda_entry new ON new.change_no = old.change_no + %s",
        [step, step * time],
    )


def _again(entry: Entry, change_no: int) -> Entry:
    values = {field.attname: getattr(entry, field.attname) for field in Entry._meta.concrete_fields}
    del values["id"], values["uid"]
    return Entry(**(values | {"change_no": change_no, "code": f"z{change_no:06d}"}))
