"""The named points at which a worker of the crash test kills itself: one on each side of every step of a hand-over."""

import fcntl
import os
import random
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from newsletter.delivery import ledger, reconcile
from newsletter.delivery.smtp import SmtpTransport

# Where the next number of the plan and the deaths so far stand; the size of a life; the seed.
FOLDER, LIFE, SEED = "CRASH_FOLDER", "CRASH_LIFE", "CRASH_SEED"
# name → (where the function lives, its name, whether the death comes after it, the shortest and longest life in calls)
POINTS: dict[str, tuple[Any, str, bool]] = {
    "after claiming": (ledger, "claim", True),
    "before the attempt": (ledger, "permit", False),
    "after the attempt's commit": (ledger, "permit", True),
    "before the final dot": (SmtpTransport, "_finish", False),
    "after the answer": (SmtpTransport, "_finish", True),
    "after the dot": (SmtpTransport, "_answer", False),
    "after the result's commit": (ledger, "settle", True),
    "while settling by the log": (reconcile, "_write", False),
}
# These are called once for twenty mails or less often.
RARE = {"after claiming", "while settling by the log"}


def arm() -> None:
    """Give this process the next death of the plan: a point, and after how many passages of it."""
    folder = Path(os.environ[FOLDER])
    number, unarmed = divmod(_next_number(folder / "plan"), 2)
    if unarmed:  # every other process lives until the test kills it at a random point
        return
    drawn = random.Random(f"{os.environ[SEED]}/{number}")
    name = list(POINTS)[number % len(POINTS)]
    owner, attribute, after = POINTS[name]
    left = 1 + drawn.randrange(1 if name in RARE else max(int(os.environ[LIFE]), 1))
    original: Callable[..., Any] = getattr(owner, attribute)

    def armed(*args: Any, **kwargs: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0 and not after:
            _die(folder, name)
        result = original(*args, **kwargs)
        if left == 0:
            _die(folder, name)
        return result

    setattr(owner, attribute, armed)


def deaths(folder: Path) -> list[str]:
    """Return the points at which workers died, in order."""
    path = folder / "deaths"
    return path.read_text().splitlines() if path.exists() else []


def _die(folder: Path, name: str) -> None:
    with (folder / "deaths").open("a") as out:
        out.write(f"{name}\n")
    os.kill(os.getpid(), signal.SIGKILL)


def _next_number(path: Path) -> int:
    with path.open("a+") as plan:
        fcntl.flock(plan, fcntl.LOCK_EX)
        plan.seek(0)
        number = len(plan.read())
        plan.write(".")
    return number
