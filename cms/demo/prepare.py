"""Makes an empty folder a demo and leaves a prepared one alone: database, static files, territory, people, content."""

import hashlib
import subprocess
import sys
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
from django.utils.translation.reloader import translation_file_changed

from agenda.catalogue.sweep import repair_catalogue
from cms.demo.seed import is_seeded, seed_demo, seed_missing
from cms.opendata.actions import write_open_data
from cms.structures.actions import prepare_platform
from cms.territories.actions import load_territory
from cms.territories.models import Commune, FormerName

LOCALES = Path(settings.LOCALE_PATHS[0])
# Runs one step under a name that is shown with its duration.
Step = Callable[[str, Callable[[], object]], None]


def prepare_texts() -> None:
    """Compile the French where it is missing or older than what it is compiled from: else all would be in English."""
    compiled = LOCALES / "fr" / "LC_MESSAGES" / "django.mo"
    sources = [compiled.with_suffix(".po"), *(LOCALES / "fragments").glob("*.po")]
    newest = max(path.stat().st_mtime for path in sources)
    if compiled.exists() and compiled.stat().st_mtime >= newest:
        return
    # In a process of its own: the tool is no part of the product. Texts that cannot be compiled keep nobody out.
    subprocess.run(  # noqa: S603 - our own file
        [sys.executable, str(LOCALES / "catalogue.py"), "compile"], check=False, capture_output=True
    )
    translation_file_changed(None, compiled)


def prepare_demo(*, now: datetime, step: Step) -> None:
    """Bring the demo's database and files to the state of this clone; what is there already is kept."""
    if _migrations_wait():
        step(_("database"), lambda: _quietly("migrate", interactive=False, verbosity=0))
    if not _stamp().exists():
        step(_("style sheets and pictures"), _collect_static)
    if not (Commune.objects.of_departement().exists() and FormerName.objects.exists()):
        step(_("communes"), lambda: load_territory(departement=settings.DEPARTEMENT, now=now))
    prepare_platform(now=now)
    if is_seeded():
        seed_missing(now=now)
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
