"""Fifty thousand entries in some seconds: those that stand there, again, copied by the database."""

from django.db import connection
from django.db.models import Max

from agenda.catalogue.models import Entry, EntryFacet, EntryTheme, Occurrence
from agenda.catalogue.word_models import EntryWord

CHILDREN = {
    Occurrence: ("original_start", "starts_at", "ends_at", "seats", "state", "note"),
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
            table, listed = model._meta.db_table, ", ".join(columns)
            cursor.execute(
                f"INSERT INTO {table} (entry_id, {listed}) "  # noqa: S608 - names of our own columns
                f"SELECT new.id, {', '.join(f'child.{column}' for column in columns)} FROM {table} child "
                "JOIN agenda_entry old ON old.id = child.entry_id AND old.change_no < %s "
                "JOIN agenda_entry new ON new.change_no >= %s AND new.change_no %% %s = old.change_no",
                [step, step, step],
            )
        cursor.execute("ANALYZE")


def _again(entry: Entry, change_no: int) -> Entry:
    values = {field.attname: getattr(entry, field.attname) for field in Entry._meta.concrete_fields}
    del values["id"], values["uid"]
    return Entry(**(values | {"change_no": change_no, "code": f"z{change_no:06d}"}))
