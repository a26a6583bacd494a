"""Whether somebody answers now, and numbers a telephone can dial."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from branding.phone import clock, phone_state, phone_uri, validate_phone

HOURS = "Mo-Fr 09:00-12:30,13:30-17:00; PH off"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Paris"))


@pytest.mark.parametrize(
    ("moment", "is_open", "hint"),
    [
        ("2026-11-23T10:00", True, "12\xa0h\xa030"),
        ("2026-11-23T12:30", False, "13\xa0h\xa030"),
        ("2026-11-23T18:00", False, "9\xa0h"),
        ("2026-11-28T10:00", False, "lundi"),
        ("2026-07-14T10:00", False, "9\xa0h"),
    ],
)
def test_the_state_follows_the_hours_and_public_holidays(moment: str, is_open: bool, hint: str) -> None:
    state = phone_state(HOURS, at(moment))
    assert state is not None
    assert state.is_open is is_open
    assert hint in state.sentence


def test_the_state_is_told_in_local_time_whatever_the_zone_of_now() -> None:
    state = phone_state(HOURS, datetime(2026, 7, 15, 14, 45, tzinfo=ZoneInfo("UTC")))
    assert state is not None
    assert state.is_open


@pytest.mark.parametrize("hours", ["", "n'importe quoi"])
def test_without_readable_hours_nothing_is_claimed(hours: str) -> None:
    assert phone_state(hours, at("2026-11-23T10:00")) is None


@pytest.mark.parametrize(
    ("phone", "uri"),
    [
        ("01 99 00 12 34", "tel:+33199001234"),
        ("01.99.00.12.34", "tel:+33199001234"),
        ("+33 1 99 00 12 34", "tel:+33199001234"),
        ("3939", "tel:3939"),
        ("0 800 12", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_a_number_becomes_an_address_to_dial(phone: str, uri: str) -> None:
    assert phone_uri(phone) == uri


def test_a_number_that_cannot_be_dialled_is_refused() -> None:
    with pytest.raises(ValidationError):
        validate_phone("01 99 00")


def test_hours_are_written_as_french_prints_them() -> None:
    assert clock(at("2026-11-23T14:05")) == "14\xa0h\xa005"
    assert clock(at("2026-11-23T09:00")) == "9\xa0h"
