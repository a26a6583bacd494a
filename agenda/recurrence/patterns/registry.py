"""Where patterns are registered: a regular expression on folded text, and what it makes."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from agenda.recurrence.items import Item


@dataclass(frozen=True)
class Shorter:
    """An item that ends before its pattern does."""

    item: Item
    end: int


# None: the pattern does not hold after all, the next one is tried; []: passed over.
Made = Item | list[Item] | Shorter | None
# Takes the match and the words as they were written.
Maker = Callable[[re.Match[str], str], Made]

PATTERNS: list[tuple[re.Pattern[str], Maker]] = []


def pattern(expression: str) -> Callable[[Maker], Maker]:
    """Register what a turn of phrase makes; it begins where a word does.

    Patterns are tried in the order of the code. Each must be linear: what repeats, repeats a bounded number of times.
    """

    def register(maker: Maker) -> Maker:
        PATTERNS.append((re.compile(expression), maker))
        return maker

    return register
