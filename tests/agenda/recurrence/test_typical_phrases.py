"""Turns of phrase that real announcements are full of: read where they are clear, asked about where they are not."""

from datetime import date

import pytest

from agenda.recurrence.explaining import Explanation, explain

TUESDAYS = "tous les mardis de 14h à 16h"


def _explained(text: str) -> Explanation:
    return explain(text, since=date(2026, 9, 1), until=date(2027, 6, 30), zone="A")


@pytest.mark.parametrize(
    "said",
    [
        "1865 Les Diablerets",
        "1090 Bruxelles",
        "accès 24/7",
        "classe de 6e C",
        "pour la 2e édition",
        "campus PK17",
        "30 A Route Nationale",
        "projets pour 2031",
        "tarif 5€50",
        "10€/mois",
        "environ 4 000 FCFA",
        "bâtiment 3",
        "D306",
        "depuis 1984",
        "à Lyon 2",
        "dernière entrée 15h30",
        "dernière admission 45 minutes avant la fermeture",
        "toute l'année",
        "uniquement sur rendez-vous",
        "entrée libre",
        "7.2 km",
    ],
)
def test_a_figure_that_is_no_date_changes_nothing(said: str) -> None:
    assert _explained(f"{TUESDAYS}, {said}").sittings == _explained(TUESDAYS).sittings != ()


READ = {
    "tous les mardis 9.30-11.30": "tous les mardis de 9 h 30 à 11 h 30",
    "samedi 16 janvier de 10h à 12h, dimanche 17 de 14h à 16h":
        "le samedi 16 janvier 2027 de 10 h à 12 h, le dimanche 17 janvier 2027 de 14 h à 16 h",
    "le samedi 16 janvier à 20h, le dimanche 17 à 15h":
        "le samedi 16 janvier 2027 à 20 h, le dimanche 17 janvier 2027 à 15 h",
    "le mardi de 14h à 16h, même horaire le jeudi": "tous les mardis et jeudis de 14 h à 16 h",
    "du mardi au jeudi de 10h à 18h, nocturne le jeudi jusqu'à 21h":
        "le mardi et le mercredi de 10 h à 18 h, le jeudi de 10 h à 21 h",
    "le 5 janvier, le 2 mars et le 4 mai de 17h à 20h":
        "le mardi 5 janvier 2027, le mardi 2 mars 2027 et le mardi 4 mai 2027 de 17 h à 20 h",
    "mercredi de 14h à 18h en période scolaire. Vacances scolaires : mardi et jeudi de 10h à 12h":
        "tous les mardis et jeudis de 10 h à 12 h, à partir du 1er septembre 2026, pendant les vacances scolaires",
    "tous les mardis de 14h à 16h, fermeture annuelle en mai": "sauf en mai",
    "tous les jeudis de 14h à 16h sauf le premier du mois": "sauf le 3 septembre 2026, le 1er octobre 2026",
    "tous les jeudis de 9h à 10h, sauf vacances scolaires, du 10/09/2026 au 30/06/2027": "du 10 septembre 2026 au 30",
    "les mercredis du mois de mars de 10h à 12h": "tous les mercredis de 10 h à 12 h, du 1er mars 2027 au 31 mars",
}  # fmt: skip


@pytest.mark.parametrize(("text", "sentence"), READ.items())
def test_a_usual_turn_of_phrase_is_read(text: str, sentence: str) -> None:
    found = _explained(text)
    assert found.question is None
    assert sentence in found.sentence.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    "text",
    [
        # The weekday belies the month carried on, or the day bounds a period.
        "samedi 16 janvier de 10h à 12h, dimanche 18 de 14h à 16h",
        "du samedi 16 à 14h au dimanche 17 janvier à 18h",
        "samedi 16 janvier de 10h à 18h, reporté au dimanche 17",
        # The same as which?
        "le mardi de 14h à 16h, pas le même horaire le jeudi",
        "le mardi de 14h à 16h, même horaire le jeudi matin",
        # It may be a price or a date.
        "tous les mardis, tarif 7.50 - 9.50",
        "tous les mardis 9.10-11.12",
        "tous les mardis à 1430",
        f"{TUESDAYS} au lieu de 15h à 17h",
        f"{TUESDAYS}. Vacances scolaires : mardi de 10h à 12h",
        f"{TUESDAYS}, sauf vacances scolaires, du 5 octobre au 30 novembre",
        "les mardis et jeudis à 14h sauf le premier du mois",
        "du mardi au jeudi de 10h à 18h, nocturne le dimanche jusqu'à 20h",
        "du mardi au jeudi de 10h à 18h, nocturne le jeudi jusqu'à 16h",
        "fermé le vendredi, uniquement aux heures de prière, tous les jours de 9h à 12h",
        f"{TUESDAYS}, sauf les jours fériés officiels de l'Ontario",
        "la rencontre aura lieu le samedi à 9h",
        "chaque samedi de mars, une conférence de 2h",
        f"{TUESDAYS}, les horaires peuvent varier",
        f"{TUESDAYS}, accès le 24/7",
    ],
)
def test_what_stays_open_is_asked_about(text: str) -> None:
    assert _explained(text).question
