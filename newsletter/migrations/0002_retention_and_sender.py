"""Lets addresses be forgotten, keeps the sender with the issue, and remembers which months were composed."""

from typing import Any

from django.db import migrations, models
from django.utils import timezone


def remember_composed(apps: Any, _editor: Any) -> None:
    """Note the months that have their letter already: one deleted later is not composed again."""
    months = apps.get_model("newsletter", "ComposedMonth")
    for period, at in apps.get_model("newsletter", "Issue").objects.values_list("period", "composed_at"):
        months.objects.get_or_create(period=period, defaults={"at": at or timezone.now()})


class Migration(migrations.Migration):
    dependencies = [
        ("newsletter", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ComposedMonth",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", models.CharField(max_length=7, unique=True, verbose_name="month")),
                ("at", models.DateTimeField(verbose_name="composed on")),
            ],
        ),
        migrations.RunPython(remember_composed, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name="delivery",
            name="delivery_once_an_address",
        ),
        migrations.AddField(
            model_name="issue",
            name="sender",
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="subscriber",
            name="erased_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="address erased on"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="e-mail address"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("email", ""), _negated=True),
                fields=("issue", "email"),
                name="delivery_once_an_address",
            ),
        ),
    ]
