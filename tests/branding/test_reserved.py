"""Election periods as the team types them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from branding.reserved import ReservedPeriod, read_reserved, reserved_at

TEXT = "du 01/09/2027 au 15/03/2028 : municipales\n\n 1/6/2029 - 30/6/2029"


def test_periods_are_read_line_by_line() -> None:
    assert read_reserved(TEXT) == [
        ReservedPeriod(date(2027, 9, 1), date(2028, 3, 15), "municipales"),
        ReservedPeriod(date(2029, 6, 1), date(2029, 6, 30)),
    ]
    assert read_reserved("") == []


@pytest.mark.parametrize(
    "line",
    [
        "municipales",
        "du 31/02/2027 au 15/03/2028",
        "du 01/09/2027",
        "2027-09-01 au 2028-03-15",
        "du 0/1/2027 au 1/1/2028",
    ],
)
def test_a_line_that_is_none_is_quoted(line: str) -> None:
    with pytest.raises(ValidationError, match=line):
        read_reserved(f"{TEXT}\n{line}")


def test_a_period_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValidationError, match="avant de commencer"):
        read_reserved("du 15/03/2028 au 01/09/2027")


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2027, 8, 31), None),
        (date(2027, 9, 1), "municipales"),
        (date(2028, 3, 15), "municipales"),
        (date(2028, 3, 16), None),
    ],
)
def test_both_days_belong_to_a_period_and_a_bad_line_hides_no_other(day: date, name: str | None) -> None:
    found = reserved_at(f"n’importe quoi\n{TEXT}", day)
    assert (found.name if found else None) == name
