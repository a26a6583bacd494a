"""Keep the UIDs that calendars know: from one main date to a name for each series or date."""

from datetime import UTC

from django.db import migrations, models


def kept_names(uid, main_start, schedule):
    """An event of single dates has its own UID at `main_start`; in one with a rule, the rule's series has it."""
    if schedule.get("rule") or schedule.get("rules"):
        return {}
    return {main_start.astimezone(UTC).isoformat(): str(uid)}


def keep_main_date(apps, schema_editor):
    """Write the names of all entries that have a main date."""
    Entry = apps.get_model("agenda", "Entry")
    found = list(Entry.objects.exclude(main_start=None).only("uid", "main_start", "description"))
    for entry in found:
        entry.uids = kept_names(entry.uid, entry.main_start, (entry.description or {}).get("schedule") or {})
    Entry.objects.bulk_update(found, ["uids"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("agenda", "0008_finding")]

    operations = [
        migrations.AddField(model_name="entry", name="uids", field=models.JSONField(default=dict)),
        migrations.RunPython(keep_main_date, migrations.RunPython.noop),
    ]
