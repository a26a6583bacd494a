"""What a misspelt word may mean: the catalogue's own words at a small distance (Damerau–Levenshtein, restricted).

Two words at distance d become equal when each loses d letters or fewer (Garbe's symmetric delete): so the index keeps
each word's beginning with up to two letters left out, and a typed word is looked up by its own. No request reads the
vocabulary.
"""

from datetime import datetime
from itertools import combinations, groupby

from django.db.models import Count

from agenda.catalogue.word_models import EntryWord, Word
from cms.foundation.digits import is_digits

# Letters of the beginning that is kept: enough to tell words apart, few enough for 29 variants a word.
BEGINNING = 7
SHORTEST = 4
MOST_MISTAKES = 2
# Words looked at for one typed word; nearer than that the catalogue's words do not crowd.
MOST_CANDIDATES = 1_000
MOST_COUNTED = 20


def mistakes_allowed(word: str) -> int:
    """Return how many mistakes are forgiven: none in three letters or in figures, one in four or five, two in more."""
    if len(word) < SHORTEST or any(is_digits(letter) for letter in word):
        return 0
    return 1 if len(word) < 6 else MOST_MISTAKES


def variants(word: str, mistakes: int = MOST_MISTAKES) -> set[str]:
    """Return the beginning of a word with up to `mistakes` letters left out; nothing for what is never corrected to."""
    if len(word) < SHORTEST - 1 or any(is_digits(letter) for letter in word):
        return set()
    beginning = word[:BEGINNING]
    found = set()
    for lost in range(mistakes + 1):
        for kept in combinations(beginning, len(beginning) - lost):
            found.add("".join(kept))
    return found


def distance(one: str, other: str, most: int) -> int:
    """Return how many letters must be put in, left out, replaced or swapped with their neighbour; `most` + 1 for more.

    Optimal string alignment: no part is changed twice.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, last = row, before
        row = [i]
        for j, letter_of_other in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != letter_of_other))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == letter_of_other:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most and min(before) > most:
            return most + 1
    return min(row[-1], most + 1)


def corrected(folded: str, *, now: datetime) -> Word | None:
    """Return the word of coming public entries that was probably meant; None when none is near enough.

    The nearest one, then the one in most entries, then by the alphabet. Entries are counted only where several words
    are equally near. One query, and one for each distance (at most `MOST_MISTAKES`) at which a word is found.
    """
    allowed = mistakes_allowed(folded)
    if not allowed:
        return None
    near = Word.objects.filter(variants__letters__in=variants(folded, allowed)).exclude(folded=folded).distinct()
    found = sorted(
        (far, word.folded, word)
        for word in near.order_by("folded")[:MOST_CANDIDATES]
        if (far := distance(folded, word.folded, allowed)) <= allowed
    )[:MOST_COUNTED]
    for _far, equally_near in groupby(found, key=lambda item: item[0]):
        standing = _most_held([word for _distance, _folded, word in equally_near], now)
        if standing:
            return standing
    return None


def _most_held(words: list[Word], now: datetime) -> Word | None:
    """Return the word that most coming public entries hold, of equal ones the first; None if none does. One query."""
    holding = EntryWord.objects.filter(word__in=words, entry__state="public", entry__ends_at__gt=now)
    if len(words) == 1:
        # A frequent word is held by thousands: one is enough.
        return words[0] if holding.exists() else None
    counts = dict(holding.order_by().values_list("word").annotate(Count("pk")))
    return max((word for word in words if word.pk in counts), key=lambda word: counts[word.pk], default=None)
