"""Foreign engines find exactly our occurrences, whichever way a calendar tells what is called off.

The whole, a thousand events, is part of `make bench` (tests/benchmarks/test_engines.py).
"""

from collections import Counter

import pytest

from agenda.catalogue.vevents import Cancellations
from tests.engines import engines as subject
from tests.engines.corpus import events, expected, made, monthly_nights
from tests.engines.engines import APPLYING, NOT_APPLYING, calendar_of, compare, read, told

pytestmark = pytest.mark.once
SHORT = 150


def test_seven_engines_find_exactly_our_occurrences(engines: None) -> None:
    found = compare(events(SHORT))
    print("\n" + "\n".join(f"{one.engine:22} {one.way:8} {one}" for one in found))
    assert [told(apart) for one in found for apart in one.apart[:3]] == []
    assert {one.engine for one in found} == {*APPLYING, *NOT_APPLYING}
    assert {one.total for one in found if one.engine in APPLYING} == {SHORT}
    assert min(one.total for one in found) >= SHORT // 5


def test_monthly_nights_that_pass_a_clock_change_are_read_alike(engines: None) -> None:
    """Without notices, so that libical and vobject are asked too."""
    quiet = [made(n, schedule, []) for n, schedule in enumerate(monthly_nights())]
    found = compare(quiet, [Cancellations.PREFIX])
    assert [told(apart) for one in found for apart in one.apart] == []
    assert {one.engine for one in found if one.total >= 6} == {*APPLYING, *NOT_APPLYING}


def test_an_exception_that_is_lost_is_seen_by_every_engine(engines: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison can fail: without its EXDATE lines a calendar is read otherwise by all."""
    told_apart = [one for one in events(SHORT) if "EXDATE" in calendar_of([one], Cancellations.PREFIX)][:4]
    whole = subject.calendar_of

    def without_exceptions(batch: list, way: Cancellations) -> str:
        unfolded = whole(batch, way).replace("\r\n ", "").split("\r\n")
        return "\r\n".join(line for line in unfolded if not line.startswith("EXDATE"))

    monkeypatch.setattr(subject, "calendar_of", without_exceptions)
    found = compare(told_apart, [Cancellations.PREFIX])
    assert {one.engine for one in found if one.total == len(one.apart)} >= set(APPLYING)


def test_what_engines_are_compared_with_is_what_the_description_says() -> None:
    """The oracle itself: as many occurrences as the entry has, less what is hidden."""
    for one in events(SHORT):
        items = one.entry.description["occurrences"]
        off = Counter((item["state"] if item["state"] != "scheduled" else one.entry.status) for item in items)
        assert expected(one.entry, Cancellations.STATUS).total() == len(items)
        hidden = expected(one.entry, Cancellations.HIDE).total()
        assert hidden == len(items) - off["cancelled"] - off["postponed"]


def test_the_corpus_holds_every_kind_of_trouble() -> None:
    many = events(SHORT)
    texts = calendar_of(many, Cancellations.STATUS).replace("\r\n ", "")
    for sign in (
        "EXDATE;",
        "RECURRENCE-ID;",
        "STATUS:CANCELLED",
        "BYMONTHDAY=",
        "INTERVAL=",
        "BYDAY=1TU,3TU",
        "BYDAY=-2",
    ):
        assert sign in texts, sign
    starts = {item["original_start"] for one in many for item in one.entry.description["occurrences"]}
    assert {"2026-10-25T02:30:00+02:00", "2027-03-28T03:30:00+02:00"} <= starts
    assert {notice.kind for one in many for notice in one.notices} >= {
        "cancelled", "postponed", "moved", "full", "stopped", "sentence",
    }  # fmt: skip


@pytest.mark.parametrize("engine", [*APPLYING, *NOT_APPLYING])
def test_an_empty_calendar_is_read_as_one(engines: None, engine: str) -> None:
    assert read(engine, [calendar_of([], Cancellations.PREFIX)]) == [[]]
