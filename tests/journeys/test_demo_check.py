"""The demo's own check, as `make demo-check` runs it: real processes, the whole chain, in a folder that it removes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.plugins.environment import ROOT


@pytest.mark.once
def test_the_whole_chain_holds(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "TEST_", "DATABASE_"))}
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
