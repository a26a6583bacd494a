"""French as people type it about dates: the shapes of hours and days on folded text, and what each shape says."""

import re
from datetime import time

from agenda.recurrence.items import PartialDate

# Patterns, all on folded text.
_WEEKDAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
_SHORT_DAYS = ["lun", "mar", "mer", "jeu", "ven", "sam", "dim"]
_MONTHS = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
]
_SHORT_MONTHS = {
    "janv": 1,
    "jan": 1,
    "fevr": 2,
    "fev": 2,
    "avr": 4,
    "juil": 7,
    "sept": 9,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
_COUNTED = (
    "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
    "quatorze", "quinze", "seize",
)  # fmt: skip
_NUMBERS = {word: n for n, word in enumerate(_COUNTED, 1)}
_NUMBERS |= {"une": 1, "vingt": 20, "trente": 30}
_ORDINALS = {"premier": 1, "premiere": 1, "1er": 1, "1ere": 1, "1re": 1, "deuxieme": 2, "second": 2, "seconde": 2,
             "troisieme": 3, "quatrieme": 4, "cinquieme": 5, "dernier": -1, "derniere": -1, "avant-dernier": -2,
             "avant dernier": -2}  # fmt: skip

WD = rf"(?:(?:{'|'.join(_WEEKDAYS)})s?\b|(?:{'|'.join(_SHORT_DAYS)})\.(?=\s|$))"
MON = rf"(?:(?:{'|'.join(_MONTHS)})\b|(?:{'|'.join(_SHORT_MONTHS)})\b\.?)"
ORD = (
    r"(?:avant[- ]derniers?|premi[e]re?s?|1ere?s?\b|1ers?\b|1res?\b|deuxiemes?|seconde?s?|troisiemes?|"
    r"quatriemes?|cinquiemes?|derni[e]re?s?|[2-5] ?(?:e|es|eme|emes|nde?|ieme|iemes)\b)"
)
WE = r"(?:week-? ?ends?\b|w\.? ?e\b\.?)"
NUM = rf"(?:\d{{1,3}}\b|(?:{'|'.join(_NUMBERS)})\b)"
YEAR = r"20\d\d\b"
H = (
    r"(?:\d{1,2} ?(?:heures?\b|hres?\b|hh?(?![a-z]))(?: ?[0-5]\d(?!\d| ?h(?:eures?)?(?![a-z])|:"
    r"| (?:seances?|ateliers?|places\b|pers))|"
    r"[0-5]\dh\b)?"
    r"(?: ?(?:mn|min)\b)?(?: et demie?\b)?|"
    r"\d{1,2}[.:][0-5]\d ?h(?:eures?)?\b|\d{1,2}:[0-5]\d(?!\d)|midi(?: et demie?| trente)?\b|minuit\b)"
)
TO = r" ?(?:a|jusqu'a|jusque|-|/|>|->) ?"
DATE = (
    rf"(?:{WD},? ?)?(?:le )?(?:0?[1-9]|[12]\d|3[01]|1er|premier)(?: ?er)?(?! ?(?:h\b|h\d|heure|:|%|€|"
    rf"euro))\b(?:[ .-]{MON}(?:,? {YEAR})?|/(?:1[0-2]|0?[1-9])(?!\d)(?:/(?:{YEAR}|\d\d\b))?)"
)
DAYNUM = r"(?:0?[1-9]|[12]\d|3[01]|1er)\b"
SLASHED = rf"(?:{WD},? ?)?(?:\d{{1,2}}-\d{{1,2}}-{YEAR}|\d{{1,2}}[/.]\d{{1,2}}(?:[/.](?:{YEAR}|\d\d\b))?)"
ISO = r"20\d\d-[01]\d-[0-3]\d\b"
JOIN = r"(?: ?, ?(?:et |puis |ainsi que )?| ?; ?| et (?:aussi )?| puis | & | ?/ ?| ainsi que | \+ )"


def weekday_of(text: str) -> int:
    """Return the number of a folded weekday, short or not; Monday is 0."""
    return next(n for n, word in enumerate(_SHORT_DAYS) if text.strip().startswith(word))


def month_number(text: str) -> int:
    """Return the number of a month's folded name, short or not."""
    text = text.strip().rstrip(".")
    return _MONTHS.index(text) + 1 if text in _MONTHS else _SHORT_MONTHS[text]


def number_of(text: str) -> int:
    """Return the number that a folded word or figure is."""
    text = text.strip()
    return _NUMBERS[text] if text in _NUMBERS else int(text)


def ordinal_of(text: str) -> int:
    """Return 1 to 5 of a folded ordinal, -1 for the last, -2 for the last but one."""
    text = text.strip()
    if text[0] in "2345":
        return int(text[0])
    return _ORDINALS.get(text) or _ORDINALS[text.rstrip("s")]


def time_of(text: str) -> time | None:
    """Return the hour of a folded text, None when there is no such hour; 24 h is midnight."""
    text = text.strip()
    if text.startswith("midi"):
        return time(12, 30) if len(text) > len("midi") else time(12)
    if text.startswith("minuit"):
        return time(0)
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    hour, minute = numbers[0], (numbers[1] if len(numbers) > 1 else 30 if "demi" in text else 0)
    if hour == 24 and minute == 0:
        return time(0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def date_of(text: str) -> PartialDate | None:
    """Return the day of a folded text in one of the forms of DATE or ISO."""
    if found := re.fullmatch(rf"({YEAR[:-2]})-(\d\d)-(\d\d)", text.strip()):
        return PartialDate(int(found.group(3)), int(found.group(2)), int(found.group(1)))
    weekday = re.match(WD, text)
    rest = text[weekday.end() :] if weekday else text
    number = re.search(r"\d{1,2}|premier", rest)
    if number is None:
        return None
    first = 1 if number.group() == "premier" else int(number.group())
    month, year = _month_and_year(rest[number.end() :])
    return PartialDate(first, month, year, weekday_of(weekday.group()) if weekday else None)


def filled(found: list[PartialDate]) -> list[PartialDate]:
    """Return the days of a list, each with the month of the next that says one: "7, 14 et 21 janvier"."""
    month: int | None = None
    whole = []
    for one in reversed(found):
        month = one.month or month
        whole.append(PartialDate(one.day, month, one.year, one.weekday))
    return whole[::-1]


def _month_and_year(text: str) -> tuple[int | None, int | None]:
    if found := re.match(r"[/.-](\d{1,2})[/.-](\d{2,4})|/(\d{1,2})", text.strip()):
        return int(found.group(1) or found.group(3)), _year(found.group(2))
    if found := re.search(r"/(\d{1,2})(?:/(\d{2,4}))?", text):
        return int(found.group(1)), _year(found.group(2))
    month = re.search(MON, text)
    year = re.search(YEAR, text)
    return month_number(month.group()) if month else None, int(year.group()) if year else None


def _year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) + (2000 if len(text) == 2 else 0)
