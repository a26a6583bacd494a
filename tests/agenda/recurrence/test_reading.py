"""A French sentence is read exactly, or answered by a question; what nobody can tell is never guessed."""

import json
import os
import re
import subprocess
import sys
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from agenda.recurrence.explaining import Explanation, explain

ROOT = Path(__file__).parents[3]
SINCE, UNTIL = date(2026, 12, 1), date(2027, 7, 31)


def explained(text: str, since: date = SINCE, until: date = UNTIL, zone: str = "A") -> Explanation:
    return explain(text, since=since, until=until, zone=zone)


# (sentence, number of sittings, the first of them, what is said back)
READ = [
    ("tous les mardis de 14h à 16h", 35, "2026-12-01T14:00/16:00", "tous les mardis de 14 h à 16 h"),
    ("le premier mardi du mois de 14 h à 16 h", 8, "2026-12-01T14:00/16:00", "le premier mardi de chaque mois"),
    ("un mardi sur deux de 14h à 16h à partir du 5 janvier 2027", 15, "2027-01-05T14:00/16:00", "les 2 semaines"),
    ("le mardi des semaines paires, 14h-16h", 17, "2026-12-08T14:00/16:00", "le mardi des semaines paires"),
    ("du lundi au vendredi de 9h à 12h et de 14h à 17h", 348, "2026-12-01T09:00/12:00", "du lundi au vendredi"),
    ("samedi 12 décembre de 10h à 17h", 1, "2026-12-12T10:00/17:00", "le samedi 12 décembre 2026"),
    ("les mardis 5, 12 et 19 janvier de 14h à 16h", 3, "2027-01-05T14:00/16:00", "le mardi 5 janvier 2027"),
    ("Les lundis 11 et 25 janvier, 8 et 22 février 2027, de 14 h à 16 h", 4, "2027-01-11T14:00/16:00", "8 février"),
    ("de septembre à juin, le 1er et le 3e jeudi du mois, 14h - 16h", 14, "2026-12-03T14:00/16:00", "du 1er septembre"),
    ("tous les jours sauf le mercredi de 9h à 12h", 208, "2026-12-01T09:00/12:00", "dimanches"),
    ("10 séances le mardi de 14h à 16h à partir du 5 janvier", 10, "2027-01-05T14:00/16:00", "10 séances"),
    ("Permanence le 2ème mercredi du mois, 9h/12h", 8, "2026-12-09T09:00/12:00", "le deuxième mercredi"),
    ("Mardis et vendredis, 9h-12h, semaines impaires", 36, "2026-12-01T09:00/12:00", "des semaines impaires"),
    ("Le vendredi 22 janvier 2027 à 18h30", 1, "2027-01-22T18:30/", "le vendredi 22 janvier 2027 à 18 h 30"),
    ("lundi-mercredi-vendredi de 9h à 12h", 104, "2026-12-02T09:00/12:00", "lundis, mercredis et vendredis"),
    ("Lundi 9h-12h, mardi 14h-17h, jeudi 9h-12h", 104, "2026-12-01T14:00/17:00", "le lundi de 9 h à 12 h"),
    ("tous les mardis à 14h (durée : 1h30)", 35, "2026-12-01T14:00/15:30", "de 14 h à 15 h 30"),
    ("Samedi 16 janvier, 10h - 12h30 - « Premiers clics », 5 €, 8 places", 1, "2027-01-16T10:00/12:30", "16 janvier"),
    ("Tous les mardis de janvier de 14h à 16h", 4, "2027-01-05T14:00/16:00", "du 1er janvier 2027 au 31 janvier 2027"),
    ("tous les vendredis de 22h à 1h", 35, "2026-12-04T22:00/01:00", "de 22 h à 1 h"),
    ("12/01/2027 14h-16h", 1, "2027-01-12T14:00/16:00", "le mardi 12 janvier 2027"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "number", "first", "said"), READ)
def test_a_sentence_is_read_exactly(text: str, number: int, first: str, said: str) -> None:
    found = explained(text)
    assert found.question is None
    assert len(found.sittings) == number
    one = found.sittings[0]
    assert f"{one.start:%Y-%m-%dT%H:%M}/{one.end:%H:%M}" if one.end else f"{one.start:%Y-%m-%dT%H:%M}/" == first
    assert said in found.sentence.replace("\N{NO-BREAK SPACE}", " ")


