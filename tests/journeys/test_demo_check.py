"""The demo's own check, as `make demo-check` runs it: real processes, the whole chain, in a folder that it removes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.plugins.environment import CHILD, FIXED, ROOT


@pytest.mark.once
@pytest.mark.long
def test_the_whole_chain_holds(short_folder: Path) -> None:
    # The caller's environment without what the tests set for themselves (their broker's address leads nowhere).
    tests_own = {*FIXED, CHILD, "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "TEST_DB"}
    env = {name: value for name, value in os.environ.items() if name not in tests_own}
    # Not pytest's own folder: Chromium puts a unix socket below TMPDIR, and such an address holds 107 bytes.
    place = short_folder / "check"
    place.mkdir()
    run = subprocess.run(
        [sys.executable, ROOT / "manage.py", "demo", "--check"],
        env={**env, "TMPDIR": str(place), "VAR_DIR": str(place)},
        capture_output=True,
        text=True,
        timeout=570,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr[-4000:]
    assert "nothing left running" in run.stdout
    assert list(place.glob("relais-*")) == []
