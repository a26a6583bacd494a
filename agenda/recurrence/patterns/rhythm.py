"""How often: every n weeks or months, even weeks, so many times."""

import re

from agenda.recurrence import items
from agenda.recurrence.lexicon import NUM, TO, WD, number_of, weekday_of
from agenda.recurrence.patterns.registry import Made, pattern
from agenda.recurrence.rules import Parity


@pattern(rf"tou(?:te)?s les ({NUM}) (semaines?|jours?|mois)\b")
@pattern(r"(?:tous les )?(quinze)(aine)s?\b(?! de)")
def _every_n(match: re.Match[str], text: str) -> Made:
    number, unit = number_of(match.group(1)), match.group(2)
    if unit.startswith("semaine"):
        return items.Every(text, weeks=number)
    if unit == "mois":
        return items.Every(text, months=number)
    weeks = {7: 1, 8: 1, 14: 2, 15: 2}.get(number)
    return items.Every(text, weeks=weeks) if weeks and unit.startswith("jour") else items.Unknown(text)


@pattern(rf"(?:une |1 )?semaine sur ({NUM})|(?:toutes les )?deux semaines sur ({NUM})")
def _week_on(match: re.Match[str], text: str) -> Made:
    return items.Every(text, weeks=number_of(match.group(1))) if match.group(1) else items.Unknown(text)


@pattern(rf"(?:un |1 )({WD}) sur ({NUM})")
def _weekday_on(match: re.Match[str], text: str) -> Made:
    weekday = items.Weekdays(text, (weekday_of(match.group(1)),), repeats=True)
    return [items.Every(text, weeks=number_of(match.group(2)), of_next=True), weekday]


@pattern(rf"(?:un |1 )mois sur ({NUM})")
def _month_on(match: re.Match[str], text: str) -> Made:
    return items.Every(text, months=number_of(match.group(1)))


@pattern(
    r"(?:des |les |en |de |toutes les |chaque |une ){0,4}semaines? (?:n°s? ?)?(im)?paires?(?: uniquement| seulement)?\b"
)
def _parity(match: re.Match[str], text: str) -> Made:
    return items.Every(text, parity=Parity.ODD if match.group(1) else Parity.EVEN)


@pattern(
    rf"({NUM}) fois (?:par|/) ?(semaine|mois)|({NUM}) (?:{WD}|jours?|soirs?|matins?|"
    r"demi-journees?|matinees?|apres-midis?|soirees?) (?:par|/) ?(semaine|mois)"
)
def _times_each(match: re.Match[str], text: str) -> Made:
    number, unit = match.group(1) or match.group(3), match.group(2) or match.group(4)
    return items.TimesEach(text, number_of(number), a_month=unit == "mois")


@pattern(rf"(?:pendant|durant|sur) ({NUM}) semaines?(?: consecutives)?\b")
def _for_weeks(match: re.Match[str], text: str) -> Made:
    return items.ForWeeks(text, number_of(match.group(1)))


_SITTING = r"(?:seances?|sessions?|ateliers?|rencontres?|cours|fois|dates?|rendez-vous|rdv|permanences?|rendez vous)"


@pattern(rf"({NUM}) {_SITTING}(?: (?!{WD})[a-z]{{2,12}}){{0,3}} par (semaine|mois)\b")
def _sittings_each(match: re.Match[str], text: str) -> Made:
    """Read "deux séances sont proposées par semaine" as "deux fois par semaine"."""
    return items.TimesEach(text, number_of(match.group(1)), a_month=match.group(2) == "mois")


# "séances de 2 h", where "cours de 9 h" may be the hour of its start.
_LASTING = rf" ?(?:de|d'|:) ?([1-4]|une|deux|trois|quatre) ?h(?:eures?)? ?([0-5]\d)?(?!{TO}\d)(?![a-z\d])"


@pattern(rf"(?:cycle de |en |pendant |pour |x ?)?({NUM}) {_SITTING}(?:{_LASTING}|\b)")
def _count(match: re.Match[str], text: str) -> Made:
    # "une séance", "un atelier" names it; a figure or a larger number counts.
    lasting = _lasting(match, text)
    return lasting if match.group(1) in {"un", "une"} else [items.Count(text, number_of(match.group(1))), *lasting]


@pattern(rf"(?:(?:les|des|en|par) )?({_SITTING}|creneaux?){_LASTING}")
def _sitting_lasts(match: re.Match[str], text: str) -> Made:
    return _lasting(match, text)


def _lasting(match: re.Match[str], text: str) -> list[items.Item]:
    if not match.group(2):
        return []
    return [items.Lasting(text, 60 * number_of(match.group(2)) + int(match.group(3) or 0))]


@pattern(r"en semaine\b(?! (?:n°|\d|[ab]\b|type|prochaine|suivante))")
def _in_the_week(_match: re.Match[str], text: str) -> Made:
    return items.Weekdays(text, tuple(range(5)), repeats=True, loose=True)


@pattern(
    r"(?:tou[ts] les?|chaque|par) jours?(?: de la semaine)?\b|quotidien(?:ne)?(?:ment)?\b|7 ?j(?:ours)? ?(?:/|"
    r"sur) ?7"
)
def _every_day(match: re.Match[str], text: str) -> Made:
    if "de la semaine" in match.group():
        return items.Unknown(text, "days_of_the_week")
    return items.Weekdays(text, tuple(range(7)), repeats=True, loose=True)