ASKED = [
    ("", "Quels jours"),
    ("Atelier informatique pour tous", "Quels jours"),
    ("mardi de 14h à 16h", "chaque semaine, ou une seule fois"),
    ("tous les mardis", "« tous les mardis » : de quelle heure"),
    ("le mardi ou le jeudi de 14h à 16h", "« ou »"),
    ("tous les 15 jours le mercredi de 14h à 16h", "À partir de quelle date"),
    ("un mardi par mois de 14h à 16h", "Quel jour"),
    ("2 fois par mois, le mardi de 14h à 16h", "ne correspond pas"),
    ("le mercredi 6 janvier 2026 de 14h à 16h", "est un mardi"),
    ("le 31 février 2027 de 14h à 16h", "n’existe pas"),
    ("mardi prochain de 14h à 16h", "à quelle date"),
    ("Tous les lundis de 14h à 16h sauf le 12 janvier 2027", "pas de séance"),
    ("tous les mardis de 16h à 14h", "La fin vient avant le début"),
    ("le mardi matin de 14h à 16h", "ces heures"),
    ("du 5 janvier au 30 mars de 14h à 16h", "dimanches compris"),
    ("tous les mardis de 14h à 16h du 30 mars 2027 au 5 janvier 2027", "avant la première"),
    ("10 séances le mardi de 14h à 16h", "À partir de quelle date"),
    ("cycle de 5 séances, les mardis de 10h à 12h du 5 janvier au 9 février 2027", "ne correspond pas"),
    ("tous les mardis de 14h à 16h, sauf pendant les petites vacances", "lesquelles"),
    ("tous les mardis de 14h à 25h", "« de 14h à 25h » : de quelle heure"),
    ("tous les mardis vers 14h", "« vers 14h » : de quelle heure"),
    ("le premier samedi de 14h à 16h", "chaque mois, ou une seule fois"),
    ("tous les mardis de 14h à 16h sauf tous les mardis", "Aucune date"),
    ("x" * 1001, "trop long"),
    ("\x00 tous les mardis 99 14h à 16h", "99"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "question"), ASKED)
def test_what_nobody_can_tell_is_asked(text: str, question: str) -> None:
    found = explained(text)
    assert question in (found.question or "")
    assert not found.sittings


def test_skipped_days_are_told_with_their_reason() -> None:
    found = explained("tous les vendredis de 14h à 16h, sauf vacances scolaires et jours fériés").to_json()
    reasons = {one["date"]: one["reason"] for one in found["skipped"]}
    assert reasons["2027-02-19"] == "vacances d’hiver"
    assert reasons["2026-12-25"] == "jour férié\N{NO-BREAK SPACE}: Noël"
    assert reasons["2027-05-07"] == "pont de l’Ascension"
    assert not {one["start"][:10] for one in found["occurrences"]} & set(reasons)


def test_the_bridge_that_the_library_lacks_is_known() -> None:
    found = explained("tous les vendredis de 14h à 16h, sauf vacances scolaires", date(2026, 5, 1), date(2026, 5, 31))
    assert [one.date for one in found.skipped] == [date(2026, 5, 15)]


def test_a_series_stops_where_the_school_calendar_is_not_decided() -> None:
    found = explained("tous les mardis de 14h à 16h, sauf vacances scolaires", date(2028, 6, 1), date(2028, 10, 31))
    assert max(one.start.date() for one in found.sittings) <= date(2028, 8, 31)
    late = [one for one in found.to_json()["skipped"] if one["date"] > "2028-08-31"]
    assert late
    assert {one["reason"] for one in late} == {"le calendrier scolaire n’est pas encore publié pour cette date"}


def test_zones_have_their_own_holidays() -> None:
    text = "tous les mercredis de 14h à 16h pendant les vacances scolaires"
    a, c = (explained(text, date(2027, 2, 1), date(2027, 3, 31), zone) for zone in ("A", "C"))
    assert {one.start.date() for one in a.sittings} == {date(2027, 2, 17), date(2027, 2, 24)}
    assert {one.start.date() for one in c.sittings} == {date(2027, 2, 10), date(2027, 2, 17)}


def test_the_31st_of_a_month_without_one_is_told() -> None:
    found = explained("le 31 de chaque mois de 10h à 12h")
    assert [one.start.month for one in found.sittings] == [12, 1, 3, 5, 7]
    assert [(one.date.month, one.date.day) for one in found.skipped] == [(2, 28), (4, 30), (6, 30)]


def test_a_rule_of_every_day_is_bounded() -> None:
    text = "tous les jours de 9h à 10h, de 11h à 12h et de 14h à 15h"
    assert len(explained(text, date(2026, 1, 1), date(2027, 12, 31)).sittings) == 800


def test_the_module_needs_neither_django_nor_its_settings() -> None:
    room = ROOT / "agenda" / "recurrence"
    assert not [
        file for file in room.rglob("*.py") if re.search(r"^\s*(from|import) django", file.read_text(), re.MULTILINE)
    ]
    code = """
from datetime import date
from agenda.recurrence.explaining import explain
from django.conf import settings
found = explain("tous les mardis à 14 h", since=date(2027, 1, 1), until=date(2027, 1, 31), zone="A")
assert len(found.sittings) == 4 and not settings.configured
"""
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60, env=environment)


def test_the_command_prints_one_json_object() -> None:
    out = StringIO()
    call_command(
        "explain_recurrence", "tous les mardis de 14 h à 16 h, sauf le 19 janvier 2027", "--from", "2027-01-01", "--to",
        "2027-01-31", "--zone", "B", "--json", stdout=out,
    )  # fmt: skip
    said = json.loads(out.getvalue())
    assert set(said) == {"rule", "sentence", "occurrences", "skipped", "question"}
    assert [one["start"] for one in said["occurrences"]] == [
        "2027-01-05T14:00", "2027-01-12T14:00", "2027-01-26T14:00",
    ]  # fmt: skip
    assert said["skipped"] == [{"date": "2027-01-19", "reason": "date exclue"}]
    assert said["question"] is None


def test_the_command_refuses_days_that_are_none() -> None:
    with pytest.raises(CommandError):
        call_command("explain_recurrence", "tous les mardis à 14 h", "--from", "2027-13-01")
    with pytest.raises(CommandError):
        call_command("explain_recurrence", "tous les mardis à 14 h", "--from", "2027-02-01", "--to", "2027-01-01")
