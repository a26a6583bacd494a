"""From when on a sitting is the next one of its entry; indexes by which what comes next, and where, is read alone."""

from datetime import UTC, datetime
from typing import Any

from django.db import migrations, models
from django.db.models import Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

EVER = datetime(1970, 1, 1, tzinfo=UTC)


def fill(apps: Any, schema_editor: Any) -> None:
    """Write the last end of the sittings of the same entry that start before; of two at once see `sitting_rows`."""
    occurrences = apps.get_model("agenda", "Occurrence").objects.using(schema_editor.connection.alias).order_by()
    earlier = Q(starts_at__lt=OuterRef("starts_at")) | Q(
        starts_at=OuterRef("starts_at"), original_start__lt=OuterRef("original_start")
    )
    before = occurrences.filter(earlier, entry=OuterRef("entry")).values("entry").annotate(last=Max("ends_at"))
    occurrences.update(next_from=Coalesce(Subquery(before.values("last")), EVER))


class Migration(migrations.Migration):
    dependencies = [("agenda", "0010_remove_entry_main_start")]

    operations = [
        migrations.AddField("occurrence", "next_from", models.DateTimeField(default=EVER), preserve_default=False),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveIndex("occurrence", "occurrence_of_entry"),
        migrations.AddIndex(
            "occurrence",
            models.Index(fields=["entry", "ends_at", "next_from", "starts_at"], name="occurrence_next_of_entry"),
        ),
        migrations.AddIndex(
            "occurrence",
            models.Index(fields=["starts_at", "entry", "ends_at", "next_from"], name="occurrence_next"),
        ),
        migrations.RemoveIndex("entry", "entry_by_commune"),
        migrations.AddIndex(
            "entry",
            models.Index(
                fields=["state", "commune_insee", "ends_at", "starts_at", "status", "remote", "price"],
                name="entry_by_commune_whole",
            ),
        ),
    ]
