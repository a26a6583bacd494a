"""Days in plain words: "ce week-end", "la semaine prochaine", from one day to another; in local days."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext_lazy as _

from agenda.events.clock import to_instant, to_local
from cms.foundation.wording import day_and_month, plain_day, short_day

SATURDAY, SUNDAY = 5, 6
# Code in addresses → words.
WHEN = {
    "aujourdhui": _("Today"),
    "demain": _("Tomorrow"),
    "week-end": _("This week-end"),
    "semaine": _("This week"),
    "semaine-prochaine": _("Next week"),
    "mois": _("This month"),
    "mois-prochain": _("Next month"),
}


@dataclass(frozen=True)
class Days:
    """From one local day to another, both included; None is open."""

    first: date | None = None
    last: date | None = None

    @property
    def start(self) -> datetime | None:
        """The first instant; a local day begins at its own midnight, also when clocks change."""
        return midnight_of(self.first) if self.first else None

    @property
    def end(self) -> datetime | None:
        """The first instant that is not in it any more."""
        return midnight_of(self.last + timedelta(days=1)) if self.last else None

    @property
    def words(self) -> str:
        """The days in words: "le samedi 5 décembre", "du 5 au 12 décembre", "à partir du 5 décembre 2026"."""
        if self.first and self.first == self.last:
            return f"le {short_day(self.first)}"
        if self.first and self.last:
            same_month = (self.first.year, self.first.month) == (self.last.year, self.last.month)
            same_year = self.first.year == self.last.year
            begin = plain_day(self.first)
            if same_year:
                begin = day_and_month(self.first)
            if same_month:
                begin = begin.partition("\N{NO-BREAK SPACE}")[0]
            return f"du {begin} au {plain_day(self.last)}"
        if self.first:
            return f"à partir du {plain_day(self.first)}"
        return f"jusqu’au {plain_day(self.last)}" if self.last else ""


def days_of(code: str, today: date) -> Days:
    """Return the days that a code of WHEN means on a day; what is over already is left out.

    On a Saturday "ce week-end" is that day and the next, on a Sunday that day alone. A week begins on Monday.
    """
    sunday = today + timedelta(days=SUNDAY - today.weekday())
    next_month = today.replace(day=1) + relativedelta(months=1)
    return {
        "aujourdhui": Days(today, today),
        "demain": Days(today + timedelta(days=1), today + timedelta(days=1)),
        "week-end": Days(max(today, sunday - timedelta(days=1)), sunday),
        "semaine": Days(today, sunday),
        "semaine-prochaine": Days(sunday + timedelta(days=1), sunday + timedelta(days=7)),
        "mois": Days(today, next_month - timedelta(days=1)),
        "mois-prochain": Days(next_month, next_month + relativedelta(months=1) - timedelta(days=1)),
    }[code]


def local_day(now: datetime) -> date:
    """Return the day that it is here."""
    return to_local(now).date()


def midnight_of(day: date) -> datetime:
    """Return a local day's first instant."""
    return to_instant(datetime.combine(day, time.min))
