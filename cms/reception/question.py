"""Understands what is typed while the caller speaks: commune and need in one line, in any order."""

from dataclasses import dataclass, replace

from agenda.places.vocabulary import SERVICES
from cms.pages.search import Found, find_commune
from cms.reception.needs import best_need, needs_in
from cms.territories.models import Commune
from cms.territories.names import search_name

LONGEST = 120
# In words.
LONGEST_NAME = 8
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

    Costs one query where the name stands alone beside the need; up to nine, with two passes over the names, otherwise.
    """
    text = text[:LONGEST].strip()
    words = search_name(text).split()
    found = needs_in(words)
    need = need if need in SERVICES else best_need(found)
    question = Question(text, need=need)
    if insee:
        commune = Commune.objects.select_related("epci").filter(pk=insee).first()
        return replace(question, commune=commune)
    taken = {at for first, after, _code in found for at in range(first, after)}
    rest = [word for at, word in enumerate(words) if at not in taken]
    whole, trimmed = " ".join(words), _without_fillers(rest)
    named = _named({whole, " ".join(rest), *_spans(trimmed)} - {""})
    # A commune may be called like a need: "La Machine", "Ouroux". Its whole name is read first.
    if found and whole in named:
        return replace(question, commune=named[whole][0], need="")
    return _with_commune(question, rest, trimmed, named) if trimmed else question


def _with_commune(question: Question, rest: list[str], trimmed: list[str], named: dict[str, list[Commune]]) -> Question:
    # With its article first ("la charité"), then without what people say around it ("j’habite à …").
    tried = list(dict.fromkeys([" ".join(rest), " ".join(trimmed)]))
    last = Found()
    for name in tried:
        # What the search says of the very name of one commune, without looking for others that hold it.
        last = Found(named[name][0]) if len(named.get(name, ())) == 1 else find_commune(name)
        if last.commune:
            return replace(question, commune=last.commune, tried=name)
        if last.choices:
            return replace(question, choices=tuple(last.choices), tried=name)
    spans = _spans(trimmed)
    if among := [commune for name, some in named.items() if name in spans for commune in some]:
        # Its whole name stands among other words: the longest one.
        commune = max(among, key=lambda one: (len(one.search_name), one.population or 0))
        return replace(question, commune=commune, tried=commune.name)
    return replace(question, nearest=tuple(last.nearest), tried=tried[-1])


def _named(names: set[str]) -> dict[str, list[Commune]]:
    """Return the département's communes that bear one of the whole names, by their name."""
    found: dict[str, list[Commune]] = {}
    for commune in Commune.objects.of_departement().select_related("epci").filter(search_name__in=names):
        found.setdefault(commune.search_name, []).append(commune)
    return found


def _spans(words: list[str]) -> set[str]:
    """Return the names that up to eight words in a row may make."""
    ends = ((first, min(first + LONGEST_NAME, len(words))) for first in range(len(words)))
    return {" ".join(words[first:after]) for first, end in ends for after in range(first + 1, end + 1)}


def _without_fillers(words: list[str]) -> list[str]:
    """Return the words without fillers at either end."""
    start, end = 0, len(words)
    while start < end and words[start] in FILLERS:
        start += 1
    while end > start and words[end - 1] in FILLERS:
        end -= 1
    return words[start:end]
