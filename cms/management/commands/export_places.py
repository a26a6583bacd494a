"""`manage.py export_places [FILE]`: the published places as rows of the national schema, and what was left out."""

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agenda.places.models import Licence
from agenda.places.national_export import ExportedRow, export_places, to_csv, to_json


class Command(BaseCommand):
    """Export places; the report goes to standard error, so that the rows may go to standard output."""

    help = "Write the published places in the national schema 1.0.2; tell what was left out, and why."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, the format and the licence."""
        parser.add_argument("file", nargs="?", type=Path, help="where to write; standard output without it")
        parser.add_argument("--format", choices=["csv", "json"], default="csv")
        parser.add_argument("--odbl", action="store_true", help="the places held under ODbL, in a file of their own")

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        """Write the rows, then the report."""
        exported = list(export_places(licence=Licence.ODBL if options["odbl"] else Licence.OPEN))
        content = b"".join((to_json if options["format"] == "json" else to_csv)(exported))
        if file is None:
            self.stdout.write(content.decode(), ending="")
        else:
            try:
                file.write_bytes(content)
            except OSError as error:
                raise CommandError(f"The file cannot be written: {error.strerror}.") from error
        self._report(exported, wordy=options["verbosity"] > 0)

    def _report(self, exported: Iterable[ExportedRow], *, wordy: bool) -> None:
        rows = list(exported)
        for one in rows if wordy else ():
            for note in one.notes:
                self.stderr.write(f"{'left out' if one.row is None else 'written '} {one.code} {one.name}: {note}")
        left_out = sum(one.row is None for one in rows)
        self.stderr.write(f"{len(rows)} published places: {len(rows) - left_out} written, {left_out} left out.")
