"""What stands on the door, and whether it is open now."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from agenda.places.hours import (
    VARIES,
    hours_in_french,
    state_at,
    state_in_french,
    validate_hours,
)

PARIS = ZoneInfo("Europe/Paris")
OFFICE = "Mo-Fr 09:00-12:15,13:30-17:00"


def plain(text: str) -> str:
    """Return the text with ordinary spaces."""
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("hours", "lines"),
    [
        (OFFICE, ["lundi au vendredi : 9 h – 12 h 15 et 13 h 30 – 17 h"]),
        (f"{OFFICE}; PH off", ["lundi au vendredi : 9 h – 12 h 15 et 13 h 30 – 17 h"]),
        (
            "Mo-Tu 09:00-12:00,14:00-18:00; We 09:00-12:00; Th 09:00-12:00,14:00-18:00; Fr 09:00-12:00",
            ["lundi, mardi et jeudi : 9 h – 12 h et 14 h – 18 h", "mercredi et vendredi : 9 h – 12 h"],
        ),
        ("Mo-Fr 09:00-10:00,11:00-12:00,14:00-15:00", ["lundi au vendredi : 9 h – 10 h, 11 h – 12 h et 14 h – 15 h"]),
        ("Mo-We 13:30-17:00; Th 08:30-12:00; Fr 13:30-17:00", [
            "lundi au mercredi et vendredi : 13 h 30 – 17 h", "jeudi : 8 h 30 – 12 h",
        ]),
        ("24/7", ["tous les jours : jour et nuit"]),
        ("Fr 22:00-02:00", ["vendredi : 22 h – 2 h"]),
        ("Sa 20:00-24:00", ["samedi : 20 h – minuit"]),
        ('Mo 09:00-12:00 "sur rendez-vous"', ["lundi : 9 h – 12 h (sur rendez-vous)"]),
        ('"sur rendez-vous"', ["tous les jours : sur rendez-vous"]),
        ("Mo 09:00-12:00; Jul-Aug Mo 14:00-16:00", ["lundi : 9 h – 12 h", VARIES]),
        ("week 1-53/2 Tu 09:00-12:00", ["mardi des semaines impaires : 9 h – 12 h"]),
        ("We[1],We[3] 09:00-12:00; PH off", ["1er et 3e mercredi du mois : 9 h – 12 h"]),
        ("Fr[-1] 09:00-12:00; Mo 14:00-17:00", ["dernier vendredi du mois : 9 h – 12 h", "lundi : 14 h – 17 h"]),
        # The second rule replaces the first on some days: only the calendar knows.
        ("We 09:00-12:00; We[1] 14:00-16:00", ["mercredi : 9 h – 12 h", VARIES]),
        ("PH off", []),
        ("8h30-12h", []),
        ("", []),
    ],
)  # fmt: skip
def test_the_usual_week_is_told_in_french(hours: str, lines: list[str]) -> None:
    assert [plain(line) for line in hours_in_french(hours)] == lines


@pytest.mark.parametrize(
    ("local", "sentence"),
    [
        ("2026-11-23 10:30", "ouvert maintenant, jusqu’à 12 h 15"),
        ("2026-11-23 12:15", "fermé, ouvre aujourd’hui à 13 h 30"),
        ("2026-11-23 17:00", "fermé, ouvre demain à 9 h"),
        ("2026-11-21 10:00", "fermé, ouvre lundi à 9 h"),
        ("2026-12-24 18:00", "fermé, ouvre lundi à 9 h"),
    ],
)
def test_whether_it_is_open_now_is_told_in_french(local: str, sentence: str) -> None:
    now = datetime.fromisoformat(local).replace(tzinfo=PARIS)
    state = state_at(OFFICE, now)
    assert state is not None
    assert plain(state_in_french(state, now)) == sentence


def test_a_place_is_closed_on_public_holidays_unless_it_says_otherwise() -> None:
    first_of_may = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
    closed = state_at(OFFICE, first_of_may)
    assert closed is not None
    assert not closed.open
    assert closed.next_open == datetime(2026, 5, 4, 9, 0, tzinfo=PARIS)
    open_then = state_at(f"{OFFICE}; PH 09:00-12:00", first_of_may)
    assert open_then is not None
    assert open_then.open


def test_the_hour_is_that_of_the_place_in_winter_and_summer() -> None:
    winter, summer = datetime(2026, 1, 12, 7, 30, tzinfo=UTC), datetime(2026, 7, 6, 7, 30, tzinfo=UTC)
    assert [bool(s and s.open) for s in (state_at(OFFICE, winter), state_at(OFFICE, summer))] == [False, True]


def test_a_change_of_comment_is_no_end_of_opening() -> None:
    now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    state = state_at('Mo 09:00-11:00 "libre"; Mo 11:00-12:00 "sur rendez-vous"', now)
    assert state is None or not state.open or state.until == datetime(2026, 11, 23, 12, 0, tzinfo=PARIS)


@pytest.mark.parametrize(
    "hours", ["", "8h30-12h", "du lundi au vendredi", '"sur rendez-vous"', "Mo 99:00-100:00", "x" * 600]
)
def test_unknown_hours_have_no_state(hours: str) -> None:
    assert state_at(hours, datetime(2026, 11, 23, 9, 0, tzinfo=UTC)) is None


def test_hours_that_never_open_have_no_next_opening() -> None:
    state = state_at("2020 Mo 09:00-12:00", datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    assert state is not None
    assert (state.open, state.next_open) == (False, None)
    assert state_in_french(state, datetime(2026, 11, 23, 9, 0, tzinfo=UTC)) == "fermé"


def test_hours_in_words_are_refused_in_the_form() -> None:
    validate_hours(OFFICE)
    with pytest.raises(ValidationError):
        validate_hours("8h30-12h")
