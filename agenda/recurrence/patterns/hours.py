"""Hours, how long a sitting lasts, and the parts of a day."""

import re
from datetime import time
from itertools import pairwise

from agenda.recurrence import items
from agenda.recurrence.lexicon import MON, TO, WD, H, number_of, time_of, weekday_of
from agenda.recurrence.pairs import paired
from agenda.recurrence.patterns.registry import Made, pattern
from cms.foundation.digits import is_digits

_EARLY = re.compile(r"(?<![\d:])(?:\d|1[01]) ?h(?:eures?)? ?(?:[0-5]\d)? ?$")


@pattern(r"du matin\b")
def _of_the_morning(match: re.Match[str], _text: str) -> Made:
    """Pass over "1 h du matin", which a figure below noon says already."""
    return [] if _EARLY.search(match.string, max(0, match.start() - 12), match.start()) else None


@pattern(r"(?:le |les |du |au |en |l'){0,3}(matin(?:ee)?s?|ap(?:res|r)?\.?[- ]?midis?|soir(?:ee)?s?)\b")
def _half_day(match: re.Match[str], text: str) -> Made:
    return list(half_days(match.group(1), text))


def half_days(folded: str | None, text: str = "") -> list[items.HalfDay]:
    """Return the part of the day that a folded word says, none of no word."""
    part = (folded or "").strip()
    if not part:
        return []
    first, last = (5, 13) if part[0] == "m" else (12, 19) if part[0] == "a" else (16, 24)
    return [items.HalfDay(text or part, first, last)]


@pattern(rf"(?<=i )midis?\b(?=,? ?:? ?\(?(?:de |entre )?{H}{TO})")
def _noon(_match: re.Match[str], text: str) -> Made:
    """Read "le mardi midi de 12 h 15 à 13 h 15": a part of the day."""
    return items.HalfDay(text, 11, 15)


@pattern(r"24 ?h(?:eures?)? ?(?:/|sur) ?24\b(?: ?h(?:eures?)?\b)?")
def _day_and_night(_match: re.Match[str], text: str) -> Made:
    return items.Unknown(text, "hours")


@pattern(r"(une|deux|trois|[1-4]) ?h(?:eures?)? ?([0-5]\d)? (?:hebdomadaires?|par semaine)\b")
def _so_long_each_week(match: re.Match[str], text: str) -> Made:
    return [items.Lasting(text, 60 * number_of(match.group(1)) + int(match.group(2) or 0)), items.Every(text, weeks=1)]


LASTS_AT_MOST = 5
# "À 12 h 45 min": a quarter to one, or at noon for so long.
_LASTS = re.compile(r"h [0-5]\d ?(?:mn|min)$")
# "Le vendredi jusqu'à 16 h", after the hours of the other days.
_DAY_ENDS = re.compile(rf"(?:\d|\dh|\d h|midi)\)? ?(?:,|;|et|\(|sauf|,? mais)? ?(?:le |les )?{WD} ?:? ?$")
_DAY_BEFORE = re.compile(rf"(?:{WD}|\d h?|h|matin|apres-midi) ?[,:]? ?(?:et )?$")
# Where hours without "h" end, and between which hours of the day they are.
_END = rf" ?(?:[;.)/]|, ?(?!\d|{MON})|et (?:de )?(?:{WD}|\d{{1,2}} (?:a|-) \d)|et (?:le |les |de )|$)"
_EARLIEST, _NOON, _AFTER_NOON, _LATEST = 7, 13, 14, 22


@pattern(rf"({H}) ({H}) ?/ ?({H}) ({H})")
def _two_pairs(match: re.Match[str], text: str) -> Made:
    moments = [time_of(found) for found in match.groups()]
    if None in moments:
        return items.Unknown(text, "hours")
    return [items.Times(text, start, end, bare=True) for start, end in (moments[:2], moments[2:]) if start]


@pattern(rf"({H})((?: {H}){{1,11}})(?!{TO}{H})")
def _bare_pairs(match: re.Match[str], text: str) -> Made:
    moments = [time_of(found) for found in re.findall(H, match.group())]
    known = [one for one in moments if one is not None]
    pairs = paired(text, known) if len(known) == len(moments) else None
    return list(pairs) if pairs else items.Unknown(text, "pair")


@pattern(rf"(?:a partir de |des )({H}),? (?:et )?jusqu'a ({H})")
@pattern(rf"(?:de |entre |des )?({H})(?:{TO}| et (?=\d|mi(?:di|nuit)))({H})")
@pattern(rf"(?:de |entre )?(\d{{1,2}})(?:{TO}| et )({H})")
def _from_to(match: re.Match[str], text: str) -> Made:
    if " et " in match.group() and not match.group().startswith(("entre ", "a partir", "des ")):
        return None
    start = match.group(1)
    if _may_be_dates(match):
        return items.Unknown(text, "hours")
    return _times(f"{start}h" if is_digits(start) else start, match.group(2), text)


@pattern(
    r"(?:de |entre )?(\d{1,2} ?h ?[0-5]?\d?) ?(?:a|-|/) ?(\d{1,2})(?![\d:h/])(?! ?h| ?(?:janv|fev|mars|avr|mai|"
    r"jui|aou|sep|oct|nov|dec|euros|€))"
)
def _to_bare(match: re.Match[str], text: str) -> Made:
    return _times(match.group(1), f"{match.group(2)}h", text)


