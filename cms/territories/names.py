"""How a typed name of a commune and its official spelling are made comparable."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae"})
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
_ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


def search_name(text: str) -> str:
    """Return `text` in lower case, without accents, hyphens or apostrophes, and with "st" and "ste" written out.

    "St-Père" and "Saint-Père" → "saint pere"; "L'Œuf" → "l oeuf".
    """
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES).lower())
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    words = _NOT_A_LETTER.sub(" ", letters).split()
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words)


def of_name(name: str) -> str:
    """Return the name behind "de": "de Nevers", "d’Alluy", "du Creusot", "des Essarts", "de La Machine"."""
    article, _space, rest = name.partition(" ")
    if article in {"Le", "Les"} and rest:
        return f"{'du' if article == 'Le' else 'des'} {rest}"
    return f"d’{name}" if search_name(name)[:1] in set("aeiouy") else f"de {name}"


def departement_of(insee: str) -> str:
    """Return the département's code, which begins every INSEE code: 2A004 → 2A, 97411 → 974."""
    return insee[:3] if insee.startswith(("97", "98")) else insee[:2]
