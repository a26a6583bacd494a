"""The engines, each a program of its own, and how far each finds exactly our occurrences."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from agenda.catalogue.ical import render_calendar
from agenda.catalogue.vevents import Cancellations
from tests.engines.corpus import FIRST, LAST, Expected, Made, expected, plain
from tests.plugins import npm
from tests.plugins.environment import ROOT

HERE = Path(__file__).parent
FOLDER = ROOT / "var" / "engines"
SECONDS = 300
BATCH = 50  # events a calendar
HOW_TO_GET = (
    "ical.js and node-ical could not be had: with a network that reaches an npm registry (setting "
    "npm_config_registry), run this test once; they are then kept in var/engines"
)
APPLYING = ("recurring-ical-events", "ical", "khal", "ical.js", "node-ical")
NOT_APPLYING = ("vobject", "libical")
IN_NODE = ("ical.js", "node-ical")


@dataclass(frozen=True)
class Disagreement:
    """An event of which an engine found something else: what it missed, and what it made up."""

    engine: str
    way: Cancellations
    made: Made
    missed: Expected
    invented: Expected


@dataclass(frozen=True)
class Agreement:
    """How many events an engine read as they are, of how many."""

    engine: str
    way: Cancellations
    total: int
    occurrences: int
    apart: tuple[Disagreement, ...]

    def __str__(self) -> str:
        return f"{self.total - len(self.apart)} / {self.total}"


def get_node_engines() -> None:
    """Have ical.js and node-ical in var/engines.

    Raises:
        npm.Unreachable: no registry answers and they were not kept.
    """
    npm.installed(FOLDER, source=HERE, scripts=("read.mjs",), how_to_get=HOW_TO_GET)


def compare(events: Sequence[Made], ways: Sequence[Cancellations] = tuple(Cancellations)) -> list[Agreement]:
    """Return how far all engines agree with us, those that apply no override on the events that need none."""
    tasks = []
    for engines, asked, read_by in ((APPLYING, ways, events), (NOT_APPLYING, [Cancellations.PREFIX], plain(events))):
        batches = [read_by[n : n + BATCH] for n in range(0, len(read_by), BATCH)]
        for way in asked:
            texts = [calendar_of(batch, way) for batch in batches]
            tasks += [(engine, way, batches, texts) for engine in engines]
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda task: _compare(*task), tasks))


def _compare(engine: str, way: Cancellations, batches: list[Sequence[Made]], texts: list[str]) -> Agreement:
    events = [made for batch in batches for made in batch]
    apart: list[Disagreement] = []
    for batch, answer in zip(batches, read(engine, texts), strict=True):
        found: dict[str, Expected] = {}
        for title, start, end, status in answer:
            found.setdefault(title.rpartition(" – ")[2], Counter())[title, start, end, status] += 1
        for made in batch:
            ours, theirs = expected(made.entry, way), found.pop(made.entry.title, Counter())
            if ours != theirs:
                apart.append(Disagreement(engine, way, made, ours - theirs, theirs - ours))
        assert not found, f"{engine} found events that are in no calendar: {list(found)[:5]}"
    occurrences = sum(expected(made.entry, way).total() for made in events)
    return Agreement(engine, way, len(events), occurrences, tuple(apart))


def calendar_of(events: Sequence[Made], way: Cancellations) -> str:
    """Return the calendar that a reader gets of these events."""
    entries = [made.entry for made in events]
    return render_calendar(title="Essai", description="Essai", entries=entries, cancellations=way).decode()


def read(engine: str, texts: list[str]) -> list[list[tuple[str, int, int, str]]]:
    """Return what an engine finds in each calendar: (title, start, end, STATUS)."""
    span = [str(round(one.timestamp())) for one in (FIRST, LAST)]
    if engine in IN_NODE:
        command, folder = [*npm.program("node"), "read.mjs", engine, *span], FOLDER
    else:
        command, folder = [sys.executable, "-m", "tests.engines.programs", engine, *span], ROOT
    given = json.dumps(texts).encode()
    done = subprocess.run(command, cwd=folder, input=given, capture_output=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, f"{engine}: {done.stderr.decode()[-2000:]}"
    return json.loads(done.stdout)


def told(apart: Disagreement) -> str:
    """Return what somebody needs to look into a disagreement."""
    rules = [rule["frequency"] for rule in apart.made.entry.description["schedule"]["rules"]]
    notices = [f"{one.kind} {one.original_start} {one.new_start or ''}".strip() for one in apart.made.notices]
    sides = {"missed": apart.missed, "invented": apart.invented}
    moments = {
        name: [f"{title} {_iso(start)} {_iso(end)} {status}" for title, start, end, status in side]
        for name, side in sides.items()
    }
    return f"{apart.engine} {apart.way} {apart.made.entry.title} {rules} {notices}: {moments}"


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="minutes")
