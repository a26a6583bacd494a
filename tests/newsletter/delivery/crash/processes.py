"""Finds and kills the processes that a test started, and no others."""

import os
import signal
import subprocess
from pathlib import Path

from tests.plugins.services import Running


def children(pid: int) -> list[int]:
    """Return the processes that this one started."""
    command = ["ps", "-o", "pid=", "--ppid", str(pid)]
    return [int(word) for word in subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()]


def named(pid: int, word: str) -> bool:
    """Whether this process is alive and its command line holds the word: a number may have passed to another."""
    try:
        return word.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def kill_tree(worker: Running) -> None:
    """Kill the worker and its pool processes at once, as a power cut would."""
    for pid in [worker.process.pid, *children(worker.process.pid)]:
        os.kill(pid, signal.SIGKILL)
    worker.process.wait()
