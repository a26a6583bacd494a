"""Lets a subscriber choose the form of the letter, and counts how often a request was recalled."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newsletter", "0004_suppression_by_keyed_hash"),
    ]

    operations = [
        migrations.AddField(
            model_name="subscriber",
            name="form",
            field=models.CharField(
                choices=[("full", "full version"), ("short", "short version, large print")],
                default="full",
                max_length=5,
                verbose_name="form",
            ),
        ),
        migrations.AddField(
            model_name="subscriber",
            name="reminders",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
    ]
