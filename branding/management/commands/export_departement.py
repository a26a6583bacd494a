"""Writes everything of the département (brand, number, texts) to one JSON file."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from branding.actions import export_brand


class Command(BaseCommand):
    """`manage.py export_departement FILE`."""

    help = "Write everything of the département (names, logo, colours, number, texts) to FILE as JSON"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file's name."""
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **_options: object) -> None:
        """Write the file."""
        file.write_text(json.dumps(export_brand(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        self.stdout.write(f"{file}")
