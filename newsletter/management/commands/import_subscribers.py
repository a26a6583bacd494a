"""Takes over a list of subscribers with the proof of each: tells every doubt, and writes only when told to."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cms.structures.spreadsheets import LARGEST_FILE, UnreadableTable
from newsletter.importing.plan import Outcome
from newsletter.importing.runs import ListChanged, NothingToImport, apply_list, read_list


class Command(BaseCommand):
    help = "Look at a CSV or Excel list (e-mail, commune, date, proof) and, with --apply, subscribe whom it names."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV or .xlsx; the first line names the columns")
        parser.add_argument("--apply", action="store_true", help="subscribe; without it nothing changes")

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            if path.stat().st_size > LARGEST_FILE:
                raise CommandError("larger than 2 MB")
            run = read_list(file_name=path.name, content=path.read_bytes(), by=None, now=timezone.now())
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}") from error
        except UnreadableTable as error:
            raise CommandError(str(error)) from error
        for row in run.lines:
            for note in row.notes:
                shown = "".join(sign if sign.isprintable() else "?" for sign in note)  # no terminal codes
                self.stdout.write(f"line {row.line}: {row.outcome}: {shown}")
        try:
            if options["apply"]:
                run = apply_list(import_id=run.pk, now=timezone.now())
        except (NothingToImport, ListChanged) as error:
            raise CommandError(f"nothing was written: {error or type(error).__name__}") from error
        self.stdout.write(", ".join(f"{outcome.value}: {run.count(outcome)}" for outcome in Outcome))
        if not run.applied_at:
            run.delete()
            self.stdout.write("nothing was written; --apply subscribes them")
