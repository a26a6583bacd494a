"""The days of a month's letter: proposals close, the draft is composed, it is reread, it is sent. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from cms.foundation.holidays import holiday_name, is_working_day
from cms.foundation.wording import weekday_name
from newsletter.issues.period import SAME_MONTH_UNTIL, Period

# Days from the draft to its rereading and to its sending, before they are moved to a working day.
REVIEW_AFTER = 4
SEND_AFTER = 7
# How long before its month a letter's days may begin: more would be about another letter.
EARLIEST = timedelta(days=62)


@dataclass(frozen=True)
class MonthDates:
    """The four days of one letter, in this order; each counts to its end, local time.

    Attributes:
        close: the last day on which a proposal is promised a line.
        compose: the day on which the draft is made of all that is public.
        review: the last day on which structures correct what is said of them.
        send: the day on which the letter should leave.
    """

    close: date
    compose: date
    review: date
    send: date


def default_dates(period: Period, compose_day: int) -> MonthDates:
    """Return the days of a month that nobody adjusted: the rule.

    The draft is made on `compose_day` (1 to 28) of the month before, of the month itself up to the 15th: on any day, a
    machine makes it. What people do is proposed on working days: proposals close on the last one before the draft, the
    letter is reread from four and sent from seven days after it on.
    """
    month = period if compose_day <= SAME_MONTH_UNTIL else period.before
    compose = month.first.replace(day=compose_day)
    close = _working(compose - timedelta(days=1), step=-1)
    review = _working(compose + timedelta(days=REVIEW_AFTER), step=1)
    return MonthDates(close, compose, review, _working(max(review, compose + timedelta(days=SEND_AFTER)), step=1))


def _working(day: date, *, step: int) -> date:
    while not is_working_day(day):
        day += timedelta(days=step)
    return day


def quiet_day(day: date) -> str:
    """Return why offices are closed on a day, "samedi" or "Noël", "" when they are open."""
    if is_working_day(day):
        return ""
    return holiday_name(day) or weekday_name(day)


def working_day_before(day: date) -> date:
    """Return the day itself, or the last working day before it."""
    return _working(day, step=-1)


def faults(period: Period, dates: MonthDates, others: tuple[MonthDates, MonthDates]) -> dict[str, str]:
    """Return {day: sentence} of what stands against the days of a month; empty when they may be kept.

    `others` are the days of the month before and of the month after: two letters are never drafted in the wrong order.
    """
    before, after = others
    found: dict[str, str] = {}
    if dates.close >= dates.compose:
        found["close"] = _("Proposals close before the day on which the draft is made.")
    if dates.review < dates.compose:
        found["review"] = _("The letter is reread after its draft was made.")
    if dates.send < dates.review:
        found["send"] = _("The letter is sent after it was reread.")
    if dates.send >= period.next.first:
        found["send"] = _("This month would be over: choose a day before its end.")
    if dates.close < period.first - EARLIEST:
        found["close"] = _("This is too early: more than two months before the month of the letter.")
    if not before.compose < dates.compose < after.compose:
        found["compose"] = _("The drafts of two letters would be made in the wrong order.")
    return found
