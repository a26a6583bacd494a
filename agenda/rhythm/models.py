"""What is asked of a structure in its own rhythm: the next month, how many people came, a word after a silence."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agenda.events.models import EventPage
from cms.structures.models import StructurePage


class MonthAnswer(models.TextChoices):
    """What a structure answered to "la même chose le mois prochain ?"."""

    YES = "yes", _("yes, the same")
    CHANGED = "changed", _("yes, with changes")
    NOTHING = "nothing", _("nothing this month")


class MonthQuestion(models.Model):
    """One structure asked about one month, once."""

    structure = models.ForeignKey(StructurePage, on_delete=models.CASCADE, related_name="+")
    month = models.DateField(_("month"))  # its first day
    asked_at = models.DateTimeField(_("asked at"))
    answer = models.CharField(_("answer"), max_length=8, choices=MonthAnswer.choices, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("question of the month")
        verbose_name_plural = _("questions of the month")
        constraints: ClassVar[list] = [
            models.UniqueConstraint(fields=["structure", "month"], name="month_asked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.structure} {self.month:%Y-%m}"


class Attendance(models.Model):
    """How many people came to one sitting that is over: a number, never a name."""

    event = models.ForeignKey(EventPage, on_delete=models.CASCADE, related_name="attendances")
    original_start = models.DateTimeField(_("sitting"))
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    people = models.PositiveSmallIntegerField(_("people who came"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints: ClassVar[list] = [
            models.UniqueConstraint(fields=["event", "original_start"], name="attendance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.original_start:%Y-%m-%d}"


class Nudge(models.Model):
    """One friendly mail to a structure that has been silent for long; the next one needs new silence."""

    structure = models.ForeignKey(StructurePage, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("word after a silence")
        verbose_name_plural = _("words after a silence")
        indexes: ClassVar[list] = [models.Index(fields=["structure", "at"], name="nudge_by_structure")]

    def __str__(self) -> str:
        return f"{self.structure} {self.at:%Y-%m-%d}"


class MonthOptOut(models.Model):
    """A structure that does not want to be asked every month."""

    structure = models.OneToOneField(StructurePage, on_delete=models.CASCADE, related_name="+")
    since_at = models.DateTimeField(_("since"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("structure not asked every month")
        verbose_name_plural = _("structures not asked every month")

    def __str__(self) -> str:
        return f"{self.structure}"
