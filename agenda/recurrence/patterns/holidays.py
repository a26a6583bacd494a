"""School and public holidays, and the words that leave days out."""

import re

from agenda.recurrence import items
from agenda.recurrence.lexicon import WD, weekday_of
from agenda.recurrence.patterns.registry import Made, pattern

_THE_HOLIDAYS = r"(?:(?:les|des|de|la|en|periodes?) ){0,5}(?:vacances|conges)(?: scolaires?)?"
_WEEKDAY_ONLY = re.compile(rf"(?:le |les )?{WD}(?! ?\d)")
_NAMES = {
    "noel": "Vacances de Noël", "fin d'annee": "Vacances de Noël", "hiver": "Vacances d’hiver",
    "fevrier": "Vacances d’hiver", "printemps": "Vacances de printemps", "paques": "Vacances de printemps",
    "avril": "Vacances de printemps", "ete": "Vacances d’été", "toussaint": "Vacances de la Toussaint",
    "automne": "Vacances de la Toussaint",
}  # fmt: skip


@pattern(
    r"(?:y compris|meme|et) (?:pendant |durant )?(?:les )?(?:vacances|conges)(?: scolaires?)? (?:comprises?|"
    r"incluse?s?)"
)
@pattern(r"(?:y compris|meme) (?:pendant |durant |les? ){0,3}(?:vacances|conges|jours? feries|feries)(?: scolaires?)?")
@pattern(r"(?:vacances(?: scolaires?)?|jours? feries|feries) (?:comprise?s?|incluse?s?)")
def _included(_match: re.Match[str], _text: str) -> Made:
    return []


@pattern(r"(?:pendant |durant )?(?:les |des )?petites vacances(?: scolaires)?")
def _small_holidays(_match: re.Match[str], text: str) -> Made:
    return items.Unknown(text, "small_holidays")


@pattern(
    rf"jusqu'(?:aux|au debut des|a la veille des) (?:prochaines )?(?:vacances|conges) (?:scolaires )?"
    rf"(?:de |d'|la |des |l'){{0,3}}({'|'.join(_NAMES)})\b"
)
def _until_holidays(match: re.Match[str], text: str) -> Made:
    return items.UntilHolidays(text, _NAMES[match.group(1)])


@pattern(
    rf"(?:pendant |durant |lors |au cours )?(?:les |des |de |la ){{0,3}}(?:vacances|conges) (?:scolaires )?(?:de |d'|"
    rf"la |des ){{0,3}}({'|'.join(_NAMES)})\b"
)
@pattern(r"(?:pendant |durant )?(?:les |des ){0,2}grandes (vacances)")
def _named_holidays(match: re.Match[str], text: str) -> Made:
    return items.SchoolHolidays(text, _NAMES.get(match.group(1), "Vacances d’été"), _mode(match.group()))


@pattern(r"(?:des |les |en |pendant les |durant les )?semaines? scolaires?\b")
@pattern(r"(?:en |pendant |durant |hors )?(?:la |les |le )?(?:periodes?|temps) scolaires?(?: uniquement| seulement)?\b")
def _term(match: re.Match[str], text: str) -> Made:
    found = items.SchoolHolidays(text, "", "term")
    return [items.Except(text), found] if match.group().startswith("hors ") else found


@pattern(
    r"(?:pour (?:cause de )?|cause (?:de )?|en raison des? )(?:conges|vacances)(?: annuel(?:le)?s)?\b"
    r"(?=,? ?:? ?(?:du |le |les \d|a partir du ))"
)
def _why(_match: re.Match[str], _text: str) -> Made:
    """Pass over why it is closed: "fermeture pour congés du 1er au 8 mars" is of these days, not of all holidays."""
    return []


@pattern(
    r"(?:pour (?:cause de )?|cause (?:de )?|en raison des? )(?:conges|vacances)(?: annuel(?:le)?s)?\b"
    r"(?! (?:scolaires|de |d'))"
)
def _closed_for(_match: re.Match[str], text: str) -> Made:
    """Ask when: "fermé pour vacances" may be of the one who opens, at any dates."""
    return items.Unknown(text, "closed_when")


@pattern(rf"(?:pendant |durant |lors |au cours )?{_THE_HOLIDAYS}")
def _holidays(match: re.Match[str], text: str) -> Made:
    return items.SchoolHolidays(text, "", _mode(match.group()))


def _mode(folded: str) -> str:
    return "during" if folded.startswith(("pendant", "durant", "lors", "au cours", "en periode")) else "named"


_FEASTS = {"dimanche de paques": 0, "lundi de paques": 1, "ascension": 39, "dimanche de pentecote": 49,
           "lundi de pentecote": 50, "jeudi saint": -3, "vendredi saint": -2, "samedi saint": -1,
           "dimanche des rameaux": -7}  # fmt: skip
