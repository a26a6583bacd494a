"""Hours of one day that overlap: of two things, or one instead of the other; nobody can tell, so it is asked."""

from collections.abc import Iterable
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING

from agenda.recurrence.calendars import public_holiday
from agenda.recurrence.expansion import Sitting
from agenda.recurrence.questions import Ask
from agenda.recurrence.rules import Hours
from agenda.recurrence.words import day_words

if TYPE_CHECKING:
    from agenda.recurrence.slots import Frame, Slot


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
        # "Accueil mardi 9 h-12 h ; téléphone du lundi au vendredi 9 h-12 h": other things at the same hours.
        doubled = one.hours == other.hours and not (other.wide and one.clause < other.clause)
        if one.clause == other.clause or doubled or (
            one.alone and other.alone and one.frame == other.frame
        ):  # fmt: skip
            continue
        if _on_the_same_days(one, other) and overlap(one.hours, other.hours):
            raise Ask("which_hours", other.text)


def _on_the_same_days(one: "Slot", other: "Slot") -> bool:
    """Tell whether two slots have a day in common, as far as their words say."""
    days, others = one.days, other.days
    if days.weekday is None or days.weekday != others.weekday or (days.nth and others.nth and days.nth != others.nth):
        return False
    left_out = (others.nth, others.weekday) in one.frame.but_nth or (days.nth, days.weekday) in other.frame.but_nth
    return not left_out and not _apart(one.frame, other.frame)


def _apart(one: "Frame", other: "Frame") -> bool:
    """Tell whether two frames have no day in common: other weeks, another period, school holidays and not."""
    ways = [{way for way, _holidays in frame.school} for frame in (one, other)]
    return (
        (bool(one.parities and other.parities) and not set(one.parities) & set(other.parities))
        or one.periods != other.periods
        or bool(ways[0] and ways[1] and not ways[0] & ways[1])
    )


def check_beside(listed: Iterable[Sitting], held: Iterable[Sitting]) -> None:
    """Ask where a day listed is one of those that come back: at other hours besides or instead, or the first of them.

    Raises:
        Ask: as said.
    """
    known = set(held)
    days = {one.start.date() for one in known}
    for one in listed:
        day = one.start.date()
        # "Dimanches et jours fériés": a public holiday may be a Sunday.
        if day in days and not (one in known and public_holiday(day)):
            raise Ask("which_hours", day_words(day))
