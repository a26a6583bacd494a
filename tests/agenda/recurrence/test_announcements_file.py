"""The collected announcements are well-formed: real, distinct, bounded, and each says something or asks."""

import re
from datetime import date
from typing import Any

import pytest

from cms.foundation.holidays import public_holidays
from tests.agenda.recurrence.expected import HELD_OUT, ROUNDS, TYPED, announcements, asks, expand_expected

_KEYS = {"text", "source", "from", "to", "zone", "expected"}
_RHYTHMS = {"weekly", "monthly", "month_days", "dates"}
_LIMITS = {"hours", "parity", "interval", "first", "last", "months", "school", "public", "excluded"}
_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_ITEMS = announcements()
_HELD_OUT = announcements(HELD_OUT)
_TYPED = announcements(TYPED)
_ROUNDS = announcements(ROUNDS)


def _item(expected: object, *, since: str = "2026-12-01", until: str = "2027-02-28") -> dict[str, Any]:
    return {"text": "", "source": "", "from": since, "to": until, "zone": "A", "expected": expected}


def _check_part(part: dict[str, Any]) -> None:
    assert len(_RHYTHMS & set(part)) == 1
    assert set(part) <= _RHYTHMS | _LIMITS
    assert part["hours"]
    for start, end in part["hours"]:
        assert _HOUR.fullmatch(start)
        assert end is None or _HOUR.fullmatch(end)
    for key in ("first", "last"):
        if part.get(key):
            date.fromisoformat(part[key])
    for day in [*part.get("dates", []), *part.get("excluded", [])]:
        date.fromisoformat(day)
    assert all(0 <= day <= 6 for day in part.get("weekly", []))
    assert all(rank in {-1, 1, 2, 3, 4, 5} and 0 <= day <= 6 for rank, day in part.get("monthly", []))
    assert part.get("parity") in {None, "even", "odd"}
    assert part.get("school") in {None, "except", "only"}
    assert part.get("public") in {None, "except"}
    assert part.get("interval", 1) == 1 or part.get("first")


@pytest.mark.once
def test_there_are_two_hundred_announcements_of_which_some_must_be_asked_about() -> None:
    assert len(_ITEMS) >= 200
    assert len(_HELD_OUT) >= 400
    assert len(_TYPED) >= 100
    assert len(_ROUNDS) >= 300
    assert 30 <= sum(asks(item) for item in _ITEMS) <= len(_ITEMS) // 3


@pytest.mark.once
def test_no_announcement_is_collected_twice() -> None:
    texts = [" ".join(item["text"].lower().split()) for item in [*_ITEMS, *_HELD_OUT, *_TYPED, *_ROUNDS]]
    assert len(set(texts)) == len(texts)


@pytest.mark.once
@pytest.mark.parametrize("item", [*_ITEMS, *_HELD_OUT, *_TYPED, *_ROUNDS], ids=lambda item: item["text"][:40])
def test_each_announcement_is_well_formed_and_says_something(item: dict[str, Any]) -> None:
    assert set(item) == _KEYS
    assert 5 <= len(item["text"]) <= 200
    assert item["source"].strip()
    assert item["zone"] in {"A", "B", "C"}
    assert 0 < (date.fromisoformat(item["to"]) - date.fromisoformat(item["from"])).days <= 366
    # Nobody's telephone nor address of mail.
    assert not re.search(r"(\d{2}[ .]){4}\d{2}|@", item["text"])
    if asks(item):
        assert item["expected"] == {"question": True}
        return
    for part in item["expected"]:
        _check_part(part)
        alone = expand_expected(item | {"expected": [part]})
        assert alone, part
        # Every date of a list is in the window.
        assert len({start[:10] for start, _ in alone}) >= len(part.get("dates", []))


@pytest.mark.once
def test_the_expander_counts_as_a_person_does_on_a_calendar() -> None:
    hours = [["14:00", "16:00"]]
    # Of the Tuesdays from December to February: the week 53 of 2026 is odd, and so is the week 1 that follows.
    odd = {start[:10] for start, _ in expand_expected(_item([{"weekly": [1], "hours": hours, "parity": "odd"}]))}
    assert {"2026-12-29", "2027-01-05", "2027-01-19"} <= odd
    assert "2027-01-12" not in odd
    fortnightly = {"weekly": [1], "hours": hours, "interval": 2, "first": "2026-12-29", "last": "2027-01-26"}
    assert expand_expected(_item([fortnightly])) == {
        (f"{day}T14:00", f"{day}T16:00") for day in ("2026-12-29", "2027-01-12", "2027-01-26")
    }
    last_friday = {"monthly": [[-1, 4]], "hours": [["20:00", "00:30"]], "school": "except", "public": "except"}
    assert expand_expected(_item([last_friday])) == {("2027-01-29T20:00", "2027-01-30T00:30")}
    fifteenth = {"month_days": [15], "hours": [["09:00", None]], "months": [1, 2], "excluded": ["2027-02-15"]}
    assert expand_expected(_item([fifteenth])) == {("2027-01-15T09:00", None)}
    in_holidays = expand_expected(_item([{"weekly": [2], "hours": hours, "school": "only"}]))
    assert {start[:10] for start, _ in in_holidays} == {"2026-12-23", "2026-12-30", "2027-02-17", "2027-02-24"}
    assert date(2026, 12, 25) in public_holidays(2026)
    assert expand_expected(_item({"question": True})) == set()
