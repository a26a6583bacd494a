"""Figures of an announcement that are no dates: classes, editions, postcodes, roads, years of something else.

Where only the capital of the original tells ("3ème B", "D306"), the original is looked at.
"""

import re
from datetime import time

from agenda.recurrence import items
from agenda.recurrence.lexicon import MON, WD, H, time_of
from agenda.recurrence.patterns.registry import Made, pattern

# Some words between, none of them a day or a month.
_GAP = rf"(?:(?!{WD}|{MON})[a-z',: ]){{0,30}}?"
_SIXTY = 60
# What is named after a day, and after which.
_PLACES = (
    "rue|avenue|av|boulevard|bd|place|quai|square|allees?|impasse|esplanade|parvis|pont|stade|salle|gymnase|residence|cite|"
    "parc|quartier|faubourg|lycee|college|groupe scolaire|complexe|monument"
)
_REMEMBERED = (
    "(?:8|huit)[ -]mai|(?:11|onze)[ -]novembre|(?:14|quatorze)[ -]juillet|(?:4|quatre)[ -]septembre|"
    "(?:19|dix-neuf)[ -]mars|(?:1er|premier)[ -]mai|(?:18|dix-huit)[ -]juin|6 juin|(?:25|24|10) aout|8 fevrier"
)
_EDITIONS = "edition|anniversaire|salon|festival|tournoi|concours|foire|congres|rallye|trail|bourse|rencontre|tour|"
_EDITIONS += "manche|forum|biennale|carnaval|course|randonnee|marathon|degre|categorie|volet"


@pattern(r"(?<![\d/.,:-])(?:depuis |en )?(1[0-9]|[3-9]\d)(\d\d)\b(?! ?h(?![a-z]))(?![/:.,-]?\d)")
def _no_hour_nor_year(match: re.Match[str], _text: str) -> Made:
    """Pass over "1090 Bruxelles", "depuis 1984": four figures that are no year to come, and no hour "1030"."""
    hour, minutes = int(match.group(1)), int(match.group(2))
    return [] if minutes >= _SIXTY or hour > 31 else None


