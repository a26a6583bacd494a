"""From what somebody types to a commune: one match, a choice, or the nearest spellings."""

import re
from dataclasses import dataclass, field

from cms.territories.models import Commune
from cms.territories.names import search_name
from cms.territories.queries import closest_names, search_communes

MOST_CHOICES = 12
# A rural postal code serves up to some forty communes: none of them may stay hidden.
MOST_OF_A_CODE = 60
_POSTAL_CODE = re.compile(r"\d{5}")


@dataclass(frozen=True)
class Found:
    """What a text means: exactly one of `commune` and `choices`, or `nearest` spellings, or nothing."""

    commune: Commune | None = None
    choices: list[Commune] = field(default_factory=list)
    nearest: list[Commune] = field(default_factory=list)


def find_commune(text: str) -> Found:
    """Return what the text means. A name spelled out wins over longer ones, a whole postal code over INSEE codes."""
    text = text.strip()
    whole_code = _POSTAL_CODE.fullmatch(text)
    choices = search_communes(text, MOST_OF_A_CODE if whole_code else MOST_CHOICES)
    if whole_code:
        choices = [commune for commune in choices if text in commune.postal_codes.split()] or choices
    if len(choices) == 1:
        return Found(commune=choices[0])
    typed = search_name(text)
    same = [commune for commune in choices if commune.search_name == typed and commune.is_here]
    if len(same) == 1:
        return Found(commune=same[0])
    return Found(choices=choices) if choices else Found(nearest=closest_names(text))
