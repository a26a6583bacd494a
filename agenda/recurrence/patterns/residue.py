"""Words that say something of dates and that no turn of phrase took: asked about, never passed over.

Some always do; others only beside a day or an hour: "aucun" of "aucun mardi", "deux" of "deux mardis", not of "deux
animateurs". `tests/agenda/recurrence/test_no_word_is_lost.py` puts each of them anywhere in sentences that are read.
"""

import re

from agenda.recurrence import items
from agenda.recurrence.lexicon import MON, ORD, WD
from agenda.recurrence.patterns.registry import Made, pattern

_SMALL = r"(?:le |la |les |l'|de |du |des |d'|a |au |aux |en |ces |ce |cette ){0,2}"
_DATED = rf"(?:{WD}|{MON}|\d{{1,2}} ?h\b|\d{{1,2}}h\d|\d{{1,2}}:\d|\d{{1,2}}/\d|\d{{1,2}}(?:er)? {MON}|semaines?\b|mois\b|matin|apres-midi|soir)"
_FOLLOWED = re.compile(rf" ?{_SMALL}{_DATED}")
_PRECEDED = re.compile(rf"(?:{WD}|{MON}|\d ?h ?\d{{0,2}}|:\d\d|semaines?|mois),? ?$")
# The longest that may stand before: "septembre, ".
_BEFORE = 16


@pattern(r"(?:a|tres) bientot\b|a la fois\b|(?:de|en) saison(?= ?[,.;)]|$)|non[- ]stop\b|sans (?:aucune )?interruption\b|"
         r"n'(?:hesit|oubli)ez pas\b|ne (?:rat|manqu|tard)ez pas\b")  # fmt: skip
def _nothing(_match: re.Match[str], _text: str) -> Made:
    return []


@pattern(r"(?:le |la |a la |cette |de la |pour la )?rentrees?\b|repris\w*|"
         r"repren\w*|recommenc\w*|redemarr\w*")  # fmt: skip
def _start(_match: re.Match[str], text: str) -> Made:
    return items.Unknown(text, "beginning")


@pattern(r"(?:l'|en |cet |d'|tout l')?(?:hivers?|printemps|automnes?)\b|(?:la |en |hors |pleine ){0,2}saisons?\b|"
         r"(?:estiv|hivern|automn|printan)\w+")  # fmt: skip
def _season(_match: re.Match[str], text: str) -> Made:
    return items.Unknown(text, "season")


@pattern(r"ete\b")
def _summer(match: re.Match[str], text: str) -> Made:
    before = match.string[: match.start()].split()[-1:]
    # "a été": the verb.
    verb = before and before[0] in {"a", "ont", "avait", "avaient", "ayant", "avoir", "aura", "auront", "n'a", "jamais"}
    return [] if verb else items.Unknown(text, "season")


@pattern(r"des\b")
def _from(_match: re.Match[str], text: str) -> Made:
    return items.Unknown(text) if "è" in text.lower() else []


@pattern(r"jusqu\w*'?|partir (?:de|du|des|d')\b|a partir\b|a compter\b|(?:im)?paire?s?\b|(?:le|du|au) reste\b|conges?\b|vacances?\b|"
         r"feries?\b|ramadan\b|careme\b|treves?\b|exception\w*|occasionn\w*|temporaire\w*|provisoire\w*|prochain\w*|"
         r"bientot\b|parfois\b|souvent\b|rarement\b|generalement\b|normalement\b|initialement\b|habituel\w*|en principe\b|"
         r"sinon\b|au plus tard\b|precedent\w*|absen(?:ce|te?)s?\b|ouvres\b|ouvrables?\b|supprime\w*|decale\w*|deplace(?:e?s?)\b|"
         r"termine\w*|remplac\w*|report\w*|annul\w*|au lieu d|ferm(?:era|eront|ent|ons|ant|er)\b|fois\b|"
         r"(?:par|chaque|tous les|l') ?ans?\b|sur (?:deux|trois|quatre|2|3|4)\b|demie\b|(?:et|moins le) quart\b|dizaines?\b|"
         r"(?:pendant|durant|lors)\b|(?:la |en |a la |au )?(?:fin|debut|milieu) (?:de |du |d'|des )?(?:la |l')?(?:mois|semaine|"
         r"annee|journee|matinee|apres|trimestre|week)|(?:les |l')autres? (?:jours?|semaines?|mois)|"
         r"(?:calendriers?|semaines?|hors|jours?) scolaires?\b|(?:ouvre|est|sont|a|aura) (?:pas|jamais)\b|"
         r"pas (?:ouverte?s?|assuree?s?|disponibles?)\b")  # fmt: skip
def _always(_match: re.Match[str], text: str) -> Made:
    return items.Unknown(text)


@pattern(rf"(?:{ORD}|(?:six|sept|huit|neuv|dix)ieme|[6-9] ?e(?:me)?\b|partir|jusque|reste|fin|debut|milieu|mi|avant|apres|depuis|vers|entre|"
         r"quelques|certaine?s?|autres?|nuits?|pas|sans|aucune?|non|ni|jamais|plus|pauses?|arret\w*|avancee?s?|passee?s?|"
         r"scolaires?|ponts?|sixieme|suspendu\w*|ensuite|toutes? sauf|ferme)\b")  # fmt: skip
def _beside(match: re.Match[str], text: str) -> Made:
    return items.Unknown(text) if _is_beside(match, before=True) else None


@pattern(r"(?:tou[st] les|chaque) (?:matin(?:ee)?s?|apres[- ]?midis?|soir(?:ee)?s?)\b")
def _every_half_day(_match: re.Match[str], text: str) -> Made:
    return items.Unknown(text, "every_half_day")


@pattern(r"(?:mar|mer|jeu|sam|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|chaque|tou(?:s|t|te|tes))\b")
def _counting(match: re.Match[str], text: str) -> Made:
    return items.Unknown(text) if _is_beside(match, before=False) else None


def _is_beside(match: re.Match[str], *, before: bool) -> bool:
    """Tell whether a word stands right before a day or an hour, or right after one."""
    earlier = match.string[max(0, match.start() - _BEFORE) : match.start()]
    return bool(_FOLLOWED.match(match.string, match.end()) or (before and _PRECEDED.search(earlier)))
