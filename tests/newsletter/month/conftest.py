"""A letter to come, whose days the team has set: the tests are true on whatever day they run."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from agenda.events.clock import to_instant
from newsletter.issues.calendar import MonthDates
from newsletter.issues.period import Period
from newsletter.issues.plans import MonthPlan
from newsletter.month.current import Month, month_of


@pytest.fixture
def period() -> Period:
    """The month after the next."""
    today = timezone.localdate()
    return Period(today.year, today.month).next.next


@pytest.fixture
def month(db: None, period: Period) -> Month:
    """The days of its letter: proposals close 15 days before it begins; the earlier letters are long over."""
    dates = MonthDates(*(period.first - timedelta(days=days) for days in (15, 14, 10, 7)))
    MonthPlan.objects.create(
        period=period.key, close_on=dates.close, compose_on=dates.compose, review_on=dates.review, send_on=dates.send,
        changed_at=timezone.now(),
    )  # fmt: skip
    for earlier in (period.before.before, period.before):
        days = [earlier.first - timedelta(days=count) for count in (15, 14, 10, 7)]
        MonthPlan.objects.create(
            period=earlier.key, close_on=days[0], compose_on=days[1], review_on=days[2], send_on=days[3],
            changed_at=timezone.now(),
        )  # fmt: skip
    return month_of(period)


@pytest.fixture
def within(period: Period) -> Callable[[int], datetime]:
    """Return local time, without offset, on a day of the letter's month (1 to 28), at 14 h."""
    return lambda day: datetime.combine(period.first.replace(day=day), time(14))


@pytest.fixture
def days_before_close(month: Month) -> Callable[[int], datetime]:
    """Return the moment, 9 h 30 local, so many days before proposals close; -1 is the day after."""
    return lambda days: to_instant(datetime.combine(month.dates.close - timedelta(days=days), time(9, 30)))