@pattern(
    rf"(?:acces|en ligne|urgences?|assistance|automat\w*|distributeur\w*|astreinte|hotline|support)\b{_GAP}"
    r"(?<!\ble )(?<!\bdu )(?<!\bau )"
    r"24 ?h?(?:eures?)? ?(?:/|sur) ?(?:24 ?h?(?:eures?)?|7)\b(?:(?: et| -|,)? ?7 ?j(?:ours?)? ?(?:/|sur) ?7)?"
)
@pattern(
    rf"(?:conseils? de classe|classes?|eleves) (?:de |des |du )?(?:la )?"
    rf"[1-6] ?(?:eme|nde|ere|re|e)s?(?: [a-h])?\b(?! {WD})"
)
@pattern(rf"\d{{1,3}} ?(?:eme|ieme|nde|ere|er|e) (?:grand[es]* )?(?:{_EDITIONS})s?\b")
@pattern(
    r"bilan de (?:l'annee|la saison)\b|"
    rf"(?:projets?|bilans?|budgets?|perspectives|comptes?|voeux|exercice|elections?|cotisations?)\b{_GAP} "
    r"20\d\d\b(?! ?[-/])"
)
@pattern(
    r"(?:batiment|bat\.?|porte|hall|stand|bureau|appartement|boite postale|bp|cs|cedex|ligne|lot) ?"
    r"\d{1,5}\b(?! ?h(?![a-z])|:)"
)
@pattern(
    r"(?:tel|telephone|rens|renseignements?|contacts?|infos?)\b[a-z .:]{0,20}\+?\d{2,3}(?:[ .]\d{2,3}){1,4}(?! ?h|\d)"
)
@pattern(r"\d{1,4} ?€ ?\d\d\b(?! ?h)")
@pattern(
    r"\d{1,4}(?:[.,]\d\d?)? ?(?:€|euros?) (?:pour |les |la |l'|chaque |par ){0,2}"
    r"(?:[1-5]|une|deux|trois|quatre|cinq) ?h(?:eures?)?(?: ?[0-5]\d)?\b"
)
@pattern(
    r"\d{1,3}(?:[ .]?\d{3})?(?:[.,]\d\d?)? ?(?:€|euros?) ?(?:/|par|la|le|l') ?"
    r"(?:mois|an|annee|seance|trimestre|semestre|semaine|cours|personne|heure|h)\b"
)
@pattern(
    r"(?:environ )?\d{1,3}(?: \d{3}){0,2}(?:[.,]\d{1,3})? ?"
    r"(?:f?cfa|f cfa|chf|dhs?|mad|dollars?|francs?|xof|km|kg|cm|metres?|litres?)\b"
)
@pattern(rf"(?:lyon|paris|marseille) \d{{1,2}}(?:er|eme|e)?\b(?! ?h(?![a-z])|[:/]| ?(?:et|,|au?|-) ?\d| {MON})")
@pattern(
    r"(?:dans les|delai de) (?:[3-9]\d|1\d\d) jours\b|sous \d{1,2} ?(?:jours?|heures?|h)\b(?: (?:ouvres|ouvrables))?"
)
@pattern(r"\d+(?:[.,]\d+)? ?(?:€|euros?) (?:pour )?les \d{1,2} (?:jours|seances|cours|ateliers)\b")
@pattern(
    rf"(?:\d{{1,4}}(?: ?bis| ?ter)?,? ?)?(?:{_PLACES}) (?:du|de l'|des) "
    rf"(?:(?:{_REMEMBERED})(?: 1[89]\d\d\b)?|\d{{1,2}}(?:er)? {MON} 1[89]\d\d\b)(?! ?(?:au|jusqu|et|-|20\d\d)\b)"
)
@pattern(r"4 ?x ?4\b(?! ?h)")
@pattern(r"\(jours? de (?:fermeture|repos|marche)\)")
@pattern(rf"\(?(?:entree|ouverture|accueil)(?: du public)? (?:des|a partir de) {H}\)")
@pattern(
    rf"\(?(?:l')?ouverture (?:des portes|de la (?:salle|billetterie|caisse)|des caisses|des guichets) ?"
    rf"(?:au public )?(?::|des|a partir de|a)? ?{H}\)?"
)
@pattern(
    r"(?:accompagnement|soutien|aide|restaurant|groupe|cantine|bourse|transport|garderie|etablissement|milieu|reussite|"
    r"decrochage|fournitures?) scolaires?\b"
)
@pattern(r"(?:accueil|hopital|centre|foyer|creche) de jour\b")
@pattern(r"(?:me|vous|se|nous nous) deplac(?:e|ons|ent|era)\b")
@pattern(r"selon (?:l'inspiration|l'envie|(?:vos|nos|leurs|les) (?:envies|gouts)|(?:votre|leur|son) (?:envie|gout))\b")
@pattern(
    rf"\(?derniere?s? (?:entree|admission|acces|billet|visite|depart)s?(?: (?!{WD})[a-z]{{2,10}}){{0,3}},? ?(?:a |: ?)?"
    rf"(?:{H}|(?:\d{{1,2}}(?:/2)?|une|un|trente|quarante-cinq) ?(?:demi-heure|h(?:eures?)?|min(?:utes?)?|mn)\b "
    r"avant (?:la |l'heure de (?:la )?)?(?:fermeture|fin)\b)\)?"
)  # fmt: skip
@pattern(r"(?:aux |nos )?horaires? habituels?,? (?:soit|c'est-a-dire|a savoir)\b|hors horaires habituels\b")
def _no_date(_match: re.Match[str], _text: str) -> Made:
    return []


@pattern(
    rf"(?:rue|avenue|boulevard|place|quai|square|allees?|impasse|esplanade) du (?:\d{{1,2}}|1er)[ -]{MON}"
    r"(?! ?(?:au|jusqu|et|-|20\d\d|de \d|a \d|,? \d))"
)
def _named_after_a_day(match: re.Match[str], _text: str) -> Made:
    """Pass over "place du 8 septembre" where another day is said."""
    others = match.string[: match.start()], match.string[match.end() :]
    return [] if any(re.search(rf"\d(?:er)? {MON}|\d/\d", one) for one in others) else None


