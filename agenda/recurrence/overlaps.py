"""Hours of one day that overlap: of two things, or one instead of the other; nobody can tell, so it is asked."""

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


def check_apart(found: "list[Slot]") -> None:
    """Ask where a weekday has overlapping hours in two places of the sentence, at the same times of the year.

    Raises:
        Ask: as said.
    """
    for one, other in combinations(found, 2):
        same = one.clause != other.clause and one.days.weekday == other.days.weekday is not None
        alike = replace(one.frame, frequency=other.frame.frequency, but_nth=other.frame.but_nth) == other.frame
        once = one.days.nth and other.days.nth and one.days.nth != other.days.nth
        if same and alike and not once and one.hours != other.hours and overlap(one.hours, other.hours):
            left = (other.days.nth, other.days.weekday) in one.frame.but_nth or (
                (one.days.nth, one.days.weekday) in other.frame.but_nth
            )
            if not left:
                raise Ask("which_hours", other.text)
