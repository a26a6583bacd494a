"""French words as a search compares them: without accents, elisions, stop words, and without the endings of number.

Everything is reckoned here, in Python, so that both databases find the same entries: they only compare letters.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from cms.foundation.digits import is_digits
from cms.territories.names import search_name

LONGEST_WORD = 40
# Letters of any script and figures; an apostrophe parts, a hyphen binds (see `tokens`).
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
STOP_WORDS = frozenset(
    """
    a ai as au aux avec c ce ces cet cette d dans de des du elle elles en est et eux il ils j je l la le les leur leurs
    lui m ma mais me mes mon n ne ni nos notre nous on ou par pas pour qu que qui s sa se ses son sont sur t ta te tes
    ton tu un une vos votre vous y
    """.split()  # noqa: SIM905 - read as a text
)


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """Yield (folded, as written) for each word of a text that is no stop word, those of a compound one by one.

    "l’Apéro-numérique" → apero, numerique. A compound with a part of one or two letters is one word besides, as
    people also write it: "e-mail" → mail, email; "wi-fi" → wi, fi, wifi.
    """
    for match in _WORD.finditer(text):
        parts = match[0].split("-")
        for part in parts:
            if known := _token(part):
                yield known
        whole = _token("".join(parts)) if len(parts) > 1 and any(len(part) <= 2 for part in parts) else None
        if whole:
            yield whole


@lru_cache(maxsize=20_000)
def _token(word: str) -> tuple[str, str] | None:
    """Return (folded, lower case) of a word to look for; None for what is none. Few words make up most texts."""
    folded = search_name(word).replace(" ", "")[:LONGEST_WORD]
    if folded and folded not in STOP_WORDS and (len(folded) > 1 or is_digits(folded)):
        return folded, word.lower()[:LONGEST_WORD]
    return None


def stem(folded: str) -> str:
    """Return what the forms of a word share: "ateliers" and "atelier", "journaux" and "journal", "réparer", "réparée".

    After J. Savoy's minimal French stemmer ("Light stemming approaches for the French, Portuguese, German and Hungarian
    languages", 2006), with plurals of short words too: an agenda speaks of "mails", "puces" and "jeux".
    """
    word = folded
    if len(word) < 4 or is_digits(word):
        return word
    if word.endswith("aux") and not word.endswith("eaux") and len(word) >= 6:
        return f"{word[:-2]}l"
    if word.endswith(("s", "x")):
        word = word[:-1]
    if len(folded) < 6:
        return word
    for ending in ("r", "e", "e"):
        word = word.removesuffix(ending)
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word
