"""`manage.py lint_feed URL|FILE`: whether anybody's iCalendar feed is one that real programs can read."""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.linting.exchange import Answer, Exchange, probe
from agenda.linting.lint import Report, lint
from agenda.linting.reading import MAX_OCTETS, NotACalendar, TooLarge
from agenda.linting.report import to_json, to_text
from agenda.linting.rules import Severity
from cms.foundation.fetch import Fetcher, FetchError

UNREADABLE = 2
# A clock of seconds turns once in this time.
PAUSE_SECONDS = 1.1


class Command(BaseCommand):
    """`manage.py lint_feed https://agenda.example.org/agenda.ics [--json]`.

    Exits 0 without errors (warnings and advice may be there), 1 with errors, 2 when nothing could be read. An address
    is asked six times at most, through the guarded fetch: private networks are refused.
    """

    help = "Check an iCalendar feed, by its address or from a file, against what calendar programs really read."
    requires_system_checks = ()
    # Tests hand in a fetcher that may reach their own server.
    stealth_options = ("fetcher",)

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the address or file, and --json."""
        parser.add_argument("source", help="an address (http, https, webcal) or a file")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, source: str, fetcher: Fetcher | None = None, **options: Any) -> None:
        """Print the report."""
        report = self._report(source, fetcher or Fetcher(proxy=settings.OUTBOUND_PROXY))
        if options["json"]:
            found = to_json(report, source=source, translate=_)
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
        else:
            for line in to_text(report, source=source, translate=_):
                self.stdout.write(line)
        if report.of(Severity.ERROR):
            raise SystemExit(1)

    def _report(self, source: str, fetcher: Fetcher) -> Report:
        exchange = None
        if "://" in source:
            exchange = _ask(source, fetcher)
            octets = exchange.first.body
        else:
            octets = _read(Path(source))
        try:
            return lint(octets, now=timezone.now(), exchange=exchange)
        except TooLarge as error:
            raise CommandError(_("This is larger than any feed should be."), returncode=UNREADABLE) from error
        except NotACalendar as error:
            raise CommandError(_("This is no calendar: BEGIN:VCALENDAR is missing."), returncode=UNREADABLE) from error


def _read(path: Path) -> bytes:
    """Return a file's octets, one more than allowed at most."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_OCTETS + 1)
    except OSError as error:
        message = _("This file cannot be read: %(reason)s") % {"reason": error.strerror}
        raise CommandError(message, returncode=UNREADABLE) from error


def _ask(source: str, fetcher: Fetcher) -> Exchange:
    """Return what the server answered, or end with the sentence why it did not; webcal is https by another name."""

    def get(url: str, headers: Mapping[str, str]) -> Answer:
        try:
            found = fetcher.get(url, headers=headers, max_bytes=MAX_OCTETS)
        except FetchError as error:
            return Answer(url, getattr(error, "status", 0), {}, b"", str(error))
        return Answer(found.url, found.status, found.headers, found.body)

    url = f"https://{source[9:]}" if source.lower().startswith("webcal://") else source
    answer = probe(url, get, pause=lambda: time.sleep(PAUSE_SECONDS))
    if isinstance(answer, Exchange):
        return answer
    if answer.status in {401, 403}:
        reason = _("The address asks for a password (%d): no calendar program can subscribe to it.") % answer.status
    else:
        reason = answer.reason or _("The server answers with the error %d.") % answer.status
    raise CommandError(reason, returncode=UNREADABLE)
