"""Erases a person's address from the newsletter at their request; the proof of consent stays under a keyed hash."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from newsletter.delivery.retention import erase_subscriber
from newsletter.subscribers.models import Subscriber


class Command(BaseCommand):
    help = "Erase an address from subscribers, deliveries and waiting mails, and tell since when it is erased."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address to erase")

    def handle(self, *_args: Any, **options: Any) -> None:
        email = options["email"]
        try:
            erased = erase_subscriber(email=email, now=timezone.now())
        except ValidationError as error:
            raise CommandError(f"{email} is not an e-mail address") from error
        before = Subscriber.objects.once_had(email).order_by("-erased_at").first()
        if erased:
            self.stdout.write(f"erased: {email}")
        elif before is not None:
            self.stdout.write(f"erased already, on {before.erased_at:%Y-%m-%d}: {email}")
        else:
            raise CommandError(f"{email} is unknown: nothing was changed")
