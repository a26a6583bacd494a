"""Days that say no month or weekday because others beside them do: "samedi 16 janvier, dimanche 17"."""

import re
from datetime import time

from agenda.recurrence import items
from agenda.recurrence.items import PartialDate
from agenda.recurrence.lexicon import DAYNUM, MON, WD, YEAR, month_number, ordinal_of, weekday_of
from agenda.recurrence.patterns.registry import Made, pattern
from cms.foundation.digits import is_digits

_WHOLE = re.compile(rf"({WD}),? (?:le )?({DAYNUM})(?: er)? ({MON})(?: ({YEAR}))?")
_WEEK = 7
# A first or a last day of a period.
_BOUND = re.compile(r"(?:du|de|depuis|des|au|entre|jusqu'au|jusqu'a)(?: le)? $")
_BEFORE = 20
# A late opening ends between these hours.
_EVENING, _DAY = 18, 24


# What makes the number after a weekday an hour, a range, or a day that says its month itself.
_NO_DAY = rf"(?! ?(?:h\b|h\d|heures?|:|/|€|%|,? ?(?:et |au |-)?\d|,? ?a \d{{1,2}}(?!\d| ?h|:)|er\b|{MON}))"


@pattern(rf"(?:le )?({WD}),? (?:le )?({DAYNUM}){_NO_DAY}")
def _carried(match: re.Match[str], text: str) -> Made:
    """Read a day whose month the nearest whole day says, where the weekday proves it."""
    start = match.start()
    if match.group(1).endswith("s") or _BOUND.search(match.string, max(0, start - _BEFORE), start):
        return None
    day, weekday = _number(match.group(2)), weekday_of(match.group(1))
    before = list(_WHOLE.finditer(match.string, 0, match.start()))[-1:]
    whole = before or list(_WHOLE.finditer(match.string, match.end()))[:1]
    for one in whole:
        other = _number(one.group(2))
        rises = other < day if before else day < other
        if rises and (day - other - weekday + weekday_of(one.group(1))) % _WEEK == 0:
            year = int(one.group(4)) if one.group(4) else None
            return items.Dates(text, (PartialDate(day, month_number(one.group(3)), year, weekday),))
    return None


def _number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


@pattern(
    r"(?<=sauf )(?:le |les )?(premier|deuxieme|troisieme|quatrieme)s?(?: et (?:le )?(deuxieme|troisieme|quatrieme)s?)?"
    r" (?:du|de chaque) mois\b"
)
def _nth_left_out(match: re.Match[str], text: str) -> Made:
    """Read "le jeudi, sauf le premier du mois": of the only weekday named before."""
    days = {weekday_of(one) for one in re.findall(WD, match.string[: match.start()])}
    nths = [ordinal_of(one) for one in match.groups() if one]
    return items.NthDays(text, tuple((nth, min(days)) for nth in nths), repeats=True) if len(days) == 1 else None


_EACH = r"(?:les |le |tous les |chaque )?"
_HOUR = r"jusqu'a (\d{1,2} ?h(?: ?[0-5]\d)?|\d{1,2}:[0-5]\d)(?!\d)"


@pattern(rf"nocturnes? :? ?{_EACH}({WD})(?: soirs?)? {_HOUR}")
@pattern(rf"nocturnes? :? ?{_HOUR} {_EACH}({WD})(?: soirs?)?(?=[ .,;)]*$)")
def _until_later(match: re.Match[str], text: str) -> Made:
    """Read "nocturne le jeudi jusqu'à 21 h" as "(jeudi 21 h)": the day ends later."""
    hour, day = sorted(match.groups(), key=lambda one: not is_digits(one[0]))
    found = [int(one) for one in re.findall(r"\d+", hour)]
    if not _EVENING <= found[0] < _DAY:
        return None
    until = items.Times(hour, time(found[0], found[1] if len(found) > 1 else 0), None)
    return [
        items.Stop("("),
        items.Weekdays(text.removesuffix(hour).strip(), (weekday_of(day),), repeats=True),
        until,
        items.Stop(")", full=True),
    ]
