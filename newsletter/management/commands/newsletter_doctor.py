"""Checks everything that a letter needs to arrive, and says what to do next; ends with 1 when something harms it."""

import json
import sys
from email import message_from_bytes
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from newsletter.doctor.findings import Context, Status
from newsletter.doctor.running import has_failed, run_checks
from newsletter.returns.domains import HAS_DNS

LARGEST_SAMPLE = 2_000_000
MARKS = {Status.OK: "  ok ", Status.WARN: "   ! ", Status.FAIL: "  NON", Status.NOT_CHECKED: "   ? "}


class Command(BaseCommand):
    help = "Check what the newsletter needs to arrive: DNS, mail server, headers, queues, public address."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--mail", help="a received letter with all its headers (.eml): signature and verdicts are read"
        )
        parser.add_argument("--json", action="store_true", help="one JSON list")

    def handle(self, *_args: Any, **options: Any) -> None:
        results = run_checks(Context(now=timezone.now(), sample=_sample(options["mail"]), resolver=_resolver()))
        if options["json"]:
            self.stdout.write(json.dumps([result.as_dict() for result in results], ensure_ascii=False, indent=1))
        else:
            for result in results:
                self.stdout.write(f"{MARKS[result.status]}  {result.name} : {result.sentence}")
                if result.next_step:
                    self.stdout.write(f"       → {result.next_step}")
            count = {status: sum(result.status is status for result in results) for status in Status}
            self.stdout.write(
                f"\n{count[Status.OK]} ok, {count[Status.WARN]} à améliorer, {count[Status.FAIL]} à corriger,"
                f" {count[Status.NOT_CHECKED]} non vérifiés"
            )
        if has_failed(results):
            sys.exit(1)


def _sample(path: str | None) -> Any:
    if not path:
        return None
    try:
        with Path(path).open("rb") as file:
            return message_from_bytes(file.read(LARGEST_SAMPLE))
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error


def _resolver() -> Any:
    if not HAS_DNS:
        return None
    import dns.exception
    import dns.resolver

    try:
        return dns.resolver.Resolver()
    except dns.exception.DNSException:  # no resolv.conf
        return None
