"""Runs the isolation matrix on each database and prints, as its last line, how many requests passed and failed.

Environment: ISOLATION_DB=sqlite|postgres for one database only; ISOLATION=reads for GET only; JOBS (2);
ISOLATION_ONLY=desk: for the addresses whose names begin so; ISOLATION_FAILURES=file for failures as they are found.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> int:
    """Return 0 when nothing failed."""
    chosen = os.environ.get("ISOLATION_DB", "")
    worst = 0
    with tempfile.TemporaryDirectory() as folder:
        counts = Path(folder) / "counts"
        for database in [chosen] if chosen else ["sqlite", "postgres"]:
            environment = {**os.environ, "ISOLATION_COUNTS": str(counts)}
            environment["TEST_DB"] = "postgres" if database == "postgres" else ""
            jobs = os.environ.get("JOBS", "2")
            command = [
                sys.executable, "-m", "pytest", "tests/isolation", "-m", "isolation", "-q", "--numprocesses", jobs,
                "--dist", "load", *sys.argv[1:],
            ]  # fmt: skip
            print(f"== {database}", flush=True)
            worst = max(worst, subprocess.run(command, env=environment, check=False).returncode)
        lines = counts.read_text().splitlines() if counts.exists() else []
    passed, failed = (sum(int(line.split()[column]) for line in lines) for column in (0, 1))
    if worst and not failed:
        print("The matrix itself broke; see above.", file=sys.stderr)
    print(f"{passed} passed, {failed} failed")
    return worst


if __name__ == "__main__":
    sys.exit(main())
