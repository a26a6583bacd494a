"""Days one by one, days of the week, months; and at last everything that could mean a date and was not read."""

import re

from agenda.recurrence import items
from agenda.recurrence.items import PartialDate
from agenda.recurrence.lexicon import (
    DAYNUM,
    ISO,
    JOIN,
    MON,
    NUM,
    ORD,
    SLASHED,
    WD,
    WE,
    YEAR,
    date_of,
    filled,
    month_number,
    number_of,
    weekday_of,
)
from agenda.recurrence.patterns.registry import Made, Shorter, pattern
from agenda.recurrence.patterns.runs import NUMBERED, NUMBERED_AT
from cms.foundation.digits import is_digits

_LISTED = re.compile(
    rf"(?:les? )?(?:({WD}),? ?:? ?)?(?:les? )?(?:({ISO})|({SLASHED})(?! ?h)|({DAYNUM}|premier)(?: er)?(?! ?(?:h\b|"
    rf"h\d|heures?|:|€|%))(?: ({MON}))?(?:,? ({YEAR}))?)"
)
_OF_DAYS = re.compile(rf"(?:{WD}|week-?ends?|matins?|midis?|soirs?|mois|jours?|\bet|[,;:(/-]|\d) ?$|^ *$")
_MJOIN = rf"(?:{JOIN}| ?- ?| (?={MON}))"
# Dates in one list; beyond, whoever writes them needs a rule.
MAX_LISTED = 60
_JOINED = re.compile(JOIN)


# "2, samedi 16 janvier": a number before a day that has its weekday.
_ALONE = re.compile(rf"\d{{1,2}} ?, ?(?:le )?{WD},? \d")


@pattern(rf"({NUM}) (?={WD},? ?[:(]? ?(?:les? )?\d{{1,2}}(?:er)?(?:,| et | {MON}|/\d))")
def _counted_days(match: re.Match[str], text: str) -> Made:
    """Read the number of "4 jeudis : 7, 14, 21 et 28 janvier"."""
    return items.Count(text, number_of(match.group(1)))


_LEAVES_OUT = re.compile(r"(?:ferm\w*|sauf|hors|excepte\w*|hormis) (?:tous |est |le |les )?$")
_FIXED = r"(?:1er (?:janvier|mai|novembre)|8 mai|14 juillet|15 aout|11 novembre|25 decembre)"


@pattern(rf"(?:le |les )?({WD})(?=, (?:le )?{_FIXED}(?:, | et )(?:le )?{_FIXED})")
def _closed_day(match: re.Match[str], text: str) -> Made:
    """Read the Monday of "fermé lundi, 1er janvier et 1er mai", which is no date's."""
    closed = _LEAVES_OUT.search(match.string, max(0, match.start() - 16), match.start())
    return items.Weekdays(text, (weekday_of(match.group(1)),), repeats=True) if closed else None


@pattern(rf"(?:les? )?(?:{WD},? ?:? ?)?(?:les? )?(?:{DAYNUM}|premier\b|{ISO}|{SLASHED})")
def _dates(match: re.Match[str], text: str) -> Made:
    found = _read_dates(match.string, match.start())
    if found and is_digits(match.group()[0]):
        # "Atelier 1, 14 janvier", "2, samedi 16 janvier": the first number may be another's.
        before = NUMBERED.search(match.string, max(0, match.start() - NUMBERED_AT), match.start())
        if (before and len(found[0]) > 1) or _ALONE.match(match.string, match.start()):
            return items.Unknown(text)
    return Shorter(items.Dates(text, tuple(found[0])), found[1]) if found else None


def _read_dates(folded: str, at: int) -> tuple[list[PartialDate], int] | None:
    """Return the days listed at a place, months filled in from the right, and where they end; None: there are none."""
    found: list[PartialDate] = []
    complete, end, place = 0, at, at
    weekday: int | None = None
    while len(found) < MAX_LISTED and (match := _LISTED.match(folded, place)):
        one = _listed(match)
        if one.weekday is not None:
            weekday = one.weekday if match.group(1).endswith("s") else None
        elif weekday is not None:
            one = PartialDate(one.day, one.month, one.year, weekday)
        found.append(one)
        if one.month is not None:
            complete, end = len(found), match.end()
        joined = _JOINED.match(folded, match.end())
        if joined is None:
            break
        place = joined.end()
    if not complete:
        return None
    return filled(found[:complete]), end


