"""Dates of an item: whole days or hours of one day; what cannot be read is refused; each keeps its name for ever."""

from datetime import date, datetime, time
from typing import Any

import pytest

from agenda.programme.dates import MOST_DATES, DatesRefused, ItemDate, dates_to_json, parse_dates

ID = "0" * 31 + "1"


def test_what_is_written_reads_back() -> None:
    dates = [
        ItemDate.of_days(date(2026, 12, 7), date(2026, 12, 9)),
        ItemDate.of_hours(date(2026, 12, 10), time(14), time(16, 30)),
    ]
    assert parse_dates(dates_to_json(reversed(dates))) == dates


def test_whole_days_end_at_the_midnight_after_the_last() -> None:
    (one,) = parse_dates([{"id": ID, "start": "2026-12-07", "end": "2026-12-09"}])
    assert (one.start, one.end, one.is_all_day) == (datetime(2026, 12, 7), datetime(2026, 12, 10), True)  # noqa: DTZ001


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        ["2026-12-10"],
        [{"start": "2026-12-10", "end": "2026-12-10"}],
        [{"id": "x", "start": "2026-12-10", "end": "2026-12-10"}],
        [{"id": ID, "start": "2026-12-10", "end": "2026-12-09"}],
        [{"id": ID, "start": "2026-12-10", "end": "2027-02-10"}],
        [{"id": ID, "start": "2026-12-10", "end": "2026-12-10T16:00"}],
        [{"id": ID, "start": "2026-12-10T16:00", "end": "2026-12-10T14:00"}],
        [{"id": ID, "start": "2026-12-10T22:00", "end": "2026-12-11T01:00"}],
        [{"id": ID, "start": "2026-12-10T14:00+01:00", "end": "2026-12-10T16:00+01:00"}],
        [{"id": ID, "start": "2026-02-30", "end": "2026-02-30"}],
        [{"id": ID, "start": "9999-12-31", "end": "9999-12-31"}],
        [{"id": ID, "start": 1, "end": 2}],
        [{"id": ID, "start": "2026-12-10", "end": "2026-12-10"}] * 2,
        [{"id": f"{n:032x}", "start": "2026-12-10", "end": "2026-12-10"} for n in range(MOST_DATES + 1)],
    ],
)
def test_what_is_no_date_is_refused(value: Any) -> None:
    with pytest.raises(DatesRefused):
        parse_dates(value)
