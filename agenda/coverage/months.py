"""Calendar months in the installation's zone: their instants, their French names, and which ones are offered."""

from dataclasses import dataclass
from datetime import date, datetime, time

from agenda.catalogue.models import Occurrence
from agenda.events.clock import to_instant, to_local
from cms.foundation.digits import is_digits
from cms.foundation.wording import month_name

BACK, AHEAD = 6, 12
# Further back the catalogue still answers, for a report on last year; further than that nobody asks.
FARTHEST = 36


@dataclass(frozen=True, order=True)
class Month:
    """A month of the local calendar."""

    year: int
    number: int

    @classmethod
    def of(cls, instant: datetime) -> "Month":
        """Return the month in which an aware instant falls, local time."""
        local = to_local(instant)
        return cls(local.year, local.month)

    @classmethod
    def read(cls, text: str, *, near: "Month") -> "Month":
        """Return the month written "2026-11".

        Raises:
            ValueError: it is no month, or further than three years from `near`.
        """
        if len(text) != 7 or text[4] != "-" or not is_digits(text[:4] + text[5:]):
            raise ValueError(text)
        day = date(int(text[:4]), int(text[5:]), 1)
        month = cls(day.year, day.month)
        if abs(month.index - near.index) > FARTHEST:
            raise ValueError(text)
        return month

    @property
    def index(self) -> int:
        """Months since year 0: what is subtracted and compared."""
        return self.year * 12 + self.number - 1

    def plus(self, months: int) -> "Month":
        """Return the month so many months later (earlier when negative)."""
        year, number = divmod(self.index + months, 12)
        return Month(year, number + 1)

    @property
    def start(self) -> datetime:
        """The month's first instant: local midnight, whatever the clocks do later in the month."""
        return to_instant(datetime.combine(date(self.year, self.number, 1), time()))

    @property
    def end(self) -> datetime:
        """The next month's first instant."""
        return self.plus(1).start

    @property
    def name(self) -> str:
        """French name: "novembre 2026"."""
        return month_name(date(self.year, self.number, 1))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


def months_offered(now: datetime) -> list[Month]:
    """Return the last six months, this one, and the next ones up to the last one with a sitting. One query."""
    this = Month.of(now)
    limit = this.plus(AHEAD)
    last = (
        Occurrence.objects.filter(starts_at__gte=this.end, starts_at__lt=limit.end)
        .order_by("-starts_at")
        .values_list("starts_at", flat=True)
        .first()
    )
    until = Month.of(last) if last else this
    return [this.plus(step) for step in range(-BACK, until.index - this.index + 1)]


def months_from(month: Month, count: int) -> list[Month]:
    """Return `count` consecutive months, the given one first."""
    return [month.plus(step) for step in range(count)]


def months_of_year(year: int) -> list[Month]:
    """Return the twelve months of a year."""
    return [Month(year, number) for number in range(1, 13)]
