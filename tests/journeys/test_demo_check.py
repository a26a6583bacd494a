"""The demo's own check, as `make demo-check` runs it: real processes, the whole chain, in a folder that it removes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.plugins.environment import CHILD, FIXED, ROOT


@pytest.mark.once
def test_the_whole_chain_holds(tmp_path: Path) -> None:
    # The caller's environment without what the tests set for themselves (their broker's address leads nowhere).
    tests_own = {*FIXED, CHILD, "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "TEST_DB"}
    env = {name: value for name, value in os.environ.items() if name not in tests_own}
    run = subprocess.run(
        [sys.executable, ROOT / "manage.py", "demo", "--check"],
        env={**env, "TMPDIR": str(tmp_path), "VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=570,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr[-4000:]
    assert "nothing left running" in run.stdout
    assert list(tmp_path.glob("relais-*")) == []
