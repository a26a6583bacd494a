"""When the team answers, and what is too near to wait its turn; counted in working days of France."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from cms.foundation.holidays import is_working_day

# What the partner reads when something is sent.
ANSWER_WORKING_DAYS = 2
# What starts so soon is read first.
SOON_WORKING_DAYS = 3


def add_working_days(day: date, count: int) -> date:
    """Return the day that comes `count` working days after `day`, which itself counts for nothing."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def answer_due(sent_at: datetime) -> date:
    """Return the local day by whose end the team answers what was sent at `sent_at`: two working days later."""
    return add_working_days(timezone.localtime(sent_at).date(), ANSWER_WORKING_DAYS)


def soon_until(now: datetime) -> datetime:
    """Return the instant before which an event starts "soon": the end of the third working day from today."""
    return _end_of(add_working_days(timezone.localtime(now).date(), SOON_WORKING_DAYS))


def before_next_digest_helps(now: datetime) -> datetime:
    """Return the end of the next working day: what starts before would be read in the morning's digest too late."""
    return _end_of(add_working_days(timezone.localtime(now).date(), 1))


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
