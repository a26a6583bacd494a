"""Says what a French sentence about dates means, without a database: rule, dates, skipped days, or a question."""

import json
from argparse import ArgumentTypeError
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agenda.recurrence.calendars import ZONES
from agenda.recurrence.expansion import MAX_SPAN
from agenda.recurrence.explaining import Explanation, explain
from agenda.recurrence.sentences import reason_of

SHOWN = 12


class Command(BaseCommand):
    """`manage.py explain_recurrence "tous les mardis de 14 h à 16 h" --from DATE --to DATE --zone A --json`.

    The exit status is 0 also when the answer is a question: the sentence was read, and needs an answer.
    """

    help = "Say what a French sentence about dates means: the rule, the dates, what is skipped, or a question."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the sentence, the days looked at, the zone of the school holidays, and --json."""
        parser.add_argument("sentence", help="for example: tous les mardis de 14 h à 16 h, sauf vacances scolaires")
        parser.add_argument("--from", dest="since", type=_day, help="first day looked at; today by default")
        parser.add_argument(
            "--to", dest="until", type=_day, help="last day looked at; a year after the first by default"
        )
        parser.add_argument("--zone", default="A", choices=ZONES, help="zone of the school holidays")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the explanation."""
        since: date = options["since"] or date.today()  # noqa: DTZ011 - the operator's own day, no database, no zone
        until: date = options["until"] or since + timedelta(days=365)
        if until < since:
            raise CommandError("--to comes before --from.")
        if until - since > MAX_SPAN:
            raise CommandError("--from and --to are more than two years apart.")
        found = explain(options["sentence"], since=since, until=until, zone=options["zone"])
        if options["json"]:
            self.stdout.write(json.dumps(found.to_json(), ensure_ascii=False, indent=2))
        else:
            self._say(found)

    def _say(self, found: Explanation) -> None:
        if found.question:
            self.stdout.write(found.question)
            return
        self.stdout.write(f"{found.sentence}\n{len(found.sittings)} dates")
        for one in found.sittings[:SHOWN]:
            ends = f" → {one.end:%H:%M}" if one.end else ""
            self.stdout.write(f"  {one.start:%Y-%m-%d %H:%M}{ends}")
        if len(found.sittings) > SHOWN:
            self.stdout.write("  …")
        for skipped in found.skipped[:SHOWN]:
            self.stdout.write(f"  {skipped.date:%Y-%m-%d} : {reason_of(skipped)}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is no day: write it as 2027-01-31") from error
