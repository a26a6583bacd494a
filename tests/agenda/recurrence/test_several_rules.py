"""A sentence may hold several rules: each group of days keeps its own hours, weeks, period, months and closings."""

from datetime import date, time
from typing import Any

import pytest

from agenda.recurrence.explaining import Explanation, explain
from agenda.recurrence.rules import Hours, parse_rule

SINCE, UNTIL = date(2026, 9, 1), date(2027, 8, 31)


def explained(text: str) -> Explanation:
    return explain(text, since=SINCE, until=UNTIL, zone="A")


def _on(found: Explanation, day: str) -> str:
    """Return the hours of a day: "09:00-12:00 14:00-"."""
    sittings = [one for one in found.sittings if one.start.date().isoformat() == day]
    return " ".join(f"{one.start:%H:%M}-{one.end:%H:%M}" if one.end else f"{one.start:%H:%M}-" for one in sittings)


# (sentence, number of rules, {day: hours}); 2026-09-14 is a Monday of an even week, 2026-09-07 of an odd one.
READ: list[tuple[str, int, dict[str, str]]] = [
    ("du lundi au vendredi 9h-12h, et les 1er et 3e samedis du mois 9h-12h", 2,
     {"2026-09-07": "09:00-12:00", "2026-09-05": "09:00-12:00", "2026-09-12": ""}),
    ("tous les jours du 1er avril au 30 juin 14h-18h, du 1er juillet au 31 août 10h-19h", 2,
     {"2027-04-01": "14:00-18:00", "2027-07-01": "10:00-19:00", "2027-03-31": ""}),
    ("semaine paire le samedi 9h-12h, semaine impaire le mercredi 14h-17h", 2,
     {"2026-09-19": "09:00-12:00", "2026-09-12": "", "2026-09-09": "14:00-17:00", "2026-09-16": ""}),
    ("du lundi au vendredi 9h-15h30 / samedi (semaines paires) 9h-15h30", 2,
     {"2026-09-07": "09:00-15:30", "2026-09-12": "", "2026-09-19": "09:00-15:30"}),
    ("le lundi de 13h30 à 17h30, le mardi en semaine impaire de 13h30 à 17h30", 2,
     {"2026-09-14": "13:30-17:30", "2026-09-15": "", "2026-09-08": "13:30-17:30"}),
    ("Vendredi 9h-12h (semaines paires) à Lafox / (semaines impaires) à Douzains", 1,
     {"2026-09-11": "09:00-12:00", "2026-09-18": "09:00-12:00"}),
    ("Le mercredi 14h-16h (hors vacances scolaires), le jeudi 10h-12h (pendant les vacances scolaires)", 2,
     {"2026-09-09": "14:00-16:00", "2026-09-10": "", "2026-10-21": "", "2026-10-22": "10:00-12:00"}),
    ("Du lundi au vendredi 9h-13h et 14h-18h (17h le vendredi)", 1,
     {"2026-09-10": "09:00-13:00 14:00-18:00", "2026-09-11": "09:00-13:00 14:00-17:00"}),
    ("Du lundi au vendredi 14h-18h (mardi 20h)", 1, {"2026-09-08": "14:00-20:00", "2026-09-09": "14:00-18:00"}),
    ("du lundi au vendredi 9h-12h et 14h-17h (fermé le mercredi après-midi)", 1,
     {"2026-09-09": "09:00-12:00", "2026-09-10": "09:00-12:00 14:00-17:00"}),
    ("Du lundi au vendredi 9h-12h et 14h-17h, fermé le deuxième lundi matin de chaque mois", 2,
     {"2026-09-14": "14:00-17:00", "2026-09-07": "09:00-12:00 14:00-17:00"}),
    ("Du lundi au samedi 10h-19h (fermeture entre 13h et 14h le samedi)", 1,
     {"2026-09-12": "10:00-13:00 14:00-19:00", "2026-09-11": "10:00-19:00"}),
    ("Du lundi au vendredi 9h-18h, mercredi 9h-14h", 1, {"2026-09-09": "09:00-14:00", "2026-09-10": "09:00-18:00"}),
    ("du mardi au dimanche de 10h à 18h, fermé le lundi", 1, {"2026-09-07": "", "2026-09-08": "10:00-18:00"}),
    ("lundi : fermé, mardi : 9h-12h, mercredi : fermé, jeudi : 14h-17h", 1,
     {"2026-09-07": "", "2026-09-08": "09:00-12:00", "2026-09-09": "", "2026-09-10": "14:00-17:00"}),
    ("8h-12h et 13h-16h le lundi, 8h-11h le mardi", 1,
     {"2026-09-07": "08:00-12:00 13:00-16:00", "2026-09-08": "08:00-11:00"}),
    ("lundi mardi 09h 12h 13h30 16h mercredi 09h 12h", 1,
     {"2026-09-07": "09:00-12:00 13:30-16:00", "2026-09-09": "09:00-12:00"}),
    ("tous les jeudis de 9h30h à 10hh", 1, {"2026-09-10": "09:30-10:00"}),
    ("du lundi au vendredi de 8h à\n20h30", 1, {"2026-09-07": "08:00-20:30"}),
    ("Du mardi au vendredi 16h-0h", 1, {"2026-09-08": "16:00-00:00"}),
    ("Ouvert d'avril à octobre de 8h à 18h tous les jours", 1, {"2026-10-31": "08:00-18:00", "2026-11-01": "",
                                                                 "2027-04-01": "08:00-18:00"}),
    ("Ouvert tous les jours de 9h à 12h, en juillet-août tous les jours de 10h à 19h", 2,
     {"2026-09-08": "09:00-12:00", "2027-07-05": "10:00-19:00", "2027-08-31": "10:00-19:00"}),
    ("Samedi et dimanche de 14h à 18h, jours fériés de 10h à 12h", 1,
     {"2026-11-11": "10:00-12:00", "2026-11-01": "10:00-12:00", "2026-11-08": "14:00-18:00"}),
    ("tous les mardis de 20h à 22h, en temps scolaire", 1, {"2026-10-13": "20:00-22:00", "2026-10-20": ""}),
    ("avec ou sans rendez-vous, du lundi au vendredi de 9h à 12h au 1er étage", 1, {"2026-09-07": "09:00-12:00"}),
    ("Ouvert de 10h à 12h. Fermé le lundi et le dimanche.", 1, {"2026-09-07": "", "2026-09-08": "10:00-12:00"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "number", "days"), READ, ids=lambda value: value[:40] if isinstance(value, str) else ""
)
def test_each_group_of_days_keeps_what_is_its_own(text: str, number: int, days: dict[str, str]) -> None:
    found = explained(text)
    assert found.question is None
    assert found.reading is not None
    assert len(found.reading.rules) == number
    assert {day: _on(found, day) for day in days} == days


ASKED = [
    ("lundi 9h-12h, mardi 14h-17h, semaines paires", "« semaines paires » : pour quels jours"),
    ("lundi 9h-12h, en juillet, mardi 14h-17h", "« en juillet » : pour quels jours"),
    (
        "le mardi de 14h à 16h, à partir du 5 janvier, le jeudi de 10h à 12h",
        "« à partir du 5 janvier » : pour quels jours",
    ),
    (
        "lundi 9h-12h, mardi 14h-17h pendant les vacances scolaires",
        "« pendant les vacances scolaires » : pour quels jours",
    ),
    ("9h-12h le lundi, le mardi 14h-17h", "quelles heures pour quel jour"),
    ("Mercredi 18h00 19h00", "« 18h00 19h00 » : de quelle heure"),
    ("visites le samedi 10h 11h 14h 15h", "« 10h 11h 14h 15h » : de quelle heure"),
    ("Horaires d’été : 10h-12h du lundi au vendredi", "d’été » : de quelle date"),
    ("le vendredi de la première semaine paire à 14h30", "première semaine paire »"),
    ("Pour la rentrée de septembre 2026, du lundi au vendredi de 8h à 13h", "Que veut dire « de septembre 2026 »"),
    ("Un jeudi sur deux de 14h à 18h, du 2 au 31 octobre", "À partir de quelle date"),
    (
        "Ouvert du mardi au vendredi de 14h à 17h, le samedi de 15h à 18h. Sur réservation de 10h à 12h",
        "« de 10h à 12h »",
    ),
    ("du lundi au vendredi 9h-17h, fermé le mercredi matin", "« matin »"),
    ("Du lundi au vendredi 9h-13h, 17h le vendredi", "jusqu’à quelle heure"),
    ("du mercredi au dimanche de 14h à 18h et le premier dimanche du mois de 14h à 18h", "ne va pas avec le reste"),
]


@pytest.mark.parametrize(("text", "question"), ASKED)
def test_what_may_be_of_one_group_or_of_another_is_asked(text: str, question: str) -> None:
    found = explained(text)
    assert question in (found.question or "")
    assert not found.sittings


def test_one_rule_is_an_object_and_several_are_a_list() -> None:
    one = explained("tous les mardis de 14h à 16h").to_json()["rule"]
    several = explained("le lundi 9h-12h et le premier samedi du mois 9h-12h").to_json()["rule"]
    assert isinstance(one["recurrence"], dict)
    assert [rule["frequency"] for rule in several["recurrence"]] == ["weekly", "monthly"]
    assert [parse_rule(rule).to_json() for rule in several["recurrence"]] == several["recurrence"]
    assert explained("le samedi 12 décembre de 10h à 12h").to_json()["rule"]["recurrence"] is None


def test_more_rules_than_a_form_can_show_are_asked_about() -> None:
    months = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet")
    text = ", ".join(f"en {month} le mardi de {8 + n}h à 18h" for n, month in enumerate(months))
    assert "trop d’horaires" in (explained(text).question or "")


@pytest.mark.parametrize("text", [text for text, number, _days in READ if number > 1])
def test_several_rules_said_back_are_read_as_the_same_dates(text: str) -> None:
    found = explained(text)
    again = explained(found.sentence)
    assert again.question is None, found.sentence
    assert again.sittings == found.sittings


def test_the_same_day_said_for_two_places_has_both_hours() -> None:
    found = explained("Lundi 14h-17h à Beaumont; Lundi 14h-16h30 à Viry; Mercredi 14h-17h")
    assert _on(found, "2026-09-07") == "14:00-16:30 14:00-17:00"


def _hours(found: Any) -> set[Hours]:
    return {hours for rule in found.reading.rules for days in rule.days for hours in days.hours}


def test_midnight_ends_a_day_however_long() -> None:
    assert _hours(explained("tous les mardis de 10h à minuit")) == {Hours(time(10), time(0))}
