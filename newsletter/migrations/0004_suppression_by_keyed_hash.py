"""Keeps who is not to be written to by the keyed hash of the address; who left or was erased before is taken over."""

import hashlib
import hmac
from typing import Any

from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

AT_ONCE = 500


def _hash(email: str) -> str:
    """The hash as `newsletter.subscribers.models.keyed_hash` made it when this was written."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"newsletter.erased:{email}".encode(), hashlib.sha256)
    return digest.hexdigest()[:40]


def take_over(apps: Any, _editor: Any) -> None:
    """Give each subscriber its hash, and set aside those who left; of an erased one the address itself is the hash."""
    subscribers = apps.get_model("newsletter", "Subscriber").objects
    suppressions = apps.get_model("newsletter", "Suppression")
    batch = []

    def write() -> None:
        subscribers.bulk_update(batch, ["email_hash"])
        gone = [row for row in batch if row.erased_at or row.state == "unsubscribed"]
        suppressions.objects.bulk_create(
            [
                suppressions(
                    email_hash=row.email_hash,
                    reason="left",
                    at=row.unsubscribed_at or row.erased_at or timezone.now(),
                )
                for row in gone
            ],
            ignore_conflicts=True,
        )
        batch.clear()

    for row in subscribers.order_by("pk").iterator(chunk_size=AT_ONCE):
        row.email_hash = row.email.partition(".")[0] if row.erased_at else _hash(row.email)
        batch.append(row)
        if len(batch) == AT_ONCE:
            write()
    write()
    # Who left once and is subscribed again is written to.
    back = subscribers.filter(state="confirmed").values("email_hash")
    suppressions.objects.filter(email_hash__in=back).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("newsletter", "0003_relay_trial_and_uncertain"),
    ]

    operations = [
        migrations.CreateModel(
            name="Suppression",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email_hash", models.CharField(max_length=40, unique=True, verbose_name="keyed hash of the address")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("left", "unsubscribed"),
                            ("erased", "asked for erasure"),
                            ("hard_bounce", "the mailbox does not exist"),
                            ("complaint", "reported as unwanted"),
                            ("by_hand", "set aside by the team"),
                        ],
                        max_length=12,
                        verbose_name="reason",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="since")),
            ],
            options={
                "verbose_name": "address set aside",
                "verbose_name_plural": "addresses set aside",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="subscriber",
            name="email_hash",
            field=models.CharField(default="", editable=False, max_length=40),
        ),
        migrations.AlterField(
            model_name="subscriber",
            name="state",
            field=models.CharField(
                choices=[
                    ("pending", "waiting for confirmation"),
                    ("confirmed", "subscribed"),
                    ("unsubscribed", "unsubscribed"),
                    ("suppressed", "set aside"),
                ],
                db_index=True,
                default="pending",
                max_length=12,
                verbose_name="state",
            ),
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
