"""Starts processes that die with the test run, even when it is killed with -9."""

import atexit
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1


def leash(stop_signal: int = signal.SIGTERM, drop_to: tuple[int, int] | None = None) -> Callable[[], None]:
    """Return a preexec function: drop to (uid, gid) when given, then ask the kernel for `stop_signal` at our death.

    The order matters: changing user clears the request. Call Popen from the main thread: "our death" is that of the
    thread which forked.
    """
    if not sys.platform.startswith("linux"):
        return lambda: None
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def before_exec() -> None:
        if drop_to is not None:
            os.setgroups([])
            os.setgid(drop_to[1])
            os.setuid(drop_to[0])
        libc.prctl(_PR_SET_PDEATHSIG, stop_signal)
        if os.getppid() != parent:
            os._exit(1)

    return before_exec


def own_folder(where: Path) -> Path:
    """Make a folder that is gone when this process ends; remove those of runs that were killed.

    `where` is short: a unix socket's path holds 107 bytes.
    """
    for left in where.glob("relais-test-*-*"):
        pid = left.name.split("-")[2]
        if pid.isdecimal() and not Path("/proc", pid).exists() and Path("/proc/self").exists():
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"relais-test-{os.getpid()}-", dir=where))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def spawn(
    command: Sequence[str | Path], *, log: IO[bytes], env: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a command on the leash, with its output in `log` and in a process group of its own."""
    return subprocess.Popen(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        env=None if env is None else dict(env),
        preexec_fn=leash(),  # noqa: PLW1509 - runs before any thread of the child exists
    )


def stop(process: subprocess.Popen[bytes], *, patience_seconds: float = 10) -> None:
    """End a process: politely first, then with SIGKILL."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(patience_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
