"""What a place's name says besides its town and its sort: "MFS Luzy" is a France services, and nothing more.

Names are compared by that only: "CAF – Cosne-Cours-sur-Loire" and "E2C – Cosne-Cours-sur-Loire" share a town only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from cms.territories.models import Commune
from cms.territories.names import search_name

# Words for one sort of place → the sort. Phrases are compared without accents, longest first.
_KINDS = {
    "maison france services": "fs", "espace france services": "fs", "france services": "fs", "france service": "fs",
    "mfs": "fs", "msap": "fs", "maison de services au public": "fs", "maison des services au public": "fs",
    "mediatheque": "library", "bibliotheque": "library", "mairie": "town_hall", "hotel de ville": "town_hall",
    "centre communal d action sociale": "ccas", "ccas": "ccas",
    "centre social et culturel": "social", "centre socio culturel": "social", "centre socioculturel": "social",
    "espace socio culturel": "social", "espace socioculturel": "social", "centre social": "social",
    "kiosque numerique": "kiosk", "cyber base": "cyber", "cyberbase": "cyber", "cyberespace": "cyber",
    "espace public numerique": "cyber", "epn": "cyber", "telecentre": "telecentre", "fab lab": "fablab",
    "fablab": "fablab", "point numerique": "point", "point d accueil numerique": "point",
    "point accueil numerique": "point", "mission locale": "mission", "pole emploi": "jobs", "france travail": "jobs",
    "bus": "bus", "camion": "bus", "van": "bus",
}  # fmt: skip
_LONGEST = 7  # words in a phrase or in a town's name
# Words that tell two places apart as little as "the".
_EMPTY = frozenset(
    """a au aux d de des du en et l la le les sur sous un une agence antenne association centre communal communale
    espace intercommunal intercommunale itinerant itinerante lieu maison multisites municipal municipale
    numerique numeriques point relais salle service services site""".split()  # noqa: SIM905 - a list of forty strings would be no clearer
)


@dataclass(frozen=True)
class NameSense:
    """The sorts that a name tells, and the words of its own."""

    kinds: frozenset[str]
    words: frozenset[str]

    @property
    def text(self) -> str:
        """The words in a fixed order."""
        return " ".join(sorted(self.words))


def senses(names: Iterable[tuple[str, str]]) -> list[NameSense]:
    """Return what each (name, name of its commune) says. One query, or a few when there are very many."""
    split = [(search_name(name).split(), search_name(town).split()) for name, town in names]
    towns = _towns_among({phrase for words, _town in split for _at, _end, phrase in _phrases(words)})
    return [_sense(words, town, towns) for words, town in split]


def _sense(words: list[str], own_town: list[str], towns: set[str]) -> NameSense:
    kinds: set[str] = set()
    taken: set[int] = set()
    in_town: set[int] = set()
    for start, end, phrase in sorted(_phrases(words), key=lambda found: found[0] - found[1]):
        run = set(range(start, end))
        if run & (taken | in_town):
            continue
        if phrase in _KINDS:
            kinds.add(_KINDS[phrase])
            taken |= run
        elif phrase in towns:
            in_town |= run
    rest = {word for at, word in enumerate(words) if at not in taken | in_town and not _is_empty(word, own_town)}
    if not kinds and not rest:
        # A place called by the name of a town alone, or by words that say little: those then are its name.
        rest = set(words)
    return NameSense(frozenset(kinds), frozenset(rest))


def _is_empty(word: str, own_town: list[str]) -> bool:
    """Tell whether a word says nothing here; the own town may be cut short ("Cosne") or misspelled ("Cergy")."""
    if word in _EMPTY:
        return True
    return any(word == part or (len(word) > 4 and _is_spelled_like(word, part, 0.8)) for part in own_town)


def _phrases(words: list[str]) -> list[tuple[int, int, str]]:
    return [
        (start, end, " ".join(words[start:end]))
        for start in range(len(words))
        for end in range(start + 1, min(len(words), start + _LONGEST) + 1)
    ]


def _towns_among(phrases: set[str]) -> set[str]:
    found: set[str] = set()
    asked = sorted(phrases - set(_KINDS) - _EMPTY)
    for first in range(0, len(asked), 5_000):
        batch = asked[first : first + 5_000]
        found.update(Commune.objects.filter(search_name__in=batch).values_list("search_name", flat=True))
    return found


@lru_cache(maxsize=65_536)
def _is_spelled_like(one: str, other: str, least: float) -> bool:
    """Tell whether two texts share at least `least` of their letters, in order; lengths too different are told at once.

    Remembered: the names of a département's places meet each other again at every look.
    """
    if 2 * min(len(one), len(other)) < least * (len(one) + len(other)):
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= least


def same_words(one: NameSense, other: NameSense) -> bool:
    """Tell whether both bear the same name, and it is one: "Médiathèque Jean Jaurès", "Bibliothèque Jean-Jaurès"."""
    clash = bool(one.kinds and other.kinds and not one.kinds & other.kinds)
    return bool(one.words) and not clash and (one.words == other.words or _is_spelled_like(one.text, other.text, 0.88))


def like_words(one: NameSense, other: NameSense) -> bool:
    """Tell whether at least half of the words are shared, and the sorts do not contradict."""
    clash = bool(one.kinds and other.kinds and not one.kinds & other.kinds)
    both = one.words | other.words
    return bool(both) and not clash and len(one.words & other.words) * 2 >= len(both)


def same_kind(one: NameSense, other: NameSense) -> bool:
    """Tell whether both are of one sort and at most one of them has words of its own; a bus is no house."""
    if ("bus" in one.kinds) != ("bus" in other.kinds):
        return False
    return bool(one.kinds & other.kinds) and (not one.words or not other.words or one.words == other.words)
