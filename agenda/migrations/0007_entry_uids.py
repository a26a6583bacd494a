"""Keep the UIDs that calendars know: from one main date to a name for each series or date."""

from datetime import UTC

from django.db import migrations, models


def keep_main_date(apps, schema_editor):
    """An event of single dates has its own UID at `main_start`; in one with a rule, the rule's series has it."""
    Entry = apps.get_model("agenda", "Entry")
    found = Entry.objects.exclude(main_start=None).only("uid", "main_start", "description")
    changed = []
    for entry in found.iterator(chunk_size=500):
        schedule = (entry.description or {}).get("schedule") or {}
        if not schedule.get("rule") and not schedule.get("rules"):
            entry.uids = {entry.main_start.astimezone(UTC).isoformat(): str(entry.uid)}
            changed.append(entry)
    Entry.objects.bulk_update(changed, ["uids"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("agenda", "0006_cancellations_and_stops")]

    operations = [
        migrations.AddField(model_name="entry", name="uids", field=models.JSONField(default=dict)),
        migrations.RunPython(keep_main_date, migrations.RunPython.noop),
    ]
