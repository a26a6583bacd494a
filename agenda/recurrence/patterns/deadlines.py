"""Dates of an announcement at which nothing takes place: until when to register, when to leave what is sold."""

import re

from agenda.recurrence import items
from agenda.recurrence.lexicon import DATE, DAYNUM, ISO, SLASHED
from agenda.recurrence.patterns.registry import Made, pattern

_DAY = rf"(?:{DATE}|{ISO}|{SLASHED})"


@pattern(
    r"(?:(?:pre)?-?inscri\w+|reserv\w+|dossiers?|candidatures?|reponses?|complete?s?|date limite|delai)\b"
    r"[a-z' ]{0,30}? (?:avant|jusqu'au|au plus tard|a partir du|a compter du|des|du|le|:|est le|fixee? au) (?:le )?"
    rf"(?:{_DAY}|{DAYNUM})"
)
def _deadline(_match: re.Match[str], text: str) -> Made:
    return items.Unknown(text, "deadline")


_MOVED = r"(?:depots?|retraits?|(?:de)?montage|installation|restitution) (?:des? |du |d'|de l')"
_SOLD = r"billetterie\b|preventes?\b|(?:vente|location) des (?:billets|places|cartes)"


@pattern(
    rf"(?:{_MOVED}|{_SOLD})[a-z' ]{{0,30}}?,? ?:? ?"
    rf"(?:(?:des |a partir |a compter )?(?:le |du ))?{_DAY}"
)
def _beforehand(match: re.Match[str], text: str) -> Made:
    """Ask about "vide-dressing samedi 10 octobre, dépôt vendredi 9 octobre"; alone it is what takes place."""
    other = re.search(DATE, match.string[: match.start()]) or re.search(DATE, match.string[match.end() :])
    return items.Unknown(text, "deadline") if other else None
