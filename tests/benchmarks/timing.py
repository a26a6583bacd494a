"""How long an answer takes, and how long it would take at the speed to which the promises refer.

Rented machines are shared: for minutes on end the same code takes twice as long, whatever we do. So a fixed piece of
Python is timed between the calls, in the same minute on the same core, and a promise is judged at the reference speed:
slower spells are taken out, and a faster machine has to be faster. Both figures are printed.
"""

import json
import statistics
import time
from collections.abc import Callable
from typing import Any, NamedTuple

# What `_work` takes between two pages on an undisturbed core of the machine on which the promises were first kept
# (CPython 3.11, two virtual cores).
REFERENCE_MS = 3.7
_ROWS = [
    {"uid": f"{n:08x}", "title": "Premiers pas", "themes": ["demarches", "sante"], "km": n / 7} for n in range(900)
]


class Timing(NamedTuple):
    """A median in milliseconds, and how many times slower than the reference the machine was meanwhile."""

    ms: float
    slowness: float

    @property
    def at_reference(self) -> float:
        """Milliseconds at the reference speed."""
        return self.ms / self.slowness

    def __str__(self) -> str:
        digits = 0 if self.ms >= 10 else 1
        return f"{self.at_reference:.{digits}f} ms ({self.ms:.{digits}f} at {1 / self.slowness:.0%} speed)"


def median_of(call: Callable[[], Any], times: int = 15) -> Timing:
    """Return the median of some calls; the first call, which fills caches, is not counted."""
    call()
    calls, works = [], [_timed(_work)]
    for _n in range(times):
        calls.append(_timed(call))
        works.append(_timed(_work))
    return Timing(statistics.median(calls), statistics.median(works) / REFERENCE_MS)


def _timed(call: Callable[[], Any]) -> float:
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def _work() -> str:
    """Do what answering is made of: strings, dictionaries, sorting, JSON."""
    rows = sorted(json.loads(json.dumps(_ROWS)), key=lambda row: (-row["km"], row["uid"]))
    return "".join("{title} {uid} à {km:.1f} km ({themes})".format(**row) for row in rows)
