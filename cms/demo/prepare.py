"""Makes an empty folder a demo and leaves a prepared one alone: database, static files, territory, people, content."""

import hashlib
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import datetime
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from agenda.catalogue.sweep import repair_catalogue
from cms.demo.seed import is_seeded, seed_demo
from cms.opendata.actions import write_open_data
from cms.structures.actions import prepare_platform
from cms.territories.actions import load_territory
from cms.territories.models import Commune

# Runs one step under a name that is shown with its duration.
Step = Callable[[str, Callable[[], object]], None]


def prepare_demo(*, now: datetime, step: Step) -> None:
    """Bring the demo's database and files to the state of this clone; what is there already is kept."""
    if _migrations_wait():
        step(_("database"), lambda: _quietly("migrate", interactive=False, verbosity=0))
    if not _stamp().exists():
        step(_("style sheets and pictures"), _collect_static)
    if not Commune.objects.of_departement().exists():
        step(_("communes"), lambda: load_territory(departement=settings.DEPARTEMENT, now=now))
    prepare_platform(now=now)
    if is_seeded():
        step(_("catalogue"), lambda: repair_catalogue(now=now, thorough=True))
    else:
        step(_("people, places, events and news"), lambda: seed_demo(now=now))
    step(_("open data"), lambda: write_open_data(now=now))


def _migrations_wait() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _quietly(command: str, **options: object) -> None:
    with redirect_stdout(StringIO()):
        call_command(command, **options)


def _collect_static() -> None:
    stamp = _stamp()
    _quietly("collectstatic", interactive=False, verbosity=0)
    for old in stamp.parent.glob("static-*.stamp"):
        old.unlink()
    stamp.touch()


def _stamp() -> Path:
    """Return the file that says that the static files, as they are now, were collected."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name}|{found.st_size}|{found.st_mtime_ns}\n".encode())
    return Path(settings.VAR_DIR) / f"static-{digest.hexdigest()[:16]}.stamp"
