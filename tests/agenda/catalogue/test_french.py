"""Words are compared without accents, elisions, stop words and endings."""

import pytest

from agenda.catalogue.french import STOP_WORDS, stem, tokens


def folded(text: str) -> list[str]:
    return [word for word, _written in tokens(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("L’apéro-numérique d'Élise", ["apero", "numerique", "elise"]),
        ("Œuvre à cœur", ["oeuvre", "coeur"]),
        ("un e-mail et le wi-fi", ["mail", "email", "wi", "fi", "wifi"]),
        ("les 12 et 13, de 9 h", ["12", "13", "9"]),
        ("le la les de du des à aux", []),
        ('"*^()-: \t\n', []),
    ],
)
def test_a_text_is_its_words(text: str, words: list[str]) -> None:
    assert folded(text) == words


@pytest.mark.parametrize(
    "forms",
    [
        ("atelier", "ateliers"), ("journal", "journaux"), ("numerique", "numeriques"), ("debutant", "debutante"),
        ("mail", "mails"), ("jeu", "jeux"), ("puce", "puces"), ("reparer", "reparee", "repares"),
        ("reseau", "reseaux"), ("tablette", "tablettes"), ("senior", "seniors"),
    ],
)  # fmt: skip
def test_forms_of_a_word_share_a_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1, [stem(form) for form in forms]


@pytest.mark.parametrize(("one", "other"), [("pix", "pi"), ("cour", "coudre"), ("2026", "202"), ("emploi", "employe")])
def test_other_words_do_not(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_stop_words_are_folded() -> None:
    assert all(word.isascii() and word.islower() for word in STOP_WORDS)
