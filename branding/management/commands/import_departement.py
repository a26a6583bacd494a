"""Replaces everything of the département (brand, number, texts) by what an exported JSON file says."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from branding.actions import BrandImportError, import_brand


class Command(BaseCommand):
    """`manage.py import_departement FILE`."""

    help = "Replace names, logo, colours, number and texts by those of FILE (made by export_departement)"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file's name."""
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **_options: object) -> None:
        """Read the file and replace the record, or say why not."""
        try:
            brand = import_brand(data=json.loads(file.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError, json.JSONDecodeError, BrandImportError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{brand.programme_name}, {brand.departement_name}")
