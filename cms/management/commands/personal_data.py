"""Prints the register of personal data: which field, what for, for how long."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.foundation.personal_data import register


class Command(BaseCommand):
    """`manage.py personal_data`: one line a field, tab-separated, for the register of processing (GDPR art. 30)."""

    help = "Print which fields hold personal data, why and for how long."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the lines."""
        for model, field, text in register():
            purpose, retention = text.split(";", 1)
            self.stdout.write(f"{model._meta.label}.{field}\t{purpose.strip()}\t{retention.strip()}")
