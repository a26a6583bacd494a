"""What a search text says besides words to look for: a commune ("à Decize", "Decize"), days ("ce week-end")."""

import re
from dataclasses import dataclass, replace

from cms.pages.finding.filters import Filters
from cms.territories.models import Commune
from cms.territories.names import search_name
from cms.territories.queries import communes_named

# Folded words → code of WHEN. Longer ones first.
_DAYS = (
    ("la semaine prochaine", "semaine-prochaine"), ("semaine prochaine", "semaine-prochaine"),
    ("le mois prochain", "mois-prochain"), ("mois prochain", "mois-prochain"),
    ("ce week end", "week-end"), ("ce weekend", "week-end"), ("le week end", "week-end"), ("week end", "week-end"),
    ("weekend", "week-end"), ("cette semaine", "semaine"), ("ce mois ci", "mois"), ("ce mois", "mois"),
    ("aujourd hui", "aujourdhui"), ("aujourdhui", "aujourdhui"), ("demain", "demain"),
)  # fmt: skip
_BEFORE_A_TOWN = r"(?:autour de|autour d|pres de|pres d|a cote de|a cote d|du cote de|dans|vers|sur|a|au|aux)"
# Words of the longest names: "saint germain des bois" has four.
_MOST_WORDS = 6
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Typed:
    """Filters with what the text said moved into them; `offered` is a commune that may be meant."""

    filters: Filters
    offered: Commune | None = None
    rest: str = ""


def understand(filters: Filters) -> Typed:
    """Return the filters with days and commune taken out of their text; at most one query.

    The text alone, or its end behind "à", "autour de" and the like, may name a commune, or its former name. A name
    among other words may be a word ("Fours"): it is offered, not taken. What is filtered already is not changed.
    """
    # Folded word by word, so that what is left is written as it was typed.
    written = [(search_name(match[0]), match.span()) for match in _WORD.finditer(filters.text)]
    if not written or filters.exact:
        return Typed(filters)
    if not (filters.when or filters.first or filters.last):
        filters, written = _without_days(filters, written)
    if filters.commune or filters.epci or not written:
        return Typed(filters)
    return _with_commune(filters, written)


Words = list[tuple[str, tuple[int, int]]]


def _without_days(filters: Filters, written: Words) -> tuple[Filters, Words]:
    folded = [word for word, _span in written]
    for phrase, code in _DAYS:
        said = phrase.split()
        for start in range(len(folded) - len(said) + 1):
            if folded[start : start + len(said)] == said:
                text = _cut(filters.text, written[start : start + len(said)])
                filters = replace(filters, text=text, when=code)
                return filters, [(search_name(match[0]), match.span()) for match in _WORD.finditer(text)]
    return filters, written


def _with_commune(filters: Filters, written: Words) -> Typed:
    folded = [word for word, _span in written]
    tails = {" ".join(folded[-length:]): length for length in range(1, min(_MOST_WORDS, len(folded)) + 1)}
    named = communes_named(list(tails))
    for name in sorted(named, key=lambda name: -tails[name]):
        commune, before = named[name], folded[: -tails[name]]
        behind = re.search(rf"(?:^|\s){_BEFORE_A_TOWN}$", " ".join(before))
        if not before or behind:
            lead = len(behind[0].split()) if behind else 0
            text = _cut(filters.text, written[len(before) - lead :])
            return Typed(replace(filters, text=text, commune=commune))
        return Typed(filters, commune, _cut(filters.text, written[len(before) :]))
    return Typed(filters)


def _cut(text: str, words: Words) -> str:
    """Return the text without some of its words that follow each other."""
    begin, end = words[0][1][0], words[-1][1][1]
    return " ".join(f"{text[:begin].rstrip(' ’' + chr(39))} {text[end:]}".split())
