"""The days of a month's letter: the rule, what the team adjusts, and when the draft is due."""

from datetime import UTC, date, datetime, timedelta

import pytest

from branding.models import Brand
from cms.accounts.models import User
from cms.foundation.holidays import is_working_day
from newsletter.issues.actions import compose_due_issue
from newsletter.issues.calendar import MonthDates, default_dates, faults, quiet_day
from newsletter.issues.models import Issue
from newsletter.issues.period import Period, due_period, parse_period
from newsletter.issues.plans import MonthPlan, dates_of
from newsletter.month.actions import WrongDates, restore_dates, set_dates

DECEMBER = Period(2026, 12)
MONTHS = [Period(year, month) for year in range(2026, 2033) for month in range(1, 13)]


def days(close: str, compose: str, review: str, send: str) -> MonthDates:
    return MonthDates(*(date.fromisoformat(day) for day in (close, compose, review, send)))


@pytest.mark.parametrize("compose_day", range(1, 29))
def test_the_usual_days_are_in_order_on_working_days_and_the_draft_stays_on_the_day_set(compose_day: int) -> None:
    for period in MONTHS:
        usual = default_dates(period, compose_day)
        assert usual.compose.day == compose_day
        assert all(is_working_day(day) for day in (usual.close, usual.review, usual.send)), (period, usual)
        around = (default_dates(period.before, compose_day), default_dates(period.next, compose_day))
        assert faults(period, usual, around) == {}, (period, usual)


def test_the_usual_days_avoid_weekends_and_public_holidays() -> None:
    # 1 May 2027 is a Saturday, 8 May too; Ascension is Thursday 6 May, the draft Sunday 2 May.
    assert default_dates(Period(2027, 5), 2) == days("2027-04-30", "2027-05-02", "2027-05-07", "2027-05-10")
    assert default_dates(DECEMBER, 20) == days("2026-11-19", "2026-11-20", "2026-11-24", "2026-11-27")
    assert quiet_day(date(2026, 12, 25)) == "Noël"
    assert quiet_day(date(2026, 12, 26)) == "samedi"
    assert quiet_day(date(2026, 12, 28)) == ""


def former_due_period(now: datetime, compose_day: int) -> Period | None:
    """Return what was due before months had days of their own; local noon only."""
    this = Period(now.year, now.month)
    if now.day >= compose_day:
        return this if compose_day <= 15 else this.next
    return this if compose_day > 15 >= now.day else None


@pytest.mark.parametrize("compose_day", [1, 3, 14, 15, 16, 20, 25, 28])
def test_without_adjusted_months_the_draft_is_due_as_it_always_was(compose_day: int) -> None:
    start = datetime(2027, 11, 1, 11, tzinfo=UTC)
    for number in range(500):  # over a leap year
        now = start + timedelta(days=number)
        due = due_period(now, lambda period: default_dates(period, compose_day).compose)
        assert due == former_due_period(now, compose_day), now


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        (days("2026-11-20", "2026-11-20", "2026-11-24", "2026-11-27"), "close"),
        (days("2026-11-19", "2026-11-25", "2026-11-24", "2026-11-27"), "review"),
        (days("2026-11-19", "2026-11-20", "2026-11-28", "2026-11-27"), "send"),
        (days("2026-11-19", "2026-11-20", "2026-11-24", "2027-01-01"), "send"),
        (days("2026-09-29", "2026-11-20", "2026-11-24", "2026-11-27"), "close"),
        (days("2026-10-19", "2026-10-20", "2026-11-24", "2026-11-27"), "compose"),
        (days("2026-11-19", "2026-12-20", "2026-12-24", "2026-12-27"), "compose"),
    ],
)
def test_days_out_of_order_are_refused_at_the_day_that_is_wrong(changed: MonthDates, field: str, brand: Brand) -> None:
    brand.compose_day = 20
    brand.save()
    with pytest.raises(WrongDates) as refused:
        set_dates(period=DECEMBER, dates=changed, by=None, now=datetime(2026, 11, 1, tzinfo=UTC))
    assert field in refused.value.faults
    assert not MonthPlan.objects.exists()


def test_a_month_of_29_days_and_the_31st_may_be_used() -> None:
    leap = days("2028-01-28", "2028-01-31", "2028-02-02", "2028-02-29")
    around = (default_dates(Period(2028, 1), 20), default_dates(Period(2028, 3), 20))
    assert faults(Period(2028, 2), leap, around) == {}
    assert "send" in faults(
        Period(2027, 2), days("2027-01-28", "2027-01-31", "2027-02-02", "2027-03-01"),
        (default_dates(Period(2027, 1), 20), default_dates(Period(2027, 3), 20)),
    )  # fmt: skip


def test_the_draft_is_made_on_the_months_own_day_once(brand: Brand, moderator: User) -> None:
    brand.compose_day = 20
    brand.save()
    now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    late = days("2026-12-01", "2026-12-02", "2026-12-04", "2026-12-08")
    set_dates(period=DECEMBER, dates=late, by=moderator, now=now)
    assert compose_due_issue(now=datetime(2026, 11, 25, 9, tzinfo=UTC)) is None
    # Local midnight, not that of UTC.
    assert compose_due_issue(now=datetime(2026, 12, 1, 22, 59, tzinfo=UTC)) is None
    issue = compose_due_issue(now=datetime(2026, 12, 1, 23, 1, tzinfo=UTC))
    assert issue is not None
    assert issue.period == "2026-12"
    assert compose_due_issue(now=datetime(2026, 12, 1, 23, 1, tzinfo=UTC)) is None
    issue.delete()
    restore_dates(period=DECEMBER, by=moderator, now=now)
    assert compose_due_issue(now=datetime(2026, 12, 3, 9, tzinfo=UTC)) is None
    assert not Issue.objects.exists()


def test_a_draft_set_within_its_month_is_caught_up_until_the_next_ones(brand: Brand) -> None:
    brand.compose_day = 25
    brand.save()
    within = days("2026-12-16", "2026-12-17", "2026-12-18", "2026-12-21")
    set_dates(period=DECEMBER, dates=within, by=None, now=datetime(2026, 11, 2, 9, tzinfo=UTC))
    issue = compose_due_issue(now=datetime(2026, 12, 24, 9, tzinfo=UTC))
    assert issue is not None
    assert issue.period == "2026-12"
    following = compose_due_issue(now=datetime(2026, 12, 25, 9, tzinfo=UTC))
    assert following is not None
    assert following.period == "2027-01"


def test_giving_the_usual_days_back_forgets_the_adjusted_ones(brand: Brand) -> None:
    now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    own = days("2026-11-17", "2026-11-18", "2026-11-24", "2026-11-27")
    brand.compose_day = 20
    brand.save()
    set_dates(period=DECEMBER, dates=own, by=None, now=now)
    assert dates_of(DECEMBER, 20) == own
    # What the team set holds, whatever becomes of the usual day.
    assert dates_of(DECEMBER, 3) == own
    assert restore_dates(period=DECEMBER, by=None, now=now)
    assert not restore_dates(period=DECEMBER, by=None, now=now)
    assert dates_of(DECEMBER, 20) == default_dates(DECEMBER, 20)


@pytest.mark.parametrize("key", ["2026-13", "2026-1", "1926-01", "٢٠٢٦-01", "2026-12\n", ""])
def test_an_address_names_a_month_or_nothing(key: str) -> None:
    assert parse_period(key) is None


def test_a_letter_is_of_april() -> None:
    assert [Period(2027, month).of_month for month in (1, 4, 8, 10)] == ["de janvier", "d’avril", "d’août", "d’octobre"]
