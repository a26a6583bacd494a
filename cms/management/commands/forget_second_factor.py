"""Clears somebody's second factor from the command line: for the only administrator, whose phone is lost."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cms.accounts.actions import forget_second_factor
from cms.accounts.models import User


class Command(BaseCommand):
    help = "Clear a person's second factor; a new one is set up at the next sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError("nobody has this address")
        forget_second_factor(user=user, by=None, now=timezone.now())
        self.stdout.write(f"cleared: {user.email}")
