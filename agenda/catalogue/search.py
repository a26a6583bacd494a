"""From what somebody types to words of the index: forms of one word, beginnings of the last one, misspellings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from agenda.catalogue.french import stem, tokens
from agenda.catalogue.spelling import corrected
from agenda.catalogue.word_models import EntryWord, Word

# What is looked at: nobody types more, and what is pasted says enough by then.
LONGEST_TEXT = 200
MOST_TERMS = 8
# Letters of the last word that find the words that begin so.
SHORTEST_BEGINNING = 3
# Behind every letter and figure that a folded word may hold, on both databases.
_BEHIND = "z" * 8


@dataclass(frozen=True)
class Term:
    """One word that is looked for; `begins` when longer words count too."""

    folded: str
    written: str
    begins: bool

    @property
    def stem(self) -> str:
        """What it shares with its other forms."""
        return stem(self.folded)


@dataclass(frozen=True)
class Searched:
    """What a text means: for each of its words the ids of the words of the index, all of which an entry must hold.

    `corrections` are (as typed, as the catalogue writes it); `text` is the text with them.
    """

    text: str
    terms: tuple[Term, ...]
    words: list[list[int]]
    corrections: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether the text holds no word to look for."""
        return not self.terms


def terms_of(text: str) -> tuple[Term, ...]:
    """Return the words to look for, each once, at most eight; signs, stop words and single letters are none."""
    found = dict(tokens(text[:LONGEST_TEXT]))
    listed = list(found.items())[:MOST_TERMS]
    last = len(listed) - 1
    return tuple(
        Term(folded, written, number == last and len(folded) >= SHORTEST_BEGINNING)
        for number, (folded, written) in enumerate(listed)
    )


def found_words(text: str) -> list[list[int]]:
    """Return the words of the index for each word of a text, as it is typed. One query."""
    return _ids_of(terms_of(text))


def search(text: str, *, now: datetime, exact: bool = False, doubting: bool = False) -> Searched:
    """Return what a text means; words that the catalogue does not know are corrected unless `exact`.

    `doubting`, for a text that found nothing, also corrects words that only what is over or withdrawn holds. One query,
    and at most five a word that is corrected.
    """
    text = text[:LONGEST_TEXT]
    terms = terms_of(text)
    words = _ids_of(terms)
    corrections: list[tuple[str, str]] = []
    for number, term in enumerate(terms):
        if exact or (words[number] and not (doubting and not _is_coming(words[number], now))):
            continue
        meant = corrected(term.folded, now=now)
        if meant:
            words[number] = list(Word.objects.filter(stem=meant.stem).values_list("pk", flat=True))
            corrections.append((term.written, meant.shown))
    return Searched(_rewritten(text, corrections), terms, words, corrections)


def _ids_of(terms: Sequence[Term]) -> list[list[int]]:
    if not terms:
        return []
    wanted = Q(stem__in={term.stem for term in terms})
    for term in terms:
        if term.begins:
            wanted |= Q(folded__gte=term.folded, folded__lt=term.folded + _BEHIND)
    rows = list(Word.objects.filter(wanted).order_by("pk").values_list("pk", "folded", "stem"))
    return [
        [pk for pk, folded, root in rows if root == term.stem or (term.begins and folded.startswith(term.folded))]
        for term in terms
    ]


def _is_coming(ids: list[int], now: datetime) -> bool:
    holding = EntryWord.objects.filter(word__in=ids, entry__state="public", entry__ends_at__gt=now)
    return holding.exists()


def _rewritten(text: str, corrections: list[tuple[str, str]]) -> str:
    for typed, shown in corrections:
        text = re.sub(rf"(?<!\w){re.escape(typed)}(?!\w)", shown, text, flags=re.IGNORECASE)
    return text
