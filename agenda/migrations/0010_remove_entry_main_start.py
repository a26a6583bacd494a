"""The main date of an entry is one of its names now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("agenda", "0009_entry_uids")]

    operations = [migrations.RemoveField(model_name="entry", name="main_start")]
