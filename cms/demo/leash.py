"""Starts processes that die with this one, even when it is killed with -9, and ends them with all their children."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_PR_SET_PDEATHSIG = 1
# Long enough for a worker to finish its mail, short enough for somebody who pressed Ctrl-C.
PATIENCE_SECONDS = 12.0


def _die_with_parent() -> Callable[[], None] | None:
    """Return what the child runs before it becomes the program: ask the kernel for SIGTERM at our death (Linux only).

    "Our death" is that of the thread which forked, so processes are started from the main thread.
    """
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def before_exec() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return before_exec


class Child:
    """One program in a session of its own, with its output in a file.

    Its own session keeps the terminal's Ctrl-C away: the launcher ends its children one after the other.
    """

    def __init__(self, name: str, command: Sequence[str | Path], *, log: Path, env: Mapping[str, str]) -> None:
        """Start it."""
        self.name = name
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as out:
            self.process = subprocess.Popen(  # noqa: S603 - the project's own programs
                [str(word) for word in command],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=dict(env),
                start_new_session=True,
                preexec_fn=_die_with_parent(),  # noqa: PLW1509 - no thread of ours exists at that time
            )

    @property
    def is_running(self) -> bool:
        """Whether the program itself is alive."""
        return self.process.poll() is None

    def last_words(self, lines: int = 15) -> str:
        """Return the end of its output."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])

    def said(self, words: str) -> bool:
        """Whether its output holds the words."""
        return self.log.exists() and words in self.log.read_text(errors="replace")

    def signal_group(self, number: int) -> bool:
        """Send a signal to the program and all its children; False when none is left."""
        try:
            os.killpg(self.process.pid, number)
        except (ProcessLookupError, PermissionError):
            return False
        return True


def stop_children(children: Sequence[Child]) -> list[str]:
    """End all, the last started first: politely, then with SIGKILL. Return the names of those that had to be killed."""
    for child in reversed(children):
        if child.is_running:
            child.process.terminate()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while any(child.is_running for child in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    killed = [child.name for child in children if child.is_running]
    for child in children:
        child.signal_group(signal.SIGKILL)
        child.process.wait()
    return killed


def left_over(children: Sequence[Child], *, seconds: float = 2.0) -> list[str]:
    """Return the names of the programs of which some process still runs after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        names = [child.name for child in children if child.signal_group(0)]
        if not names or time.monotonic() > deadline:
            return names
        time.sleep(0.05)