# After "jeudi saint" no name of a saint: "le jeudi Saint Pierre", "le jeudi Saint-Pierre".
_NO_NAME = r"(?! ?-)(?! (?!(?:a|au|de|des|du|d|et|le|les|en|dans|pour|pas)\b)[a-z])"


@pattern(rf"(?:le )?((?:jeudi|vendredi|samedi) saint\b{_NO_NAME}|dimanche des rameaux\b)")
@pattern(r"(?:le )?((?:dimanche|lundi) de (?:la )?(?:paques|pentecote)|(?:jeudi|jour) de l'ascension|l'ascension)\b")
def _feast(match: re.Match[str], text: str) -> Made:
    name = match.group(1).replace("la ", "")
    return items.Feast(text, _FEASTS["ascension" if "ascension" in name else name])


@pattern(
    r"(?:les |des ){0,2}(?:jours? )?feries (?:officiels |legaux |nationaux )?"
    r"(?:de l'|de la |du |d'|en )(?!an|mois)[a-z]+"
)
def _public_elsewhere(_match: re.Match[str], text: str) -> Made:
    return items.Unknown(text, "public_how")


@pattern(rf"(?:les |le )?({WD}) feries?\b")
def _holidays_of_a_weekday(match: re.Match[str], text: str) -> Made:
    days = {weekday_of(one) for one in re.findall(WD, match.string)}
    return items.PublicHolidays(text) if len(days) == 1 else items.Unknown(text, "public_how")


@pattern(r"(?<=dimanches et )(?:les )?(?:jours de )?fetes?\b|(?<=dimanche et )(?:les )?(?:jours de )?fetes?\b")
@pattern(r"(?:pendant |durant )?(?:les |des |le |un ){0,2}(?:jours? )?feries?\b")
def _public(_match: re.Match[str], text: str) -> Made:
    return items.PublicHolidays(text)


@pattern(r"(?:tous les |chaque |les )?jours? (?:ouvre|ouvrable|ouvrabl)s?\b")
@pattern(r"(?:tous les |chaque |les )?jours? ouvr(?:es|e)\b")
def _working_days(match: re.Match[str], text: str) -> Made:
    days = tuple(range(6 if "ouvrab" in match.group() else 5))
    return [items.Weekdays(text, days, repeats=True, loose=True), items.PublicHolidays(text, "always")]


@pattern(r"(?:est|sont)(?: notre| nos| le| les| un| des)? jours? (?:de fermeture|de repos)\b")
def _closing_day(_match: re.Match[str], text: str) -> Made:
    return items.Except(text, closed=True)


@pattern(r"(?:sauf|excepte(?:e?s)?|hormis|hors|(?:a l'exception|en dehors) (?:de la|de l'|de|du|des|d')|relache|"
    r"n'aur(?:a|ont) pas lieu|"
       r"(?:pas|aucune?|sans) (?:de |d')?(?:seances?|ateliers?|cours|permanences?|accueil)|"
       r"pas (?:de |d')[a-z]{3,15} (?=le |les |pendant |durant )|pas (?=le |les |pendant |durant )|"
       r"fermee?s?|fermetures?(?: exceptionnelles?| annuelles?)?|interruption|suspendue?s?)\b ?")  # fmt: skip
def _except(match: re.Match[str], text: str) -> Made:
    # "Pas d'atelier le dimanche": as a closing, of days that nobody said to be open.
    no_day = match.group().startswith(("pas", "aucun")) and _WEEKDAY_ONLY.match(match.string, match.end())
    return items.Except(text, closed=match.group().startswith(("ferm", "relache")) or bool(no_day))


@pattern(rf"ni (?:pendant |durant )?(?=(?:les |le |la |des ){{0,2}}(?:jours? feries|feries|vacances|week-?ends?|{WD}))")
def _nor(match: re.Match[str], text: str) -> Made:
    left_out = re.search(r"\b(?:pas|sauf|sans|aucune?)\b", match.string[: match.start()])
    return items.And(text) if left_out else items.Unknown(text)


@pattern(r"\(?(?:de la |la )?zones? ([abc])\b\)?(?! ?(?:,|et|/|&|ou|-) ?(?:zone )?[abc]\b)")
def _zone(match: re.Match[str], text: str) -> Made:
    return items.Zone(text, match.group(1).upper())


@pattern(r"(?:de la |la )?zones? [abc](?: ?(?:,|et|/|&|ou|-) ?(?:zone )?[abc]\b)+")
def _zones(_match: re.Match[str], text: str) -> Made:
    return items.Unknown(text, "zone")


@pattern(r"(?:uniquement|seulement|exclusivement)\b")
def _only(_match: re.Match[str], text: str) -> Made:
    return items.Only(text)
