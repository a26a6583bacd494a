"""`manage.py demo`: the whole product with fictional people, on free ports, from nothing."""

import shutil
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cms.demo import launcher
from cms.demo.environment import AlreadyRunning, Folder
from cms.demo.services import ServiceDied

# The check asks beat to look often, so that nobody waits for it.
CHECK_TICK_SECONDS = 2


class Command(BaseCommand):
    """Run, check, forget or photograph the demo."""

    help = "Run the whole product with fictional people; Ctrl-C stops it."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to do instead of running."""
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--check", action="store_true", help="run the whole chain without a person, then stop")
        what.add_argument("--reset", action="store_true", help="forget the demo's data")
        what.add_argument("--tour", metavar="DIR", help="photograph the main screens into this folder, then stop")
        parser.add_argument("--seconds", type=float, help="stop by itself this long after it is ready")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; a broken link, a process that died or a demo that runs already is a CommandError."""
        try:
            self.dispatch(options)
        except AlreadyRunning as error:
            raise CommandError(_("The demo is already running at %(url)s") % {"url": error}) from error
        except (ServiceDied, AssertionError) as error:
            raise CommandError(str(error)) from error

    def dispatch(self, options: dict[str, Any]) -> None:
        """Choose by the options."""
        if options["reset"]:
            self.reset()
        elif not launcher.is_demo():
            self.become_demo(throwaway=bool(options["check"] or options["tour"]))
        elif options["check"]:
            self.run_throwaway("check", options)
        elif options["tour"]:
            self.run_throwaway("tour", options)
        else:
            launcher.run_demo(write=self.stdout.write, seconds=options["seconds"])

    def become_demo(self, *, throwaway: bool) -> None:
        """Start again with the demo's environment; a check or tour gets a folder that it removes."""
        if throwaway:
            launcher.become_demo(Path(tempfile.mkdtemp(prefix="relais-check-")), tick_seconds=CHECK_TICK_SECONDS)
        launcher.become_demo(Path(settings.VAR_DIR))

    def reset(self) -> None:
        """Forget the demo's data, unless it is running."""
        folder = Folder.of(Path(settings.VAR_DIR))
        try:
            folder.lock().close()
        except AlreadyRunning as error:
            raise CommandError(_("The demo is running at %(url)s: stop it first (Ctrl-C).") % {"url": error}) from error
        folder.remove()
        self.stdout.write(_("The demo is empty again: make demo fills it anew."))

    def run_throwaway(self, what: str, options: dict[str, Any]) -> None:
        """Run the check or the tour; nothing of it stays but the pictures."""
        root = Path(settings.VAR_DIR)
        try:
            if what == "check":
                from cms.demo.check import run_check

                run_check(write=self.stdout.write)
            else:
                from cms.demo.tour import run_tour

                run_tour(folder=Path(options["tour"]), write=self.stdout.write)
        finally:
            Folder(root).remove()
            if root.parent.name.startswith("relais-check-"):
                shutil.rmtree(root.parent, ignore_errors=True)