def _listed(match: re.Match[str]) -> PartialDate:
    one = date_of(match.group(2) or match.group(3) or "")
    weekday = weekday_of(match.group(1)) if match.group(1) else None
    if one is not None:
        return PartialDate(one.day, one.month, one.year, one.weekday if weekday is None else weekday)
    number = 1 if match.group(4) == "premier" else int(re.sub(r"\D", "", match.group(4)))
    month = month_number(match.group(5)) if match.group(5) else None
    return PartialDate(number, month, int(match.group(6)) if match.group(6) else None, weekday)


@pattern(rf"(?:le |les |la )?prochaine?s? (?!{WD}|semaine|mois|jour)")
def _next(_match: re.Match[str], text: str) -> Made:
    return items.Unknown(text, "next")


@pattern(r"cette semaine\b")
def _this_week(_match: re.Match[str], text: str) -> Made:
    return items.Unknown(text, "next")


@pattern(rf"ce {WD}(?! ?\d)|{WD} prochain|prochain {WD}|{WD} suivant|semaine prochaine|mois prochain")
def _next_weekday(_match: re.Match[str], text: str) -> Made:
    return items.Unknown(text, "which_day")


# What takes place once: "la rencontre aura lieu le samedi à 9 h" lacks its date.
_ONE_EVENT = re.compile(r"(?:aura lieu|se tiendra|se deroulera) $")
_VERB = 16
# "Lundi 9-12 et 14-17": hours, of which `hours` makes sure.
_TWO_PAIRS = r" ?- ?\d{1,2} ?(?:et|/|,|puis) ?(?:1[3-9]|2\d) ?- ?\d{1,2}"
_EACH = r"(?:tou[ts] les? |toutes les |chaque |chaques |le |les |l'|au |du )"


@pattern(
    rf"({_EACH})?((?:{WD}|{WE})(?:{JOIN}{_EACH}?(?:{WD}|{WE})){{0,12}})(?: du mois\b(?! d(?:e |'){MON}))?"
    rf"(?! ?\d{{1,2}}(?! ?h| ?(?:-|/|a) ?\d{{1,2}} ?h| a \d{{1,2}} ?(?:[,;.)/]|et |$)|{_TWO_PAIRS}| ?:|"
    r"\.[0-5]\d ?[-/] ?\d)\b)"
)
def _weekdays(match: re.Match[str], text: str) -> Made:
    line = match.group().find(";")
    if line > 0 and _LEAVES_OUT.search(match.string, max(0, match.start() - 16), match.start()):
        # "Fermé le mercredi ; vendredi 14 h-17 h": what is closed ends with its line.
        made = _of_days(match, match.group()[:line], match.group(2)[: line - len(match.group(1) or "")])
        return Shorter(made, match.start() + line)
    return _of_days(match, match.group(), match.group(2), text)


def _of_days(match: re.Match[str], said: str, named: str, text: str = "") -> items.Item:
    words = re.findall(rf"{WD}|{WE}", named)
    days = [day for word in words for day in ((5, 6) if word.startswith("w") else (weekday_of(word),))]
    each = (match.group(1) or "").strip()
    every = each.startswith(("tou", "chaque"))
    if said.endswith("du mois") and not every:
        return items.Unknown(text, "nth_of_month")
    once = _ONE_EVENT.search(match.string, max(0, match.start() - _VERB), match.start())
    several = all(re.search(r"s$", word) for word in words)
    repeats = every or several
    return items.Weekdays(
        text, tuple(dict.fromkeys(days)), repeats=repeats, article=not once and each in {"le", "les", "au", "du"}
    )


@pattern(
    rf"(?:en |au mois de |au mois d'|pendant le mois de |du mois de |tout le mois de |mois de |de |"
    rf"d')({MON}(?:{_MJOIN}(?:en |de |d')?{MON}){{0,12}})(?: ({YEAR}))?"
)
@pattern(rf"(?:(?<=sauf )|(?<=hors )|(?<=excepte ))({MON}(?:{_MJOIN}{MON}){{0,12}})(?: ({YEAR}))?")
@pattern(rf"({MON}(?:{_MJOIN}{MON}){{0,12}})(?: ({YEAR}))?(?= ?: | (?:du|le|les|tous) (?:les )?{WD})")
@pattern(rf"({MON}(?:{_MJOIN}{MON}){{1,12}})(?: ({YEAR}))?")
def _months(match: re.Match[str], text: str) -> Made:
    if match.group().startswith(("de ", "d'")) and not _OF_DAYS.search(
        match.string, max(match.start() - 20, 0), match.start()
    ):
        # "la rentrée de septembre" names a thing, not when it takes place.
        return items.Unknown(text)
    year = match.group(2)
    found = re.findall(MON, match.group(1))
    if len(found) == 2 and re.fullmatch(rf"{MON} ?- ?{MON}", match.group(1)):
        return items.MonthSpan(text, month_number(found[0]), month_number(found[1]), int(year) if year else None)
    return items.Months(text, tuple(month_number(found) for found in re.findall(MON, match.group(1))),
                        int(year) if year else None)  # fmt: skip


