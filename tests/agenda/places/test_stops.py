"""The stops of a bus in the editor: hours are read and written as people say them."""

import pytest
from django.core.exceptions import ValidationError

from agenda.places.stops import PlaceStop, TypedHoursInput


@pytest.mark.once
@pytest.mark.parametrize(
    ("stored", "again"),
    [
        ("We[1],We[3] 09:00-12:00; PH off", "We[1],We[3] 09:00-12:00"),
        ("Th 09:30-12:00", "Th 09:30-12:00"),
        ("week 2-53/2 Tu 14:00-17:00", "week 2-53/2 Tu 14:00-17:00"),
    ],
)
def test_the_hours_of_a_stop_are_shown_in_french_and_read_back(stored: str, again: str) -> None:
    shown = TypedHoursInput().format_value(stored)
    assert shown
    assert not {"We", "Th", "Tu", "week", "PH"} & set(shown.replace("[", " ").split())
    stop = PlaceStop(hours=shown)
    with pytest.raises(ValidationError):
        stop.full_clean()
    assert stop.hours == again


@pytest.mark.once
def test_what_cannot_be_said_simply_stays_as_it_is() -> None:
    assert TypedHoursInput().format_value("Jul-Aug Mo 09:00-12:00") == "Jul-Aug Mo 09:00-12:00"
    assert not TypedHoursInput().format_value("")
