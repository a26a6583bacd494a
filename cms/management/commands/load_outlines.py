"""`manage.py load_outlines FILE`: the communes' outlines, from a GeoJSON file of open data."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cms.territories.geojson import UnusableFile, read_outlines
from cms.territories.outlines import load_outlines


class Command(BaseCommand):
    """Load outlines; may be run again with the same or a newer file."""

    help = (
        "Load the communes' outlines (GeoJSON FeatureCollection in WGS 84, with an INSEE code on each feature), "
        "for the map and for the check of coordinates."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and whom to name below the map."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="", help="who made the outlines, printed below the map: IGN, 2026")

    def handle(self, *args: Any, file: Path, source: str, **options: Any) -> None:
        """Load and print the report."""
        try:
            report = load_outlines(file=read_outlines(file), source=source.strip(), now=timezone.now())
        except OSError as error:
            raise CommandError(f"Cannot read {file}: {error.strerror or error}") from error
        except UnusableFile as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        self.stdout.write(
            f"{report.features} features, INSEE code in “{report.code_name}”: outlines written {report.written}, "
            f"already right {report.unchanged}; {report.points_before} points thinned to {report.points_after}."
        )
        missing = ", ".join(report.missing[:10]) + ("…" if len(report.missing) > 10 else "")
        doubts = (
            (report.unread, f"{report.unread} features without an INSEE code or an outline were left out."),
            (report.joined, f"{report.joined} features were joined to another one of the same commune."),
            (
                report.unknown,
                f"{report.unknown} communes lie outside the territory: {', '.join(report.unknown_first)}…",
            ),
            (report.misplaced, f"Drawn somewhere else, left out: {', '.join(report.misplaced)}."),
            (report.missing, f"{len(report.missing)} communes without an outline, shown as points: {missing}."),
        )
        for told, sentence in doubts:
            if told:
                self.stdout.write(sentence)
