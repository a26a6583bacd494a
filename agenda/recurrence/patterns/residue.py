"""Words that say something of dates and that no turn of phrase took: asked about, never passed over.

Some always do; others only beside a day or an hour: "aucun" of "aucun mardi", "deux" of "deux mardis", not of "deux
animateurs". `tests/agenda/recurrence/test_no_word_is_lost.py` puts each of them anywhere in sentences that are read.
"""

import re

from agenda.recurrence import items
from agenda.recurrence.lexicon import MON, ORD, WD, H
from agenda.recurrence.patterns.registry import Made, pattern

_SMALL = r"(?:le |la |les |l'|de |du |des |d'|a |au |aux |en |ces |ce |cette ){0,2}"
_DATED = rf"(?:{WD}|{MON}|\d{{1,2}} ?h\b|\d{{1,2}}h\d|\d{{1,2}}:\d|\d{{1,2}}/\d|\d{{1,2}}(?:er)? {MON}|"
_DATED += r"semaines?\b|mois\b|week-?ends?\b|jours?\b|trimestres?\b|annees?\b|matin|midi\b|apres-midi|soir)"
_FOLLOWED = re.compile(rf" ?{_SMALL}{_DATED}")
_PRECEDED = re.compile(rf"(?:{WD}|{MON}|\d ?h ?\d{{0,2}}|:\d\d|semaines?|mois),? ?$")
# The longest that may stand before: "septembre, ".
_BEFORE = 16


@pattern(r"(?:a|tres) bientot\b|a la fois\b|de saison(?= ?[,.;)]|$)|non[- ]stop\b|"
         r"sans (?:aucune )?interruption\b|"
         r"n'(?:hesit|oubli)ez pas\b|ne (?:rat|manqu|tard)ez pas\b")  # fmt: skip
def _nothing(_match: re.Match[str], _text: str) -> Made:
    return []


@pattern(r"(?:le |la |a la |cette |de la |pour la )?rentrees?\b|repris\w*|"
         r"repren\w*|recommenc\w*|redemarr\w*")  # fmt: skip
def _start(_match: re.Match[str], text: str) -> Made:
    return items.Unknown(text, "beginning")


@pattern(r"(?:l'|en |cet |d'|tout l')?(?:hivers?|printemps|automnes?)\b|(?:la |en |hors |pleine ){0,2}saisons?\b|"
         r"(?:estiv|hivern|automn|printan)\w+")  # fmt: skip
def _season(match: re.Match[str], text: str) -> Made:
    # "Des produits frais et de saisons".
    before = match.string[max(0, match.start() - _BEFORE) : match.start()]
    kind_of = re.search(r"(?:frais|fruits|legumes|produits|plats)(?: et)?,? de $", before)
    return [] if kind_of else items.Unknown(text, "season")


@pattern(r"ete\b")
def _summer(match: re.Match[str], text: str) -> Made:
    before = match.string[: match.start()].split()[-1:]
    # "a été": the verb.
    verb = before and before[0] in {"a", "ont", "avait", "avaient", "ayant", "avoir", "aura", "auront", "n'a", "jamais"}
    return [] if verb else items.Unknown(text, "season")


@pattern(r"des\b")
def _from(match: re.Match[str], text: str) -> Made:
    if "è" not in text.lower() or match.string.startswith(" que possible", match.end()):
        return []
    return items.Unknown(text, "whether" if match.string.startswith(" que ", match.end()) else "unclear")


# Plurals that a number may count without saying when: none of dates, and none that may be a month mistyped.
_OTHER = rf"(?!{WD}|(?:ja|fe|ma|av|ju|ao|se|oc|no|de)|(?:jour|soir|week|fois|heure|minute|cours|atelier|date|rencontre|"
_OTHER += r"creneau|rendez|annee|trimestre|permanence|quinzaine|an\b|ans\b)|"
_OTHER += r"(?:tous|toutes|vers|dans|sous|puis|mais|sans|hors|plus|apres|pres|tres|trois|deux|dix|moins|depuis|des)\b)"
_OTHER += r"[a-z]{3,20}[sx]\b"
_TELLS = re.compile(
    rf"(?:{WD}|{MON}|\d ?,|semaines?|mois|jours?|tous|toutes|chaque|depuis|entre|dates?|avant|apres),? ?$"
)
_SAYS_NOTHING = re.compile(rf"(?:^|[(.;:] ?|{H},? |[a-z]{{4,}} )$")