_RAIN = r"(?:si|en cas d[e'] ?|par) ?(?:il pleut|(?:la )?pluie|mauvais temps|intemperies?)"


@pattern(rf"repli\w* {_GAP}{_RAIN}\b")
@pattern(rf"{_RAIN},? ?:? ?repli\b")
def _elsewhere(_match: re.Match[str], _text: str) -> Made:
    """Pass over another place for rain: it takes place all the same."""
    return []


@pattern(rf"garderie (?:possible )?(?:des|a partir de) ({H})(?! ?(?:-|a|jusqu))")
@pattern(rf"\((?:ouverture|entree|accueil)(?: du public| des portes)?(?: a| :)? ?({H})\)")
def _opens_before(match: re.Match[str], _text: str) -> Made:
    """Pass over "18 h 30 (ouverture à 18 h)": an hour before all that were said."""
    opens, said = time_of(match.group(1)), [time_of(one) for one in re.findall(H, match.string[: match.start()])]
    return [] if opens and said and all(one and opens < one for one in said) else None


@pattern(r"(?:kermesse|fete|spectacle|gala|repas|concert|bal|bilan|soiree|gouter)s? de fin d'annee\b")
@pattern(
    r"(?:premiere|belle|bonne|grande) journee\b|(?:premier|deuxieme|troisieme|1er|2e|2eme|3e|3eme) (?:tri|se)mestre\b"
)
@pattern(rf"(?:repon\w+|confirm\w+|inscri\w+|reserv\w+)\b{_GAP} avant (?:le )?{WD}(?! ?\d)")
def _of_one_day(_match: re.Match[str], text: str) -> Made:
    """Read what leaves nothing open beside dates, and may where days come back."""
    return items.Unknown(text, "once")


@pattern(rf"(?:dure|durent|duree)(?: de| :)? ?(?:environ|a peu pres) {H}")
def _about_how_long(_match: re.Match[str], text: str) -> Made:
    return items.Unknown(text, "end")


@pattern(
    r"[1-6] ?(?:eme|nde|e) [b-h]\b(?!')|"
    r"\d{1,4} [a-d],? (?:rue|route|avenue|chemin|boulevard|place)\b|[dn]\d{2,4}\b(?! ?h)"
)
def _with_capital(match: re.Match[str], text: str) -> Made:
    letter = re.search(r"(?<![^\W\d_])[a-dA-DE-HN](?![^\W\d_])", text)
    return [] if letter is not None and letter.group().isupper() else None


@pattern(r"([a-z]{3,5})\d{1,2}\b(?! ?h(?![a-z])|[:/-]?\d)")
def _code(match: re.Match[str], text: str) -> Made:
    """Pass over "PSC1", whose letters are capitals; "Mar12" is a day."""
    return (
        [] if text.isupper() and not re.match(rf"{WD}|{MON}|(?:lun|mar|mer|jeu|ven|sam|dim)", match.group(1)) else None
    )


_PRICED = re.compile(r"(?:tarifs?|prix|cout|participation|note|entree)\b[a-z :]{0,20}$")
_NO_MONTH = 12


@pattern(r"(?:de |entre )?(\d{1,2}\.[0-5]\d) ?(?:a|-|/) ?(\d{1,2}\.[0-5]\d)(?![\d.]| ?(?:€|euro|h))")
def _dotted_hours(match: re.Match[str], text: str) -> Made:
    """Read "9.30-11.30": hours where one of them is no day of a month, and no price."""
    (first, start), (last, end) = (map(int, one.split(".")) for one in match.groups())
    is_hour = any(minutes == 0 or minutes > _NO_MONTH for minutes in (start, end))
    if not is_hour or not 7 <= first < last <= 23 or _PRICED.search(match.string, 0, match.start()):
        return None
    return items.Times(text, time(first, start), time(last, end))
