"""Compares every published event with its catalogue entry, repairs what differs and says what it was."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from agenda.catalogue.sweep import find_drift, repair_catalogue


class Command(BaseCommand):
    """`manage.py check_catalogue [--dry-run]`: exits 1 when something differed."""

    help = "Compare the published events with the catalogue, repair and report."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --dry-run."""
        parser.add_argument("--dry-run", action="store_true", help="only say what differs")

    def handle(self, *args: Any, dry_run: bool = False, **options: Any) -> None:
        """Sweep thoroughly: every public event is described anew."""
        drift = find_drift(thorough=True) if dry_run else repair_catalogue(now=timezone.now(), thorough=True)
        for word, ids in (
            ("without entry", drift.missing),
            ("changed", drift.stale),
            ("cannot be described", drift.failed),
        ):
            for page_id in ids:
                self.stdout.write(f"page {page_id}: {word}")
        for entry_id in drift.leftover:
            self.stdout.write(f"entry {entry_id}: no longer public")
        for entry_id in drift.unindexed:
            self.stdout.write(f"entry {entry_id}: words of the search index")
        done = "found" if dry_run else "repaired"
        if len(drift):
            self.stderr.write(f"{len(drift)} differences {done}.")
            raise SystemExit(1)
        self.stdout.write(self.style.SUCCESS("The catalogue says what the pages say."))
