"""`manage.py import_places FILE [--licence odbl]`: places in the national schema, CSV or JSON, into the register."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agenda.places.actions import NoRegister, Outcome, import_places
from agenda.places.files import UnreadableFile, read_file
from agenda.places.models import Licence


class Command(BaseCommand):
    """Import places; may be run again with the same or a newer file."""

    help = "Import places in the national schema (CSV or JSON) into the register; warns instead of refusing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and its licence."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--licence",
            choices=[str(licence.value) for licence in Licence],
            default=str(Licence.OPEN.value),
            help="the file's licence; places under odbl are shown to people and kept out of the open tables",
        )

    def handle(self, *args: Any, file: Path, licence: str = Licence.OPEN, **options: Any) -> None:
        """Import and print the report."""
        try:
            report = import_places(rows=read_file(file), now=timezone.now(), licence=licence)
        except FileNotFoundError as error:
            raise CommandError(f"No such file: {file}") from error
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        except NoRegister as error:
            raise CommandError("No register yet: run `manage.py prepare_platform` first.") from error
        if options["verbosity"] > 0:
            for row in report.rows:
                for warning in row.warnings:
                    self.stdout.write(f"row {row.line} ({row.name or row.national_id}): {warning}")
        figures = ", ".join(f"{report.count(outcome)} {outcome.value}" for outcome in Outcome)
        self.stdout.write(f"{len(report.rows)} rows: {figures}; {report.warnings} warnings.")
