"""Partners type hours as they say them."""

import pytest

from agenda.places.hours import hours_in_french
from agenda.places.typed_hours import read_typed_hours


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        (
            "Lundi au vendredi 9h-12h15 et 13h30-17h ; samedi de 9h à 12h",
            "Mo-Fr 09:00-12:15,13:30-17:00; Sa 09:00-12:00",
        ),
        ("du lundi au jeudi : 8 h 30 – 12 h", "Mo-Th 08:30-12:00"),
        ("Mardi et jeudi de 14h à 18h", "Tu,Th 14:00-18:00"),
        ("lundi 9h-12h, mercredi 14h-17h", "Mo 09:00-12:00; We 14:00-17:00"),
        ("Lun-Ven 09:00-17:00", "Mo-Fr 09:00-17:00"),
        ("lundi au mercredi et vendredi 9h-12h", "Mo-We,Fr 09:00-12:00"),
        ("samedi au lundi 9h-12h", "Sa-Mo 09:00-12:00"),
        ("tous les jours 10h-24h", "Mo-Su 10:00-24:00"),
        ("tous les mardis de 9h à 12h", "Tu 09:00-12:00"),
        ("1er et 3e mercredi du mois, 9h-12h", "We[1],We[3] 09:00-12:00"),
        ("le premier lundi du mois de 14h à 16h30", "Mo[1] 14:00-16:30"),
        ("dernier vendredi de chaque mois 9h-12h", "Fr[-1] 09:00-12:00"),
        (
            "mardi des semaines paires 9h-12h ; jeudi (semaines impaires) 14h-17h",
            "week 2-53/2 Tu 09:00-12:00; week 1-53/2 Th 14:00-17:00",
        ),
        ("2ème mardi du mois : 9 h – 12 h ; samedi 9h-12h", "Tu[2] 09:00-12:00; Sa 09:00-12:00"),
        ("les mardis 9h-12h\nles jeudis 9h-12h", "Tu 09:00-12:00; Th 09:00-12:00"),
    ],
)
def test_hours_are_understood_as_they_are_said(typed: str, hours: str) -> None:
    assert read_typed_hours(typed) == hours
    assert hours_in_french(hours)


@pytest.mark.parametrize(
    "typed",
    [
        "8h30-12h",
        "un mardi sur deux 9h-12h",
        "lundi au vendredi",
        "lundi au vendredi 9h",
        "lundi 12h-9h",
        "lundi 25h-26h",
        "lundi 9h-12h sauf en août",
        "lundi au vendredi 9h-17h ; mercredi 9h-12h",
        "1er lundi et mardi du mois 9h-12h",
        "mercredi du mois 9h-12h",
        "mercredi 9h-12h ; 1er mercredi du mois 14h-17h",
        "1er mercredi du mois",
        "tous les 15 jours le mardi 9h-12h",
        "tous les deux mardis 9h-12h",
        "sur rendez-vous",
        "Mo-Fr 09:00-12:00",
        "",
        "x" * 500,
    ],
)
def test_what_is_not_wholly_understood_is_left_alone(typed: str) -> None:
    assert read_typed_hours(typed) is None


def test_what_we_print_can_be_typed_again() -> None:
    hours = "Mo,We-Th 09:00-12:00,13:30-18:00; Tu 13:30-18:00; Fr 09:00-12:00"
    again = read_typed_hours(" ; ".join(hours_in_french(hours)))
    assert again is not None
    assert hours_in_french(again) == hours_in_french(hours)