@pattern(rf"\d{{1,3}} {_OTHER}")
def _counts_something(match: re.Match[str], _text: str) -> Made:
    """Pass over "3 animateurs" after a word, a stop or an hour; after a day or "le" it may be the day's number."""
    before = match.string[max(0, match.start() - _BEFORE) : match.start()]
    return [] if _SAYS_NOTHING.search(before) and not _TELLS.search(before) else None


_ALWAYS = (
    r"jusqu\w*'?", r"partir (?:de|du|des|d')", "a partir", "a compter", "au plus tard", r"plus t(?:ard|ot)\b",
    r"(?:im)?paire?s?\b", r"(?:le|du|au) reste\b", r"conges?\b", r"vacances?\b", r"feries?\b", r"ouvres\b",
    r"ouvrables?\b", r"ramadan\b", r"careme\b", r"treves?\b", r"exception\b", r"occasionn\w*", r"temporaire\w*",
    r"provisoire\w*", r"prochain\w*", r"bientot\b", r"parfois\b", r"souvent\b", r"rarement\b", r"generalement\b",
    r"normalement\b", r"initialement\b", r"habituel\w*", r"en principe\b", r"sinon\b", r"precedent\w*",
    r"absen(?:ce|te?)s?\b", r"supprime\w*", r"decale\w*", r"deplacee?s?\b", r"termine\w*", r"remplac\w*", r"report\w*",
    r"annul\w*", r"au lieu d", r"ferm(?:era|eront|ent|ons|ant|er)\b", r"fois\b", r"(?:par|chaque|tous les|l') ?ans?\b",
    r"sur (?:deux|trois|quatre|2|3|4)\b", r"demie\b", r"(?:et|moins le) quart\b", r"dizaines?\b",
    r"(?:pendant|durant|lors)\b", r"(?:les |l')autres? (?:jours?|semaines?|mois)",
    r"(?:la |en |a la |au )?(?:fin|debut|milieu) (?:de |du |d'|des )?(?:la |l')?(?:mois|sem|annee|jour|mat|apres|trim)",
    r"(?:calendriers?|semaines?|hors|jours?) scolaires?\b", r"(?:ouvre|est|sont|a|aura) (?:pas|jamais)\b",
    r"(?:avant|apres) (?:chaque|toutes? les|tous les|les) [a-z]{3,}",
    r"(?:peuvent|peut|susceptibles? de) (?:varier|changer)",
    r"pas (?:ouverte?s?|assuree?s?|disponibles?)\b", r"alternativ\w+",
    r"(?:a tour de role|en rotation|par roulement)\b",
    r"interrompu\w*", r"plus (?:de |d'|aucune? )(?:seances?|ateliers?|cours|permanences?|rencontres?)\b",
    r"les (?:deux|trois|quatre|[2-9]) (?:premi|derni)\w+", r"semestr\w+", r"retardee?s?\b", r"tantot\b", r"hier\b",
    r"(?:horaires?|dates?|jours?) (?:variables?|modulables?|flexibles?|differents?|au choix)\b",
    r"(?:voir|suivant|consult\w+) (?:le |notre |nos |les )?(?:calendriers?|plannings?|dates)\b",
    r"de nuit\b(?! ?(?:,|et) de jour)",
    r"(?:a la nuit|au coucher|a l'aube|au lever|a la tombee)\b", r"en quinze\b", r"variables?\b", r"plutot\b",
    r"anciennement\b",
    # About when it is.
    r"a peu pres\b", r"approximati\w+", r"(?:aux alentours|autour) (?:de |du |d'|des )?(?=\d|midi|minuit)",
    # That it is no more.
    r"(?:c'est|est|sont) finie?s?\b", r"n'(?:a|ont|aura|auront) plus lieu\b", r"n'existe\w* plus\b",
    r"(?:prend|prennent|prendra|prendront) fin\b", r"cess(?:e|ent|era|eront)\b", r"s'arret\w*", r"relache\b",
    r"en sommeil\b", r"clotur\w*",
)  # fmt: skip
# Whether it takes place: "si beau temps", "en cas de pluie", "sous réserve de confirmation".
_UNFORESEEN = r"(?:pluie|orage|intemperie|canicule|verglas|neige|alerte|affluence|forte)\w*"
_SKY = r"(?:(?:pas de )?(?:pluie|intemperies?|neige)|"
_SKY += r"le temps|la meteo|la pluie|beau|mauvais|il (?:fait|pleut|ne pleut|neige|y a))(?: temps)?"
_ENOUGH = r"(?:le nombre|le groupe|les effectifs|les? conditions?|necessaire|affluence|assez|suffisamment)"
_WHETHER = (
    rf"si (?:{_SKY}|{_ENOUGH})", r"s'il (?:fait|pleut|ne pleut|neige|y a|n'y a)\b",
    r"(?:par|en cas de) (?:beau|mauvais) temps\b", rf"en cas (?:de |d'){_UNFORESEEN}",
    r"sous reserve (?:de la |de |d'|du |des )?(?:meteo|beau|condition|confirm|modif|changement|nombre|effectif)\w*",
)  # fmt: skip
# Right before or after a day or an hour; those of the second list only before.
_BESIDE = (
    ORD, r"(?:six|sept|huit|neuv|dix)ieme\b", r"[6-9] ?e(?:me)?\b", r"partir\b", r"jusque\b", r"reste\b", r"fin\b",
    r"debut\b", r"milieu\b", r"mi\b", r"avant\b", r"apres\b", r"depuis\b", r"vers\b", r"entre\b", r"quelques\b",
    r"certaine?s?\b", r"autres?\b", r"nuits?\b", r"pas\b", r"sans\b", r"aucune?\b", r"non\b", r"ni\b", r"jamais\b",
    r"plus\b", r"pauses?\b", r"arret\w*", r"avancee?s?\b", r"passee?s?\b", r"scolaires?\b", r"ponts?\b",
    r"suspendu\w*", r"ensuite\b", r"ans?\b",
)  # fmt: skip
_COUNTING = (
    "mar", "mer", "jeu", "sam", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "chaque",
    "tout", "toute", "tous", "toutes",
)  # fmt: skip


