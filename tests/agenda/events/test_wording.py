"""Dates in one French sentence."""

from datetime import date, time

import pytest

from agenda.events.schedule import Schedule, make_slot, weekly
from agenda.events.wording import when, where


def slot(month: int, day: int, start: time = time(14), end: time = time(16)) -> object:
    return make_slot(date(2026, month, day), start, end)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("schedule", "sentence"),
    [
        (Schedule.of(slots=[slot(12, 1)]), "mardi 1er décembre 2026, de 14 h à 16 h"),
        (
            Schedule.of(slots=[slot(12, 1, time(9, 30), time(11, 5))]),
            "mardi 1er décembre 2026, de 9 h 30 à 11 h 05",
        ),
        (
            Schedule.of(slots=[slot(12, 1), slot(12, 8), slot(12, 15)]),
            "mardi 1er décembre, mardi 8 décembre et mardi 15 décembre, de 14 h à 16 h",
        ),
        (
            Schedule.of(slots=[slot(12, 1), slot(12, 3, time(9), time(12))]),
            "mardi 1er décembre de 14 h à 16 h et jeudi 3 décembre de 9 h à 12 h",
        ),
        (
            Schedule.of(slots=[slot(12, n) for n in (1, 2, 3, 4, 5)]),
            "5 dates, du 1er décembre 2026 au 5 décembre 2026, de 14 h à 16 h",
        ),
        (
            Schedule.of(rules=[weekly(date(2026, 12, 1), date(2027, 1, 26), time(14), time(16), [date(2026, 12, 29)])]),
            "tous les mardis de 14 h à 16 h, du 1er décembre 2026 au 26 janvier 2027, sauf le 29 décembre 2026",
        ),
    ],
)
def test_dates_are_said_as_people_say_them(schedule: Schedule, sentence: str) -> None:
    assert plain(when(schedule)) == sentence


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ({"name": "Médiathèque", "commune": "Decize"}, "Médiathèque, Decize"),
        ({"name": "Médiathèque de Decize", "commune": "Decize"}, "Médiathèque de Decize"),
        ({"name": "", "commune": "Decize"}, "Decize"),
        (None, ""),
    ],
)
def test_a_place_names_its_commune_once(place: dict[str, str] | None, words: str) -> None:
    assert where(place) == words
