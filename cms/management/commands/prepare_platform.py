"""Makes what every space stands on: home page, site, team, moderation workflow, register."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cms.structures.actions import prepare_platform


class Command(BaseCommand):
    help = "Make the home page, the communication team, the moderation workflow and the register; safe to run again."

    def handle(self, *_args: Any, **_options: Any) -> None:
        platform = prepare_platform(now=timezone.now())
        self.stdout.write(f"ready: {platform.home.title}, {platform.team.name}, {platform.workflow.name}")