@pattern(rf"et\b|&|(?<=[a-z0-9 ])/(?= ?(?:{WD}|\d))|puis\b|ainsi que\b")
def _and(_match: re.Match[str], text: str) -> Made:
    return items.And(text)


@pattern(rf"ou (?:bien )?(?:le |les |de |du |a )?(?={WD}|\d|{ORD}|{MON}|tou[st]|chaque|l'apres|apres-midi|matin|soir)")
def _or(_match: re.Match[str], text: str) -> Made:
    return items.Unknown(text, "or")


@pattern(r"(?:le |tout le )?reste de l'annee\b|les autres mois\b")
def _rest_of_year(_match: re.Match[str], text: str) -> Made:
    return items.Months(text, ())


@pattern(r"(?:plages?|horaires?|creneaux|jours?) (?:horaires? )?habituel\w* ?(?=:|sont\b)")
@pattern(
    r"(?:les? )?(permanences|consultations|horaires|entrainements|ouvert(?:e?s?|ure)|ouvertures|"
    r"ouvr(?:e|ent|ira|iront))\b"
)
def _opening(match: re.Match[str], text: str) -> Made:
    return items.Opening(text, regular=not (match.lastindex and match.group(1).startswith("ouv")))


@pattern(r"(?:permanence|cours|accueil|marche|repetitions?|entrainement|ouverture au public|distributions?)\b")
def _regular(_match: re.Match[str], text: str) -> Made:
    return items.Regular(text)


@pattern(r"(?:(?:toute )?la )?(?:periode |saison )?(?:cet ete|(?:l'|d'|en )ete\b|(?:l'|d'|en )hiver\b|"
         r"estivale?s?\b|hivernale?s?\b|"
         r"au printemps\b|(?:tres )?(?:haute|basse|moyenne) saison\b)")  # fmt: skip
def _season(_match: re.Match[str], text: str) -> Made:
    return items.Unknown(text, "season")


@pattern(
    r"(?:(?:pour |de )?(?:la |l'|cette )?(?:rentree|saison|annee(?: scolaire)?|programme|planning) )?"
    r"20\d\d ?[-/] ?(?:20)?\d\d(?![\d-])"
)
def _school_year(_match: re.Match[str], text: str) -> Made:
    return items.Unknown(text, "school_year")


@pattern(r"exceptionnellement\b|de noel\b|de paques\b|annuel(?:le)?s?\b")
def _once(_match: re.Match[str], text: str) -> Made:
    return items.Unknown(text, "once")


@pattern(r"(?:sur (?:rendez[- ]vous|rdv|reservation)[a-z, ]{0,20} groupes|"
         r"reserve(?:e?s)? (?:aux?|pour)|visites? de groupes?|"
         r"pour les groupes)\b")  # fmt: skip
def _groups(_match: re.Match[str], text: str) -> Made:
    return items.ForGroups(text)


@pattern(rf"(?:la |en |de la )?(?:{ORD}(?:{JOIN}(?:la )?{ORD}){{0,5}}) (?:semaine|sem\b)s?(?: paires?| impaires?)?|"
    rf"{MON}|{WD}|{WE}|(?:mar|mer|jeu|sam)\b\.?(?= ?\d)|semaines?\b|"
    r"quinzaines?\b|mois\b|jours?\b|journees?\b|trimestres?\b|trimestriel\w*|"
    rf"annees?\b|annuel\w*|"
       r"bimensuel\w*|bimestriel\w*|(?:le |les |la )?(?:prochaine?s?|suivante?s?)\b|environ\b|selon\b|"
       r"eventuel\w*|peut-etre\b|"
       r"annulee?s?\b|reportee?s?\b|ponctuel\w*|irregul\w*|a (?:definir|preciser|confirmer)|noel\b|paques\b|"
       r"toussaint\b|"
       r"pentecote\b|ascension\b|demain\b|aujourd'hui\b|lendemain\b|veille\b|debut de\b|"
       r"une? jours? sur\b|certaine?s? (?:jours?|dates?)|quelques (?:dates|jours|semaines)|alternance\b|alternee?s?\b|"
       r"en alternant")  # fmt: skip
def _unknown(_match: re.Match[str], text: str) -> Made:
    return items.Unknown(text)
