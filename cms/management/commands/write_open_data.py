"""Writes the open-data package now."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cms.opendata.actions import write_open_data


class Command(BaseCommand):
    """`manage.py write_open_data`: the nightly task by hand; tells files, rows and what was left out."""

    help = "Write the open-data package (CSV, GeoJSON, description, DCAT) that /donnees/ serves."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write and report."""
        written = write_open_data(now=timezone.now())
        for name, told in written.files.items():
            rows = f", {written.rows[name]} rows" if name in written.rows else ""
            left = f", {written.left_out[name]} left out" if name in written.left_out else ""
            self.stdout.write(f"{name}: {told['bytes']} bytes{rows}{left}")
