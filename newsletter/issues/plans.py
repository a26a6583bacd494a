"""The days of a month that the team adjusted, and what holds where nobody did."""

from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from newsletter.issues.calendar import MonthDates, default_dates
from newsletter.issues.period import Period


class MonthPlan(models.Model):
    """The days of one month's letter as the team set them; without a row the rule holds (`default_dates`)."""

    period = models.CharField(_("month"), max_length=7, unique=True)
    close_on = models.DateField(_("proposals close on"))
    compose_on = models.DateField(_("draft made on"))
    review_on = models.DateField(_("reread on"))
    send_on = models.DateField(_("sent on"))
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("changed by")
    )

    class Meta:
        verbose_name = _("dates of a letter")
        verbose_name_plural = _("dates of letters")
        constraints: ClassVar[list] = [
            models.CheckConstraint(
                condition=Q(close_on__lt=F("compose_on"), compose_on__lte=F("review_on"), review_on__lte=F("send_on")),
                name="month_plan_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.period

    @property
    def dates(self) -> MonthDates:
        """The four days."""
        return MonthDates(self.close_on, self.compose_on, self.review_on, self.send_on)


def dates_of(period: Period, compose_day: int) -> MonthDates:
    """Return the days of a month: those that the team set, else those of the rule. One query."""
    return dates_of_all([period], compose_day)[period]


def dates_of_all(periods: Iterable[Period], compose_day: int) -> dict[Period, MonthDates]:
    """Return the days of several months. One query."""
    wanted = list(periods)
    kept = {plan.period: plan.dates for plan in MonthPlan.objects.filter(period__in=[one.key for one in wanted])}
    return {period: kept.get(period.key) or default_dates(period, compose_day) for period in wanted}
