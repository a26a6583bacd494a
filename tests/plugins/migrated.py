"""Migrated databases to copy, made once for each set of migrations: migrating costs half a minute of a core.

They lie under var/tests/ and serve every worker of every run until a migration or a library changes.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.plugins import postgres
from tests.plugins.environment import CHILD, ROOT

FOLDER = ROOT / "var" / "tests"


def _key() -> str:
    """Return what decides how a migrated database looks: our migrations, and the versions of what brings others."""
    told = hashlib.sha256()
    for path in [
        ROOT / "requirements-dev.lock",
        *sorted(ROOT.glob("*/migrations/*.py")),
        *sorted(ROOT.glob("*/*/migrations/*.py")),
    ]:
        told.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return told.hexdigest()[:16]


@contextmanager
def _alone() -> Iterator[None]:
    """Keep other workers and other runs of this clone waiting."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(database_url: str) -> None:
    environment = {**os.environ, CHILD: "1", "DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": database_url}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)


def _keep(made: Path, kept: Path) -> None:
    """Put what was made in its place at once, and forget those of earlier migrations."""
    for old in FOLDER.glob(f"*{kept.suffix}"):
        old.unlink()
    made.rename(kept)


def sqlite_file(target: Path) -> None:
    """Write a migrated SQLite database to `target`."""
    kept = FOLDER / f"{_key()}.sqlite3"
    with _alone():
        if not kept.exists():
            made = FOLDER / "making.db"
            made.unlink(missing_ok=True)
            _migrate(f"sqlite:///{made}")
            _keep(made, kept)
        shutil.copyfile(kept, target)


def postgres_database(socket_folder: Path, name: str) -> None:
    """Make a migrated database of this name on the server behind the socket; one of that name is dropped."""
    kept, template = FOLDER / f"{_key()}.dump", "relais_migrated"
    with _alone():
        if not postgres.has_database(socket_folder, template):
            postgres.tool("createdb", socket_folder, template)
            if kept.exists():
                postgres.tool("pg_restore", socket_folder, "-d", template, "--no-owner", kept)
            else:
                made = FOLDER / "making.pg"
                _migrate(postgres.url(socket_folder, template))
                postgres.tool("pg_dump", socket_folder, "-Fc", "-f", made, template)
                _keep(made, kept)
        postgres.tool("dropdb", socket_folder, "--if-exists", name)
        postgres.tool("createdb", socket_folder, "-T", template, name)
