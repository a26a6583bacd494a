"""What the team does with a month: its days, a longer deadline, a mail to who proposed nothing."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from branding.models import Brand
from cms.accounts.models import User
from cms.structures.models import StructurePage
from newsletter.issues.calendar import MonthDates, faults
from newsletter.issues.period import Period
from newsletter.issues.plans import MonthPlan, dates_of_all
from newsletter.month import mails
from newsletter.month.current import month_of
from newsletter.month.models import Chase, Extension

# A structure is not written to more often.
CHASE_AGAIN_AFTER = timedelta(days=3)


class WrongDates(ValueError):
    """The days of a month do not fit together; `faults` says which and why, {day: sentence}."""

    def __init__(self, found: dict[str, str]) -> None:
        """Keep what is wrong."""
        super().__init__("wrong dates")
        self.faults = found


class TooSoon(Exception):
    """The structure was written to less than three days ago; `last` says when."""

    def __init__(self, last: datetime) -> None:
        """Keep when it was."""
        super().__init__("too soon")
        self.last = last


class TooLate(Exception):
    """The day is over, or after the letter's sending."""


@transaction.atomic
def set_dates(*, period: Period, dates: MonthDates, by: User | None, now: datetime) -> MonthPlan:
    """Adjust the days of one month.

    Raises:
        WrongDates: they are not in order, or outside what makes sense for the month.
    """
    days = dates_of_all([period.before, period.next], Brand.load().compose_day)
    found = faults(period, dates, (days[period.before], days[period.next]))
    if found:
        raise WrongDates(found)
    plan, _made = MonthPlan.objects.update_or_create(
        period=period.key,
        defaults={
            "close_on": dates.close, "compose_on": dates.compose, "review_on": dates.review, "send_on": dates.send,
            "changed_at": now, "changed_by": by,
        },
    )  # fmt: skip
    log(instance=plan, action="newsletter.dates", user=by, timestamp=now, title=period.name)
    return plan


@transaction.atomic
def restore_dates(*, period: Period, by: User | None, now: datetime) -> bool:
    """Give a month the days of the rule again; tell whether it had others."""
    plan = MonthPlan.objects.filter(period=period.key).first()
    if plan is None:
        return False
    log(instance=plan, action="newsletter.dates", user=by, timestamp=now, title=period.name)
    plan.delete()
    return True


@transaction.atomic
def extend_deadline(*, structure: StructurePage, period: Period, until: date, by: User, now: datetime) -> Extension:
    """Give a structure its own last day for a month's letter; a second one replaces the first.

    Raises:
        TooLate: the day is over, before the close of everybody, or after the day of sending.
    """
    dates = month_of(period).dates
    if until < timezone.localdate(now) or until < dates.close or until > dates.send:
        raise TooLate
    extension, _made = Extension.objects.update_or_create(
        structure=structure, period=period.key, defaults={"until": until, "at": now, "by": by}
    )
    log(instance=structure, action="newsletter.extend", user=by, timestamp=now, data={"until": until.isoformat()})
    return extension


@transaction.atomic
def chase_structure(*, structure: StructurePage, period: Period, by: User, now: datetime) -> int:
    """Write to the people of a structure that proposed nothing; return to how many addresses.

    Raises:
        TooSoon: it was written to less than three days ago.
    """
    # Two of the team at once: the second finds the first one's row.
    StructurePage.objects.select_for_update().get(pk=structure.pk)
    last = Chase.objects.filter(structure=structure).order_by("-at").first()
    if last is not None and now - last.at < CHASE_AGAIN_AFTER:
        raise TooSoon(last.at)
    Chase.objects.create(structure=structure, period=period.key, at=now, by=by)
    log(instance=structure, action="newsletter.chase", user=by, timestamp=now)
    return mails.send_chase(structure=structure, month=month_of(period))
