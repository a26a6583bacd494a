"""Tells in French the rules that no usual week shows: the nth weekday of a month, odd and even weeks."""

from datetime import time
from functools import lru_cache

from django.utils.dates import WEEKDAYS as NAMES

from agenda.places.hours_rules import Rule, read_rules
from cms.foundation.wording import hour

_NTH = {1: "1er", 2: "2e", 3: "3e", 4: "4e", 5: "5e", -1: "dernier"}
_WEEKS = {1: " des semaines impaires", 2: " des semaines paires"}


@lru_cache(maxsize=2048)
def rules_in_french(hours: str) -> tuple[str, ...]:
    """Return one line a rule: "1er et 3e mercredi du mois : 9 h – 12 h", "mardi des semaines paires : 14 h – 17 h".

    Nothing when no rule is of that kind (the week is told better otherwise), when one says more than
    `agenda.places.hours_rules` knows, or when one rule replaces a part of another.
    """
    rules = [rule for rule in read_rules(hours) or () if not (rule.holidays and not rule.days)]
    if not any(rule.week or any(nth for _day, nth in rule.days) for rule in rules) or "||" in hours:
        return ()
    told: list[tuple[int, int, int]] = []
    for rule in rules:
        if rule.off or rule.holidays or not rule.days or not rule.stretches:
            return ()
        these = [(day, nth, rule.week) for day, nth in rule.days]
        if any(
            nth not in {0, *_NTH} or any(_replaces(one, other) for other in told) for one in these for nth in one[1:2]
        ):
            return ()
        told += these
    return tuple(f"{_days(rule)}{_WEEKS.get(rule.week, '')} : {_hours(rule)}" for rule in rules)


def _replaces(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    if one[0] != other[0]:
        return False
    apart = (one[1] and other[1] and one[1] != other[1]) or (one[2] and other[2] and one[2] != other[2])
    return not apart


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} et {parts[-1]}"


def _days(rule: Rule) -> str:
    nth_of: dict[int, list[int]] = {}
    for day, nth in rule.days:
        nth_of.setdefault(day, []).append(nth)
    names = []
    for day, numbers in nth_of.items():
        name = str(NAMES[day]).lower()
        some = [_NTH[nth] for nth in numbers if nth]
        names.append(f"{_joined(some)} {name} du mois" if some else name)
    return _joined(names)


def _hours(rule: Rule) -> str:
    text = _joined([f"{_hour(start)} – {_hour(end)}" for start, end in rule.stretches])
    return f"{text} ({rule.comment})" if rule.comment else text


def _hour(clock: str) -> str:
    return "minuit" if clock == "24:00" else hour(time.fromisoformat(clock))
