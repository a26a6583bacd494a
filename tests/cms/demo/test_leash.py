"""Nothing outlives the demo's launcher: not after a polite stop, not after kill -9."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cms.demo.environment import CLONE
from cms.demo.leash import Child, left_over, stop_children

pytestmark = pytest.mark.once

SLEEPER = "import time; time.sleep(60)"
# A program with a child of its own, as gunicorn and the worker are; it ignores the polite request.
STUBBORN = (
    "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    f"subprocess.Popen([sys.executable, '-c', {SLEEPER!r}]); time.sleep(60)"
)
LAUNCHER = """
import sys, time
from pathlib import Path
from cms.demo.leash import Child
child = Child("sleeper", [sys.executable, "-c", {code!r}], log=Path({log!r}), env={{}})
print(child.process.pid, flush=True)
time.sleep(60)
"""


def test_a_stop_ends_children_and_grandchildren(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.demo.leash.PATIENCE_SECONDS", 0.5)
    child = Child("stubborn", [sys.executable, "-c", STUBBORN], log=tmp_path / "log", env=os.environ)
    time.sleep(0.5)
    assert stop_children([child]) == ["stubborn"]
    assert left_over([child]) == []


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the kernel's death signal exists on Linux only: run it there"
)
def test_a_launcher_killed_with_9_leaves_nothing(tmp_path: Path) -> None:
    code = LAUNCHER.format(code=SLEEPER, log=str(tmp_path / "log"))
    env = {**os.environ, "PYTHONPATH": str(CLONE)}
    launcher = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=env)
    assert launcher.stdout is not None
    pid = int(launcher.stdout.readline())
    launcher.send_signal(signal.SIGKILL)
    launcher.wait()
    launcher.stdout.close()
    deadline = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and "zombie" not in Path(f"/proc/{pid}/status").read_text():
        assert time.monotonic() < deadline, "the child outlived its launcher"
        time.sleep(0.05)


def test_the_last_words_of_a_program_that_died_are_kept(tmp_path: Path) -> None:
    child = Child("broken", [sys.executable, "-c", "raise SystemExit('no such table')"], log=tmp_path / "log", env={})
    child.process.wait()
    assert not child.is_running
    assert "no such table" in child.last_words()
