"""Which month a letter is about, and when its draft is due."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.text import slugify

# A draft made in the first half of a month is that month's letter; later, it is the next month's.
SAME_MONTH_UNTIL = 15


@dataclass(frozen=True)
class Period:
    """One month."""

    year: int
    month: int

    @classmethod
    def of(cls, key: str) -> "Period":
        """Return the month that `key` names, as 2026-12."""
        year, month = key.split("-")
        return cls(int(year), int(month))

    @property
    def key(self) -> str:
        """Return "2026-12"."""
        return f"{self.year}-{self.month:02d}"

    @property
    def slug(self) -> str:
        """Return "decembre-2026"."""
        return f"{slugify(str(MONTHS[self.month]))}-{self.year}"

    @property
    def name(self) -> str:
        """Return "décembre 2026"."""
        return f"{str(MONTHS[self.month]).lower()} {self.year}"

    @property
    def of_month(self) -> str:
        """Return "de décembre" or "d’avril", to stand after "la lettre"."""
        name = str(MONTHS[self.month]).lower()
        return f"d’{name}" if name[0] in "aeiou" else f"de {name}"

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.month, 1)

    @property
    def next(self) -> "Period":
        """The month after."""
        later = self.first + timedelta(days=32)
        return Period(later.year, later.month)

    @property
    def before(self) -> "Period":
        """The month before."""
        earlier = self.first - timedelta(days=1)
        return Period(earlier.year, earlier.month)

    def span(self) -> tuple[datetime, datetime]:
        """Return the month's first instant and that of the next month, in local time."""
        zone = timezone.get_default_timezone()
        start, end = (datetime.combine(day, datetime.min.time(), tzinfo=zone) for day in (self.first, self.next.first))
        return start, end


def period_at(now: datetime, compose_day: int) -> Period:
    """Return the month that a draft made now is about."""
    today = timezone.localdate(now)
    this = Period(today.year, today.month)
    return this if compose_day <= SAME_MONTH_UNTIL else this.next


def offered_periods(now: datetime, compose_day: int) -> list[Period]:
    """Return the months whose letter may be prepared now, the most urgent first.

    In the first half of a month the letter of that month is still worth sending if it was missed, whatever the day set.
    """
    today = timezone.localdate(now)
    this = Period(today.year, today.month)
    coming = period_at(now, compose_day)
    return [this, coming] if coming != this and today.day <= SAME_MONTH_UNTIL else [coming]


def due_period(now: datetime, compose_on: Callable[[Period], date]) -> Period | None:
    """Return the month whose draft should exist by now; None when there is none.

    `compose_on` gives the day of each month's draft (`plans.dates_of`). A beat that slept from that day to the month's
    end still finds the draft due, until the 15th: from then on the next letter is nearer. A draft set within its own
    month is due to that month's end. A month that is over needs no letter any more.
    """
    today = timezone.localdate(now)
    this = Period(today.year, today.month)
    if compose_on(this.next) <= today:
        return this.next
    day = compose_on(this)
    if day > today:
        return None
    return this if day >= this.first or today.day <= SAME_MONTH_UNTIL else None


def parse_period(key: str) -> Period | None:
    """Return the month written as "2026-12", None for anything else."""
    found = re.fullmatch(r"(20[0-9]{2})-(0[1-9]|1[0-2])", key)
    return Period(int(found[1]), int(found[2])) if found else None
