"""Hours of one day that overlap: of two things, or one instead of the other; nobody can tell, so it is asked."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING

from agenda.recurrence.questions import Ask
from agenda.recurrence.rules import Hours

if TYPE_CHECKING:
    from agenda.recurrence.slots import Slot


def overlap(one: Hours, other: Hours) -> bool:
    """Tell whether two hours of one day have a moment in common."""
    (start, end), (begins, stops) = one.on(date(2000, 1, 1)), other.on(date(2000, 1, 1))
    return start < (stops or begins) and begins < (end or start)


def check_hours(hours: Iterable[Hours], text: str) -> None:
    """Ask where hours said of the same days overlap: "de 10 h à 18 h, spectacle de 15 h à 16 h".

    Raises:
        Ask: as said.
    """
    if any(one != other and overlap(one, other) for one, other in combinations(hours, 2)):
        raise Ask("which_hours", text)


def check_apart(found: "list[Slot]") -> None:
    """Ask where a weekday has overlapping hours in two places of the sentence, at the same times of the year.

    Not where both name that weekday alone: "lundi 14 h-17 h à Beaumont ; lundi 14 h-16 h 30 à Viry".

    Raises:
        Ask: as said.
    """
    for one, other in combinations(dict.fromkeys(found), 2):
        if one.clause == other.clause or one.hours == other.hours or (one.alone and other.alone):
            continue
        if _on_the_same_days(one, other) and overlap(one.hours, other.hours):
            raise Ask("which_hours", other.text)


def _on_the_same_days(one: "Slot", other: "Slot") -> bool:
    """Tell whether two slots have a day in common, as far as their words say."""
    days, others = one.days, other.days
    if days.weekday is None or days.weekday != others.weekday or (days.nth and others.nth and days.nth != others.nth):
        return False
    left_out = (others.nth, others.weekday) in one.frame.but_nth or (days.nth, days.weekday) in other.frame.but_nth
    alike = replace(one.frame, frequency=other.frame.frequency, but_nth=other.frame.but_nth) == other.frame
    return alike and not left_out
