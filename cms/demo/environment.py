"""Where a demo keeps its state, on which ports it listens, and the environment that makes the product a demo."""

import fcntl
import hashlib
import json
import os
import shutil
import socket
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

# The demo's territory; its copy and people (data/) belong to it.
DEPARTEMENT = "58"
CLONE = Path(__file__).resolve().parents[2]
# A unix socket's address holds 107 bytes.
LONGEST_SOCKET = 100


class AlreadyRunning(Exception):
    """Another process runs the demo of this folder; the message is its address."""


@dataclass(frozen=True)
class Folder:
    """The demo's folder, below VAR_DIR: everything that it writes, so that forgetting it is one removal."""

    root: Path

    @classmethod
    def of(cls, var_dir: Path) -> "Folder":
        """Return the folder of the demo whose VAR_DIR is given, made if needed, readable by its owner only."""
        folder = cls((var_dir / "demo").resolve())
        folder.root.mkdir(parents=True, exist_ok=True)
        folder.root.chmod(0o700)
        return folder

    @property
    def mail(self) -> Path:
        """Where the mail catcher keeps what it received."""
        return self.root / "mail"

    @property
    def logs(self) -> Path:
        """What the processes say."""
        return self.root / "log"

    @property
    def state(self) -> Path:
        """Remembers the port, so that addresses printed yesterday still work today."""
        return self.root / "demo.json"

    def socket(self) -> Path:
        """Return the broker's socket, in a private short folder when this one lies too deep."""
        here = self.root / "valkey.sock"
        if len(os.fsencode(here)) <= LONGEST_SOCKET:
            return here
        name = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]
        short = Path(tempfile.gettempdir()) / f"relais-{os.getuid()}-{name}"
        if len(os.fsencode(short / "valkey.sock")) > LONGEST_SOCKET:  # TMPDIR itself lies deep
            short = Path("/tmp") / short.name  # noqa: S108 - checked below to be ours alone
        short.mkdir(mode=0o700, exist_ok=True)
        found = short.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
            raise PermissionError(f"{short} exists and is not ours alone: remove it")
        return short / "valkey.sock"

    def remove(self) -> None:
        """Forget everything."""
        sock = self.socket()
        if sock.parent != self.root:
            shutil.rmtree(sock.parent, ignore_errors=True)
        shutil.rmtree(self.root, ignore_errors=True)

    def lock(self) -> IO[str]:
        """Return the open file that keeps a second launcher out for as long as it is open.

        Raises:
            AlreadyRunning: somebody has it.
        """
        file = (self.root / "lock").open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.close()
            raise AlreadyRunning(f"http://localhost:{self.remembered_port() or '?'}") from error
        return file

    def remembered_port(self) -> int:
        """Return the port of the last time; 0 when there was none."""
        try:
            return int(json.loads(self.state.read_text())["port"])
        except (OSError, ValueError, KeyError, TypeError):
            return 0

    def remember_port(self, port: int) -> None:
        """Keep the port for the next time."""
        self.state.write_text(json.dumps({"port": port}) + "\n")


def free_port(wanted: int = 0) -> int:
    """Return `wanted` if nobody listens there, else a port that is free now."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port")


def demo_environment(given: Mapping[str, str], folder: Folder, *, tick_seconds: int = 10) -> dict[str, str]:
    """Return the environment of the demo and all its processes.

    What would lead out of the folder (a database, a mail server, a secret of the clone's `.env`) is replaced; a broker
    named by REDIS_URL is used.
    """
    port = free_port(folder.remembered_port())
    folder.remember_port(port)
    sock = folder.socket()
    redis = given.get("REDIS_URL", "")
    return {
        **given,
        "DEMO": "1",
        "DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        "DEPARTEMENT": DEPARTEMENT,
        "VAR_DIR": str(folder.root),
        "DATABASE_URL": f"sqlite:///{folder.root / 'db.sqlite3'}",
        "PUBLIC_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "CSRF_TRUSTED_ORIGINS": f"http://localhost:{port},http://127.0.0.1:{port}",
        "SECRET_KEY": "",
        "REDIS_URL": redis or f"unix://{sock}",
        "CELERY_BROKER_URL": redis or f"redis+socket://{sock}",
        "CACHE_IN_REDIS": "1",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(free_port()),
        "EMAIL_HOST_USER": "",
        "EMAIL_HOST_PASSWORD": "",
        "EMAIL_USE_TLS": "0",
        "EMAIL_USE_SSL": "0",
        "DEFAULT_FROM_EMAIL": "ne-pas-repondre@example.org",
        "SERVER_EMAIL": "ne-pas-repondre@example.org",
        "NEWSLETTER_FROM_EMAIL": "lettre@example.org",
        "NEWSLETTER_REPLY_TO": "",
        # Forty people subscribe to the demo: enough of them for a few editions.
        "NEWSLETTER_EDITION_FROM": "3",
        "TICK_SECONDS": str(tick_seconds),
        "LOG_LEVEL": "WARNING",
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(CLONE), given.get("PYTHONPATH", "")])),
        # Said by the launcher so that the demo's own broker is started, or not.
        "DEMO_OWN_BROKER": "0" if redis else "1",
    }