@pattern(r"exceptionnel\w*")
def _once(_match: re.Match[str], text: str) -> Made:
    return items.Unknown(text, "once")


@pattern("|".join(_WHETHER))
def _whether(_match: re.Match[str], text: str) -> Made:
    return items.Unknown(text, "whether")


@pattern("|".join(_ALWAYS))
def _always(_match: re.Match[str], text: str) -> Made:
    return items.Unknown(text)


@pattern(f"(?:{'|'.join(_BESIDE)})")
def _beside(match: re.Match[str], text: str) -> Made:
    if text.lower() == "passe":
        # "Le camion passe le mercredi", not "passé".
        return []
    return items.Unknown(text) if _is_beside(match, before=True) else None


@pattern(r"(?:tou[st] les|chaque) (?:matin(?:ee)?s?|apres[- ]?midis?|soir(?:ee)?s?)\b")
def _every_half_day(_match: re.Match[str], text: str) -> Made:
    return items.Unknown(text, "every_half_day")


@pattern(rf"(?:{'|'.join(_COUNTING)})\b")
def _counting(match: re.Match[str], text: str) -> Made:
    return items.Unknown(text) if _is_beside(match, before=False) else None


def _is_beside(match: re.Match[str], *, before: bool) -> bool:
    """Tell whether a word stands right before a day or an hour, or right after one."""
    earlier = match.string[max(0, match.start() - _BEFORE) : match.start()]
    return bool(_FOLLOWED.match(match.string, match.end()) or (before and _PRECEDED.search(earlier)))
