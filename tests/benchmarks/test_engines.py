"""Engines × ways to tell cancellations × events: how many are read exactly as we hold them."""

from time import perf_counter

import pytest

from agenda.catalogue.vevents import Cancellations
from tests.benchmarks.conftest import SHORT, Table
from tests.engines.conftest import engines  # noqa: F401 -- fixture
from tests.engines.corpus import events
from tests.engines.engines import compare, told

pytestmark = pytest.mark.bench
EVENTS = 60 if SHORT else 1000


@pytest.mark.usefixtures("engines")
def test_engines_agree_on_a_thousand_events(table: Table) -> None:
    began = perf_counter()
    found = compare(events(EVENTS))
    seconds = perf_counter() - began
    for one in found:
        note = "" if one.way is not Cancellations.PREFIX or one.total == EVENTS else ", without overrides"
        figure = f"{one.engine}, ?annules={one.way}{note}: events read alike ({one.occurrences} occurrences)"
        table.add(figure, str(one), f"{one.total} / {one.total}")
    table.add("seconds for all engines", f"{seconds:.0f} s", "")
    assert [told(apart) for one in found for apart in one.apart[:3]] == []
