"""Dates that an announcement does not give as its own: until when to register, and what takes place as announced."""

import re

from agenda.recurrence import items
from agenda.recurrence.lexicon import DATE, DAYNUM, ISO, SLASHED, date_of, filled
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


_EACH_DAY = rf"(?:{_DAY}|{DAYNUM})"
_DAYS = rf"{_EACH_DAY}(?:(?:, | et )(?:du |de |le )?{_EACH_DAY}){{0,5}}"
_KEPT = (
    r"(?:(?:est|sont|sera|seront|reste|restent) (?:bien |egalement )?(?:maintenue?s?|assuree?s?)|"
    r"(?:aura|auront) bien lieu)"
)


@pattern(rf"(?:(?:le|la|les|l'|ce|cette) ?)?[a-z]{{3,20}} (?:du|des|de) ({_DAYS}) {_KEPT}\b(?! (?:a|de) \d)")
@pattern(rf"maintenue?s? (?:le |les )?({_DAYS})(?! (?:a|de) \d)")
def _maintained(match: re.Match[str], text: str) -> Made:
    """Read "le marché du 24 décembre est maintenu", a remark on days that are known already."""
    found = [date_of(one) for one in re.findall(_EACH_DAY, match.group(1))]
    days = filled([one for one in found if one])
    return items.Maintained(text, items.Dates(text, tuple(days))) if days[-1].month else None
