"""The everyday part of OpenStreetMap's hours, rule by rule: weekdays, the nth of a month, odd and even weeks."""

import re
from dataclasses import dataclass

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_DAY = "(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_NTH = r"(?:\[-?[1-5](?:,-?[1-5])*\])"
_ONE = rf"(?:{_DAY}(?:-{_DAY}|{_NTH})?|PH)"
_TIME = r"(?:[01][0-9]|2[0-4]):[0-5][0-9]"
_SPAN = rf"{_TIME}-{_TIME}"
_RULE = re.compile(
    rf"(?:week ?0?(?P<week>[12])-5[23]/2:? ?)?(?P<days>{_ONE}(?:, ?{_ONE})*)?"
    rf" ?(?P<times>{_SPAN}(?:, ?{_SPAN})*|off|closed)?(?: ?\"(?P<comment>[^\"]*)\")?"
)
_SELECTOR = re.compile(rf"(?P<first>{_DAY})(?:-(?P<last>{_DAY})|\[(?P<nth>[^\]]*)\])?|(?P<ph>PH)")

# (weekday from 0, nth of the month: 1…5, -1 for the last, 0 for every one)
Day = tuple[int, int]
Stretch = tuple[str, str]


@dataclass(frozen=True)
class Rule:
    """One rule; without stretches it says "closed", or only its comment."""

    days: tuple[Day, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    comment: str = ""
    holidays: bool = False
    # 1: odd ISO weeks, 2: even ones, 0: all.
    week: int = 0
    off: bool = False


def split_rules(hours: str) -> list[str]:
    """Return the texts between semicolons, quoted ones left whole."""
    parts = re.findall(r'(?:"[^"]*"|[^;"]|")+', hours)
    return [part.strip() for part in parts if part.strip()]


def read_rule(text: str) -> Rule | None:
    """Return the rule; None when it says more than this module knows."""
    match = _RULE.fullmatch(text.strip())
    if match is None or not (match["days"] or match["comment"]):
        return None
    days: list[Day] = []
    holidays = False
    for found in _SELECTOR.finditer(match["days"] or ""):
        if found["ph"]:
            holidays = True
            continue
        first = WEEKDAYS.index(found["first"])
        if found["nth"]:
            days += [(first, int(nth)) for nth in found["nth"].split(",")]
            continue
        last = WEEKDAYS.index(found["last"] or found["first"])
        days += [(number % 7, 0) for number in range(first, (last if last >= first else last + 7) + 1)]
    off = match["times"] in {"off", "closed"}
    stretches = [] if off or not match["times"] else [part.strip() for part in match["times"].split(",")]
    pairs = tuple((start, end) for start, _dash, end in (part.partition("-") for part in stretches))
    if len(set(days)) != len(days) or (match["days"] and not match["times"]):
        return None
    return Rule(tuple(days), pairs, match["comment"] or "", holidays, int(match["week"] or 0), off)


def read_rules(hours: str) -> list[Rule] | None:
    """Return all rules; None when one says more than this module knows, or rules are joined otherwise than by ";"."""
    rules = [read_rule(text) for text in split_rules(hours)]
    return None if not rules or None in rules else [rule for rule in rules if rule]
