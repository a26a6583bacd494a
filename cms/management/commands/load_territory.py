"""`manage.py load_territory CODE`: communes, EPCI and distances of a département, from the packaged table."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cms.territories.actions import UnknownDepartement, load_territory
from cms.territories.table import departement_codes


class Command(BaseCommand):
    """Load a département and its neighbourhood; may be run again at any time."""

    help = "Load the communes and EPCI of a département, of its EPCI beyond the border, and of 30 km around."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the département's code."""
        parser.add_argument("departement", help="INSEE code of the département: 01 … 95, 2A, 2B, 971 … 976")

    def handle(self, *args: Any, departement: str, **options: Any) -> None:
        """Load and print the figures."""
        try:
            report = load_territory(departement=departement, now=timezone.now())
        except UnknownDepartement as error:
            known = ", ".join(sorted(departement_codes()))
            raise CommandError(f"Unknown département “{error}”. Known codes: {known}.") from error
        self.stdout.write(
            f"Département {report.departement}: {report.communes} communes, {report.epci} EPCI "
            f"of which {report.straddling} straddle the border; {report.neighbourhood} communes around it."
        )
        self.stdout.write(
            f"Communes created {report.created}, corrected {report.updated}; "
            f"distances written {report.neighbours_written}; former names known {report.former_names}."
        )
        if report.without_point:
            self.stdout.write(f"{report.without_point} communes have no known point: nothing is near them.")
