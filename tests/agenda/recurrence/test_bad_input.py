"""Whatever is typed, the parser answers soon: a reading or a question, nothing else."""

import time
from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest

from agenda.recurrence import reading
from agenda.recurrence.expansion import MAX_SITTINGS
from agenda.recurrence.explaining import Explanation, explain

SINCE, UNTIL = date(2026, 12, 1), date(2027, 11, 30)
# Seconds of the processor; the best of three, since the machine does other things.
SOON = 0.2
LONGEST = 1000


def explained(text: str, since: date = SINCE, until: date = UNTIL) -> Explanation:
    return explain(text, since=since, until=until, zone="A")


def _seconds(text: str) -> float:
    found = []
    for _ in range(3):
        started = time.process_time()
        explained(text)
        found.append(time.process_time() - started)
    return min(found)


HOSTILE = [
    "lundi ", "lundi, ", "lundi et ", "le 1er ", "de ", "les ", "les de la ", "les vacances ",
    "la les periodes de ", "1", "1 ", "0 1 ", "01.01.", "1/1/", "2027-", "14h ", "14h-", "14h à ", "1er et 2e ",
    "premier ", "premier et ", "avant dernier ", "janvier, ", "janvier et ", "de janvier à mars et ",
    "du lundi au ", "sauf ", "(", ")", "-", "@", "a.b.", "a-b+", "http://", "semaines paires ", "semaine ", "et ",
    "tous les ", "un mardi sur ", "½", "ﬃ", "\u0344", "ﷺ", "\u200b", "\u0000", "é", "jusqu'à de du mois de ",
    "plus de 1 ", "prochaines dates ", "sur rdv a,a,", "visites de groupe", "ouvert ", "fermé le ", "\n", "; ",
    "tous les jours 9h-10h ",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_thousand_hostile_characters_are_answered_soon(piece: str) -> None:
    text = (piece * LONGEST)[:LONGEST]
    explained("tous les mardis de 14h à 16h, pendant les vacances scolaires")
    assert _seconds(text) < SOON
    assert _seconds((text + " mardi 14h")[-LONGEST:]) < SOON


PIECES = [
    "lundi", "mardis", "le", "du lundi au vendredi", "de 9h à 12h", "14h-16h", "9h30", "et", ",", ".", "(", ")",
    "/", "sauf", "fermé", "pendant les vacances scolaires", ":", "\n", ";", "hors vacances", "jours fériés",
    "semaines paires", "semaines impaires", "tous les jeudis", "chaque samedi", "un mardi sur deux", "ou",
    "jusqu'à 18h", "du 5 janvier au 30 mars", "en juillet-août", "de septembre à juin",
    "à partir du 5 janvier 2027", "jusqu'au 30 juin 2027", "le 31", "le premier mardi du mois",
    "le 15 de chaque mois", "le samedi 12 décembre", "matin", "après-midi", "10 séances", "tous les 2 mois", "de",
    "18h 19h", "durée 1h30", "le reste de l'année", "ouvert", "uniquement", "2 fois par mois", "pendant 6 semaines",
    "le 24 décembre", "pour les groupes", "dernier", "sauf le 25 décembre", "vacances de Noël", "prochain", "été",
    "2027", "12/01/2027", "2027-02-30", "minuit", "week-end", "15 jours", "quinzaine", "permanences",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_words_of_dates_in_any_order_raise_nothing_and_are_answered_soon(seed: int) -> None:
    random = Random(seed)
    slow = []
    for _ in range(150):
        text = " ".join(random.choice(PIECES) for _ in range(random.choice([2, 3, 4, 5, 6, 8, 12, 30, 120])))[:LONGEST]
        started = time.process_time()
        found = explained(text)
        assert found.question or found.sittings, text
        if time.process_time() - started > SOON and _seconds(text) > SOON:
            slow.append(text)
    assert not slow


def test_the_length_has_a_bound() -> None:
    assert "trop long" in (explained("x" * (LONGEST + 1)).question or "")
    assert "trop long" not in (explained("x" * LONGEST).question or "")


SPACES = [chr(code) for code in range(0x10000) if chr(code).isspace() and chr(code) not in "\n\r\x85\u2028\u2029"]


@pytest.mark.parametrize("space", SPACES, ids=lambda space: f"U+{ord(space):04X}")
def test_every_space_parts_words(space: str) -> None:
    text = "tous les mardis de 14 h à 16 h, du 5 janvier 2027 au 30 mars 2027"
    found = explained(text.replace(" ", space))
    assert found.question is None
    assert found.sittings == explained(text).sittings


@pytest.mark.parametrize("line", ["\n", "\r\n", "\x85", "\u2028", "\u2029"])
def test_every_line_break_ends_a_line(line: str) -> None:
    found = explained(f"Lundi 9h-12h{line}Mardi : fermé{line}Mercredi 14h-17h")
    assert found.question is None
    assert {one.start.weekday() for one in found.sittings} == {0, 2}


def test_a_rule_that_gives_nothing_is_asked_about() -> None:
    assert "Aucune date" in (
        explained("tous les mardis de 14h à 16h du 6 janvier 2027 au 10 janvier 2027").question or ""
    )
    assert "n’existe pas" in (explained("le 31 juin 2027 de 14h à 16h").question or "")


def test_a_rule_of_thousands_of_dates_is_cut() -> None:
    found = explained("tous les jours de 9h à 10h, 11h à 12h, 13h à 14h, 15h à 16h, 17h à 18h et 19h à 20h")
    assert len(found.sittings) == MAX_SITTINGS


@pytest.mark.parametrize("text", ["tous les mardis de 16h à 14h", "le samedi 12 décembre de 18h à 9h"])
def test_an_end_before_its_start_is_asked_about_or_is_of_the_night(text: str) -> None:
    assert "avant le début" in (explained(text).question or "")


def test_a_night_crosses_midnight() -> None:
    found = explained("tous les samedis de 20h à 2h")
    assert {(one.end - one.start).total_seconds() for one in found.sittings if one.end} == {6 * 3600}


def test_the_hour_that_the_clock_skips_is_kept_as_local_time_for_whoever_makes_instants() -> None:
    found = explained("tous les dimanches de 2h30 à 4h", date(2027, 3, 27), date(2027, 4, 5))
    assert [one.start for one in found.sittings] == [datetime(2027, 3, 28, 2, 30), datetime(2027, 4, 4, 2, 30)]  # noqa: DTZ001
    # 02:30 does not exist that night: the zone's own rule moves it to 03:30, in the module that knows the zone.
    paris = ZoneInfo("Europe/Paris")
    utc = found.sittings[0].start.replace(tzinfo=paris).astimezone(ZoneInfo("UTC"))
    assert utc.astimezone(paris).hour == 3
    assert "02:30" in (reading.__doc__ or "")
