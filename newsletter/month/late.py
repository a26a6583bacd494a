"""In which letter something will stand: the one being prepared, a later one, or none any more. Pure.

The rule: a draft is made of all that is public on its day. What comes later is on the site at once, and in the next
letter in whose month it has a date still to come; news is in the next letter, whenever it came. What has no later date
is shown to the team, who may add it to the draft while the letter is not sent. So nothing that was proposed is lost
between two months.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from newsletter.issues.period import Period

# Months after the current one in which a date is looked for.
MONTHS_AHEAD = 24


@dataclass(frozen=True)
class Placement:
    """Where something stands.

    Attributes:
        letter: the month of its letter; None when no letter will have it by itself.
        missed: the month of the letter for which it came too late, if it would have belonged there.
        asks_team: whether only the team can still add it.
    """

    letter: Period | None
    missed: Period | None = None
    asks_team: bool = False


def place_event(
    starts: Sequence[datetime], *, current: Period, is_made: bool, is_in: bool, is_sent: bool, now: datetime
) -> Placement:
    """Return where an event with these sittings stands.

    `current` is the letter being prepared; `is_made` whether its draft exists, `is_in` whether the event is in it (or
    would be), `is_sent` whether it has left.
    """
    coming = [start for start in starts if start >= now]
    if is_in:
        return Placement(current)
    here = any(_within(current, start) for start in coming)
    if here and not is_made:
        return Placement(current)
    later = next((period for period in _after(current) if any(_within(period, one) for one in coming)), None)
    return Placement(later, current if here else None, asks_team=here and later is None and not is_sent)


def place_news(*, current: Period, is_made: bool, is_in: bool) -> Placement:
    """Return where a piece of news stands."""
    if is_in or not is_made:
        return Placement(current)
    return Placement(current.next, current)


def _within(period: Period, start: datetime) -> bool:
    first, end = period.span()
    return first <= start < end


def _after(period: Period) -> list[Period]:
    found = [period.next]
    while len(found) < MONTHS_AHEAD:
        found.append(found[-1].next)
    return found
