"""Counts how often a request was recalled."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newsletter", "0007_suppression_by_keyed_hash"),
    ]

    operations = [
        migrations.AddField(
            model_name="subscriber",
            name="reminders",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
    ]
