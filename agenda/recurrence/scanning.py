"""Cuts a French sentence about dates into items that mean something; nothing that could mean a date is passed over.

From left to right on the folded text, the first pattern that matches makes an item. Words without any meaning for
dates are passed over; whatever is left that could carry one (a number, a month, "prochain") becomes an `Unknown`, which
`agenda.recurrence.reading` asks about.
"""

import re
from dataclasses import replace

from agenda.recurrence import items
from agenda.recurrence.folding import fold
from agenda.recurrence.items import Item
from agenda.recurrence.starts import PASSING, is_second_start

# The order is the precedence: "14 h" is an hour before 14 is a day, "du 5 au 9" is a period before 5 is one.
from agenda.recurrence.patterns import figures, noise, holidays, hours, deadlines  # noqa: F401 # isort: skip
from agenda.recurrence.patterns import periods, rhythm, months, carried, runs, days, residue  # noqa: F401 # isort: skip
from agenda.recurrence.patterns.registry import PATTERNS, Shorter

_WORD = re.compile(r"[a-z]+|\d+|.")
# What a turn of phrase may begin with besides letters and figures.
_SIGNS = frozenset("(-+&/")
# How far the word that is asked about is followed.
_WORD_LENGTH = 40
_PUNCTUATION = {",": False, ":": False, "/": False, "-": False, "(": False, ")": True, ";": True, ".": True}


def scan(text: str) -> list[Item]:
    """Return the items of a sentence, in its order."""
    folded, places = fold(text)
    found: list[Item] = []
    begun: tuple[items.Times, int] | None = None
    at = 0
    while at < len(folded):
        made, end = _next(folded, at, text, places)
        if begun and made and is_second_start(begun[0], made[0], folded[begun[1] : at]):
            made = [items.Unknown(text[places[at] : places[end]].strip(), "starts")]
        found.extend(made)
        if any(not isinstance(one, PASSING) for one in made):
            begun = (made[-1], end) if isinstance(made[-1], items.Times) else None
        at = end
    return found


def _next(folded: str, at: int, text: str, places: list[int]) -> tuple[list[Item], int]:
    """Return what stands at a place, and where it ends."""
    for pattern, maker in PATTERNS if _may_begin(folded, at) else ():
        match = pattern.match(folded, at)
        if not match or match.end() == at:
            continue
        made = maker(match, text[places[at] : places[match.end()]].strip())
        if isinstance(made, Shorter):
            return [replace(made.item, text=text[places[at] : places[made.end]].strip())], made.end
        if made is not None:
            return made if isinstance(made, list) else [made], match.end()
    word = _WORD.match(folded, at)
    assert word is not None  # noqa: S101 - "." takes any letter that is left
    if word.group() in _PUNCTUATION:
        return [items.Stop(word.group(), full=_PUNCTUATION[word.group()])], word.end()
    if re.match(r"\d", word.group()):
        return [items.Unknown(_around(text, places, word))], word.end()
    return [], word.end()


def _may_begin(folded: str, at: int) -> bool:
    """Tell whether a turn of phrase may begin at a place: at the beginning of a word, or a sign before one."""
    letter = folded[at]
    if not letter.isascii():
        return False
    if letter.isalnum():
        return at == 0 or not (folded[at - 1].isascii() and folded[at - 1].isalnum())
    after = folded[at + 1 : at + 2]
    return letter in _SIGNS and (after.isalnum() or (after == " " and letter in "&/+"))


def _around(text: str, places: list[int], word: re.Match[str]) -> str:
    """Return the word of the original that holds what was not understood."""
    start, end = places[word.start()], places[word.end()]
    while start > max(0, places[word.start()] - _WORD_LENGTH) and not text[start - 1].isspace():
        start -= 1
    while end < min(len(text), places[word.end()] + _WORD_LENGTH) and not text[end].isspace():
        end += 1
    return text[start:end].strip(",;.()")
