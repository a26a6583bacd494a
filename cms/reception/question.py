"""Understands what is typed while the caller speaks: commune and need in one line, in any order."""

from dataclasses import dataclass, replace

from agenda.places.vocabulary import SERVICES
from cms.pages.search import Found, find_commune
from cms.reception.needs import best_need, needs_in
from cms.territories.models import Commune
from cms.territories.names import search_name

LONGEST = 120
# What stands around a commune or a need and means neither. "La" and "les" begin names: they go from the ends only
# when the name is not found with them.
# fmt: off
FILLERS = frozenset({
    "a", "au", "aux", "de", "d", "du", "des", "en", "dans", "pour", "par", "sur", "avec", "et", "ou", "je", "j", "il",
    "elle", "on", "un", "une", "mon", "ma", "mes", "son", "sa", "ses", "l", "le", "la", "les", "besoin", "veut",
    "veux", "voudrait", "voudrais", "cherche", "chercher", "habite", "aide", "aider", "faire", "comment", "commune",
    "ville",
})
# fmt: on


@dataclass(frozen=True)
class Question:
    """What was understood: at most one of `commune`, `choices` (several may be meant) and `nearest` (spellings)."""

    text: str = ""
    commune: Commune | None = None
    need: str = ""
    choices: tuple[Commune, ...] = ()
    nearest: tuple[Commune, ...] = ()
    # What was taken for the commune's name, to say what was not found.
    tried: str = ""


def understand(text: str, *, need: str = "", insee: str = "") -> Question:
    """Return what the line means; `need` (the list's) and `insee` (a choice among several) win over the text.

    Costs one to four queries, two passes over the names when the commune is unknown.
    """
    text = text[:LONGEST].strip()
    words = search_name(text).split()
    found = needs_in(words)
    need = need if need in SERVICES else best_need(found)
    question = Question(text, need=need)
    if insee:
        commune = Commune.objects.select_related("epci").filter(pk=insee).first()
        return replace(question, commune=commune)
    if not words:
        return question
    # A commune may be called like a need: "La Machine", "Ouroux". Its whole name is read first.
    if found and (exact := _named(words)):
        return replace(question, commune=exact, need=need if len(words) > len(exact.search_name.split()) else "")
    taken = {at for first, after, _code in found for at in range(first, after)}
    rest = [word for at, word in enumerate(words) if at not in taken]
    return _with_commune(question, rest)


def _named(words: list[str]) -> Commune | None:
    """Return the département's commune of which the words are the whole name."""
    name = " ".join(words)
    return Commune.objects.of_departement().select_related("epci").filter(search_name=name).first()


def _with_commune(question: Question, rest: list[str]) -> Question:
    trimmed = _without_fillers(rest)
    if not trimmed:
        return question
    # With its article first ("la charité"), then without what people say around it ("j’habite à …").
    tried = list(dict.fromkeys([" ".join(rest), " ".join(trimmed)]))
    last = Found()
    for name in tried:
        last = find_commune(name)
        if last.commune:
            return replace(question, commune=last.commune, tried=name)
        if last.choices:
            return replace(question, choices=tuple(last.choices), tried=name)
    if among := _named_among(trimmed):
        return replace(question, commune=among, tried=among.name)
    return replace(question, nearest=tuple(last.nearest), tried=tried[-1])


def _named_among(words: list[str]) -> Commune | None:
    """Return the commune whose whole name stands among other words, the longest name first."""
    spans = {" ".join(words[a:b]) for a in range(len(words)) for b in range(a + 1, min(a + 8, len(words)) + 1)}
    found = list(Commune.objects.of_departement().select_related("epci").filter(search_name__in=spans))
    return max(found, key=lambda commune: (len(commune.search_name), commune.population or 0), default=None)


def _without_fillers(words: list[str]) -> list[str]:
    """Return the words without fillers at either end."""
    start, end = 0, len(words)
    while start < end and words[start] in FILLERS:
        start += 1
    while end > start and words[end - 1] in FILLERS:
        end -= 1
    return words[start:end]
