"""Days of a month: the first Tuesday, the 15th, the last day."""

import re

from agenda.recurrence import items
from agenda.recurrence.lexicon import DAYNUM, JOIN, MON, ORD, WD, YEAR, month_number, number_of, ordinal_of, weekday_of
from agenda.recurrence.patterns.hours import half_days
from agenda.recurrence.patterns.registry import Made, pattern

_OF_MONTH = r"(?: ?(?:du|de chaque|de tous les|dans le|par|chaque) mois\b| de l'annee)"
_ORDS = rf"{ORD}(?:{JOIN}(?:le |les )?{ORD}){{0,5}}"
_WDS = rf"{WD}(?:{JOIN}(?:le |les )?{WD}){{0,12}}"


_BOUND = re.compile(r"(?:du|au|des|depuis|jusqu'au|partir du|compter du|entre|avant|apres|et)(?: le)? $")


@pattern(
    rf"(?:le )?({ORD}) ({WD}) (?:de |d'|du mois de |du mois d')({MON})(?: ({YEAR}))?"
    rf"(?! ?(?:,|et|a|-|ou|&|/) ?(?:de |d')?{MON})"
)
def _nth_of_a_month(match: re.Match[str], text: str) -> Made:
    """Read "le dernier vendredi d'octobre", where it bounds no period."""
    if match.group(2).endswith("s") or _BOUND.search(match.string, max(0, match.start() - 20), match.start()):
        return None
    year = int(match.group(4)) if match.group(4) else None
    return items.NthOfMonth(
        text, ordinal_of(match.group(1)), weekday_of(match.group(2)), month_number(match.group(3)), year
    )


@pattern(rf"(?:tous les |chaque |les? |l')?({_ORDS}) ({WD}) (?:de |d')({MON}|{YEAR})")
def _nth_of_one_month(_match: re.Match[str], text: str) -> Made:
    return items.Unknown(text, "nth_of_month")


@pattern(rf"(?:tous )?les (2|3|deux|trois) premiers ({WD}){_OF_MONTH}")
def _first_days(match: re.Match[str], text: str) -> Made:
    weekday = weekday_of(match.group(2))
    nths = range(1, number_of(match.group(1)) + 1)
    return items.NthDays(text, tuple((nth, weekday) for nth in nths), repeats=True)


@pattern(
    rf"(tous les |chaque |les? |l')?({_ORDS}) ({_WDS})"
    rf"( (?:matin|apres[- ]midi|soir)s?\b)?({_OF_MONTH})?(?! {DAYNUM} ?{MON})"
)
def _nth_days(match: re.Match[str], text: str) -> Made:
    nths = [ordinal_of(found) for found in re.findall(ORD, match.group(2))]
    days = [weekday_of(found) for found in re.findall(WD, match.group(3))]
    repeats = bool(match.group(5)) or (match.group(1) or "").strip() in {"tous les", "chaque"} or len(nths) > 1
    if re.search(r"\bou\b", match.group()) or (len(nths) > 1 and len(days) > 1):
        return items.Unknown(text)
    found = items.NthDays(text, tuple((nth, day) for nth in nths for day in days), repeats=repeats)
    return [found, *half_days(match.group(4))]


@pattern(
    rf"(?:tous les |chaque |les? )?({DAYNUM}(?:{JOIN}(?:le |les )?{DAYNUM}){{0,31}})(?:{_OF_MONTH}|"
    rf"(?={JOIN}(?:le )?dernier jour{_OF_MONTH}))"
)
def _month_days(match: re.Match[str], text: str) -> Made:
    days = [int(found) for found in re.findall(r"\d+", match.group(1))]
    return items.MonthDays(text, tuple(days))


@pattern(rf"(?:le |chaque )?(?:premier|1er) jour{_OF_MONTH}")
def _first_day(_match: re.Match[str], text: str) -> Made:
    return items.MonthDays(text, (1,))


@pattern(rf"(?:le |chaque )?dernier jour(?:{_OF_MONTH}|(?={JOIN}(?:le |l')?(?:{DAYNUM}|{ORD})))")
def _last_day(_match: re.Match[str], text: str) -> Made:
    return items.MonthDays(text, (-1,))


@pattern(rf"(?:chaque|tous les|de chaque|par|du|de tous les) mois\b(?! d(?:e |'){MON})|mensuel(?:le)?s?(?:ment)?\b")
def _each_month(_match: re.Match[str], text: str) -> Made:
    return items.Every(text, months=1)


@pattern(r"(?:chaque|toutes les|par) semaines?\b|hebdomadaires?(?:ment)?\b")
def _each_week(_match: re.Match[str], text: str) -> Made:
    return items.Every(text, weeks=1)