@pattern(rf"(?:(?:de )?(\d{{1,2}}) a|entre (\d{{1,2}}) et) (\d{{1,2}})(?={_END})")
def _bare_hours(match: re.Match[str], text: str) -> Made:
    """Read "le mardi de 9 à 12 et de 14 à 17": right after a day or other hours, hours of the day."""
    first, last = int(match.group(1) or match.group(2)), int(match.group(3))
    after = _DAY_BEFORE.search(match.string, max(0, match.start() - 16), match.start())
    return _times(f"{first}h", f"{last}h", text) if after and _EARLIEST <= first < last <= _LATEST else None


@pattern(rf"(\d{{1,2}}) ?- ?(\d{{1,2}}) ?(?:et|/|,|puis) ?(\d{{1,2}}) ?- ?(\d{{1,2}})(?={_END})")
def _bare_morning_and_afternoon(match: re.Match[str], text: str) -> Made:
    """Read "lundi 9-12 et 14-17": hours where they rise past noon, which no day and month do."""
    moments = [int(one) for one in match.groups()]
    after = _DAY_BEFORE.search(match.string, max(0, match.start() - 16), match.start())
    rise = all(one < other for one, other in pairwise([_EARLIEST - 1, *moments, _LATEST + 1]))
    if not after or not rise or moments[2] < _NOON or moments[1] > _AFTER_NOON:
        return None
    return [items.Times(text, time(start), time(end)) for start, end in (moments[:2], moments[2:])]


# "Le samedi 9 à 12 h": from nine to noon, or the 9th at noon; more hours after it, or "tous les", tell.
_DAY_NUMBER = re.compile(rf"(?<!tous les )(?<!toutes les )(?<!chaque )({WD}) ([1-9]|[12]\d|3[01]) a {H}")
_MORE_HOURS = re.compile(rf" ?(?:et|,|/|puis) ?(?:de )?(?:\d{{1,2}}|{H}){TO}{H}")


def _may_be_dates(match: re.Match[str]) -> bool:
    """Tell whether a weekday and the hour after it may be a date, as may all others of the sentence of that form."""
    found = list(_DAY_NUMBER.finditer(match.string))
    if not any(one.start(2) == match.start(1) for one in found) or _MORE_HOURS.match(match.string, match.end()):
        return False
    shifts = {(int(one.group(2)) - weekday_of(one.group(1))) % 7 for one in found}
    return len(shifts) == 1 and not any(one.group(1).endswith("s") for one in found)


def _times(start: str, end: str, text: str) -> Made:
    first, last = time_of(start), time_of(end)
    if first is None or last is None or first == last:
        return items.Unknown(text, "hours")
    return items.Times(text, first, last)


@pattern(
    r"(?:duree|pendant|durant|dure|pour)(?: de| :)? ?(\d{1,2}|une|deux|trois|"
    r"quatre) ?h(?:eures?)? ?([0-5]\d)?(?: et (demie))?\b"
)
def _lasting(match: re.Match[str], text: str) -> Made:
    minutes = int(match.group(2) or 0) + (30 if match.group(3) else 0)
    return items.Lasting(text, 60 * number_of(match.group(1)) + minutes)


@pattern(
    r"(?:environ |au moins )?(?:\d{1,2}|cinq|dix|quinze|vingt) ?(?:min|minutes?|mn) "
    r"(?:avant|auparavant|plus tot|a l'avance|d'avance|a pied|en voiture|de (?:marche|trajet|route|retard))\b"
)
def _minutes_before(_match: re.Match[str], _text: str) -> Made:
    """Pass over "arriver 15 minutes avant"."""
    return []


@pattern(r"(?:duree|pendant|durant|dure)?(?: de| :)? ?(\d{2,3}) ?(?:min|minutes?|mn)\b")
def _lasting_minutes(match: re.Match[str], text: str) -> Made:
    return items.Lasting(text, int(match.group(1)))


@pattern(rf"jusqu'a ({H})")
def _ends_at(match: re.Match[str], text: str) -> Made:
    end = time_of(match.group(1))
    return items.EndsAt(text, end) if end and _DAY_ENDS.search(match.string, 0, match.start()) else None


@pattern(rf"(?:jusqu'a|jusque|vers|environ|avant|apres) ({H})")
def _half_said(_match: re.Match[str], text: str) -> Made:
    return items.Unknown(text, "hours")


@pattern(rf"(?:a partir de |des |a |de )?({H})")
def _start_only(match: re.Match[str], text: str) -> Made:
    start = time_of(match.group(1))
    bare = match.group() == match.group(1) or match.group().startswith("de ")
    if start is None or (bare and 1 <= start.hour <= LASTS_AT_MOST) or _LASTS.search(match.group(1)):
        # "À 10 h (2 h)", "une conférence de 2 h": how long it lasts, or an hour of the night.
        return items.Unknown(text, "hours")
    return items.Times(text, start, None)


@pattern(
    r"(?:aux |a |et |de |dans |sur )?(?:la |les )?memes? (?:horaires?|heures?|creneaux?|plages? horaires?)\b"
    r"(?: pour)?"
)
@pattern(r"idem\b(?: pour)?")
def _same_hours(_match: re.Match[str], text: str) -> Made:
    return items.SameHours(text)


@pattern(rf"(?:toute la |en )?journee(?: complete| entiere)?(?=,? ?\(?(?:de )?{H}{TO}{H})")
def _day_with_hours(_match: re.Match[str], _text: str) -> Made:
    return []


@pattern(r"(?:toute )?(?:la )?journee (?:complete|entiere)|toute la (?:journee|matinee)")
def _whole_day(_match: re.Match[str], text: str) -> Made:
    return items.Unknown(text, "hours")
