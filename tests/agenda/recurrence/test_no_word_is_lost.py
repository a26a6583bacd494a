"""No word that says something of dates is passed over: it changes what is read, or is asked about.

Words are put into sentences that are read, and taken out of them, everywhere; those that mean nothing are listed.
"""

from datetime import date

import pytest

from agenda.recurrence.explaining import Explanation, explain

SENTENCES = [
    "permanence numérique tous les mardis de 14h à 16h à la mairie",
    "le premier samedi du mois de 10h à 12h au foyer rural",
    "mairie ouverte lundi et jeudi de 9h à 12h, vendredi de 14h à 17h",
    "tous les jeudis de 9h à 11h, du 7 janvier 2027 au 24 juin 2027",
]
# Wherever they stand.
ALWAYS = [
    "jusqu'au",
    "vacances",
    "férié",
    "fériés",
    "paires",
    "impaires",
    "prochainement",
    "hiver",
    "printemps",
    "automne",
    "saison",
    "parfois",
    "souvent",
    "rarement",
    "annulé",
    "annulée",
    "reporté",
    "exceptionnel",
    "occasionnel",
    "temporairement",
    "provisoirement",
    "ramadan",
    "congé",
    "trimestre",
    "quinzaine",
    "janvier",
    "juin",
    "mercredi",
    "dimanche",
    "mardis",
    "semaine",
    "jours",
    "lendemain",
    "demain",
    "pâques",
    "toussaint",
    "ascension",
    "hormis",
    "excepté",
    "sauf",
    "hors",
    "absente",
    "supprimé",
    "décalé",
    "remplacé",
    "terminé",
    "fermera",
    "environ",
    "selon",
    "alternance",
    "demie",
    "normalement",
    "bimensuel",
    "7",
    "31",
    "19h",
    "8h30",
    "2031",
    "week-end",
    "sinon",
    "irrégulier",
    "précédent",
    "pendant",
    "durant",
    "lors",
    "alternativement",
    "interrompu",
    "retardé",
    "variables",
    "semestre",
    "plutôt",
    "à peu près",
    "approximativement",
    "si beau temps",
    "si la météo le permet",
    "en cas de pluie",
    "sous réserve de confirmation",
    "c’est fini",
    "n’ont plus lieu",
    "prend fin",
    "cessera",
    "relâche",
    "en sommeil",
    "clôturé",
]
# With their dates beside them they leave nothing open.
SEASONS = ("hiver", "printemps", "automne", "saison")
# Right before a day or an hour, where elsewhere they may say something of anything.
BESIDE = [
    "deuxième",
    "dernier",
    "deux",
    "trois",
    "quatre",
    "certains",
    "quelques",
    "aucun",
    "pas",
    "sans",
    "ni",
    "jamais",
    "avant",
    "après",
    "vers",
    "depuis",
    "entre",
    "autre",
    "plus",
    "fin",
    "début",
    "mi",
    "chaque",
    "reste",
    "ensuite",
]
# They say nothing of dates, wherever they stand.
NOTHING = [
    "toujours",
    "régulièrement",
    "gratuit",
    "possible",
    "complet",
    "lieu",
    "fête",
    "une",
    "cours",
    "accueil",
    "inscription",
]
BESIDE_WHAT = ("mardis", "samedi", "jeudi", "jeudis", "14h", "10h", "9h", "vendredi")


def _explained(text: str) -> Explanation:
    return explain(text, since=date(2026, 9, 1), until=date(2027, 6, 30), zone="A")


READ = {sentence: _explained(sentence) for sentence in SENTENCES}


def _is_lost(text: str, sentence: str) -> bool:
    found = _explained(text)
    return found.question is None and found.sittings == READ[sentence].sittings


def _with(word: str, sentence: str) -> list[tuple[str, str]]:
    """Return the sentence with a word at every place, and the word that it stands before."""
    words = sentence.split()
    return [(" ".join([*words[:n], word, *words[n:]]), (*words, "")[n].strip(",")) for n in range(len(words) + 1)]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_sentences_are_read(sentence: str) -> None:
    assert READ[sentence].question is None
    assert READ[sentence].sittings


@pytest.mark.parametrize("word", ALWAYS)
def test_a_word_of_dates_that_is_put_in_anywhere_is_never_passed_over(word: str) -> None:
    # A weekday that is there already says nothing new.
    bases = [one for one in SENTENCES if word.rstrip("s") not in one and not (word in SEASONS and "2027" in one)]
    lost = [text for one in bases for text, _before in _with(word, one) if _is_lost(text, one)]
    assert bases
    assert not lost, "\n".join(lost)


@pytest.mark.parametrize("word", BESIDE)
def test_a_word_that_counts_or_bounds_days_is_never_passed_over_before_one(word: str) -> None:
    tried = [(text, one) for one in SENTENCES for text, before in _with(word, one) if before in BESIDE_WHAT]
    # "De entre 14 h à 16 h" says what "entre" says.
    lost = [text for text, one in tried if _is_lost(text, one) and word not in {"entre", "chaque"}]
    assert tried
    assert not lost, "\n".join(lost)


@pytest.mark.parametrize("word", NOTHING)
def test_a_word_that_says_nothing_of_dates_changes_nothing_at_either_end(word: str) -> None:
    for one in SENTENCES:
        assert _is_lost(f"{word} {one}", one)
        assert _is_lost(f"{one} {word}", one)


# What says when; without it, something else is said.
TAKEN_OUT = [
    ("tous les mardis de 14h à 16h, sauf le 5 janvier 2027", ["mardis", "14h", "16h,", "sauf", "5", "janvier"]),
    ("le premier samedi du mois de 10h à 12h", ["premier", "samedi", "mois", "10h", "12h"]),
    ("tous les jeudis de 9h à 11h hors vacances scolaires", ["jeudis", "9h", "11h", "hors", "vacances"]),
    ("un lundi sur deux de 9h à 11h à partir du 4 janvier 2027", ["lundi", "deux", "11h", "partir", "4", "janvier"]),
    ("semaines paires, le mercredi de 9h à 12h", ["paires,", "mercredi", "9h", "12h"]),
    ("les lundis 4 et 11 janvier 2027 de 14h à 16h", ["4", "11", "janvier", "16h"]),
    ("du lundi au jeudi de 9h à 12h, le vendredi fermé", ["lundi", "jeudi", "9h", "12h,"]),
    ("tous les mardis de 9h à 12h, jusqu'au 30 mars 2027", ["mardis", "jusqu'au", "30", "mars"]),
]


@pytest.mark.parametrize(("sentence", "taken"), TAKEN_OUT)
def test_a_word_of_dates_that_is_taken_out_is_missed(sentence: str, taken: list[str]) -> None:
    whole = _explained(sentence)
    assert whole.question is None
    words = sentence.split()
    for word in taken:
        found = _explained(" ".join(words[: words.index(word)] + words[words.index(word) + 1 :]))
        assert found.question or found.sittings != whole.sittings, word
