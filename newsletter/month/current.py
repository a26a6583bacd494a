"""Which letter is being prepared, and until when a structure may propose and correct."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from branding.models import Brand
from newsletter.issues.calendar import MonthDates
from newsletter.issues.models import EDITABLE, Issue
from newsletter.issues.period import SAME_MONTH_UNTIL, Period
from newsletter.issues.plans import dates_of_all
from newsletter.month.models import Extension

# Months that the team sees and adjusts at once.
MONTHS_SHOWN = 6


@dataclass(frozen=True)
class Month:
    """One month's letter as it stands: its days, and its issue once the draft was made."""

    period: Period
    dates: MonthDates
    issue: Issue | None = None

    @property
    def is_over(self) -> bool:
        """Whether the letter is being sent or was sent."""
        return self.issue is not None and not self.issue.is_editable


def coming_months(now: datetime, count: int = MONTHS_SHOWN) -> list[Month]:
    """Return this month and those after it. Three queries."""
    today = timezone.localdate(now)
    periods = [Period(today.year, today.month)]
    while len(periods) < count:
        periods.append(periods[-1].next)
    dates = dates_of_all(periods, Brand.load().compose_day)
    issues = {issue.period: issue for issue in Issue.objects.filter(period__in=[one.key for one in periods])}
    return [Month(period, dates[period], issues.get(period.key)) for period in periods]


def current_month(now: datetime) -> Month:
    """Return the letter that is being prepared: the first that is not sent and whose day of sending is not over.

    One that is late stays the current one until the 15th of its month while its draft may still be edited.
    """
    months = coming_months(now, 4)
    return next(month for month in months if _is_prepared(month, now) or month is months[-1])


def _is_prepared(month: Month, now: datetime) -> bool:
    today = timezone.localdate(now)
    if month.is_over:
        return False
    if today <= month.dates.send:
        return True
    is_late = month.issue is not None and month.issue.state in EDITABLE
    return is_late and today < month.period.next.first and today.day <= SAME_MONTH_UNTIL


def month_of(period: Period) -> Month:
    """Return one month. Three queries."""
    dates = dates_of_all([period], Brand.load().compose_day)
    return Month(period, dates[period], Issue.objects.filter(period=period.key).first())


def extensions_of(period: Period) -> dict[int, date]:
    """Return {structure: its own last day}. One query."""
    return dict(Extension.objects.filter(period=period.key).values_list("structure_id", "until"))


def last_day(month: Month, extension: date | None) -> date:
    """Return the last day on which a structure may propose: its own where it has a later one."""
    return max(month.dates.close, extension) if extension else month.dates.close


def correctable_until(month: Month, extension: date | None) -> date:
    """Return the last day on which a structure may correct what is said of it."""
    return max(month.dates.review, extension) if extension else month.dates.review
