"""What the month of a letter leaves behind: longer deadlines, the mails sent to structures, who wants none."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.structures.models import StructurePage


class Extension(models.Model):
    """One structure's own last day for one month's letter."""

    structure = models.ForeignKey(StructurePage, on_delete=models.CASCADE, related_name="+")
    period = models.CharField(_("month"), max_length=7)
    until = models.DateField(_("until"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("longer deadline")
        verbose_name_plural = _("longer deadlines")
        constraints: ClassVar[list] = [models.UniqueConstraint(fields=["period", "structure"], name="extension_once")]

    def __str__(self) -> str:
        return f"{self.period} {self.structure}"


class ReminderKind(models.TextChoices):
    """Which of the two mails before proposals close."""

    WEEK = "week", _("a week before")
    LAST = "last", _("two days before")


class Reminder(models.Model):
    """One structure named in one mail to one person, once; without a person it is the structure's mailbox."""

    structure = models.ForeignKey(StructurePage, on_delete=models.CASCADE, related_name="+")
    period = models.CharField(_("month"), max_length=7)
    kind = models.CharField(_("kind"), max_length=4, choices=ReminderKind.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("reminder before proposals close")
        verbose_name_plural = _("reminders before proposals close")
        constraints: ClassVar[list] = [
            models.UniqueConstraint(fields=["period", "structure", "kind", "user"], name="reminder_once"),
            models.UniqueConstraint(
                fields=["period", "structure", "kind"], condition=models.Q(user=None), name="reminder_to_mailbox_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.structure} {self.kind}"


class ReminderOptOut(models.Model):
    """A person, or a structure's mailbox, that wants no reminder before proposals close."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    structure = models.OneToOneField(StructurePage, null=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("address without reminders")
        verbose_name_plural = _("addresses without reminders")
        constraints: ClassVar[list] = [
            models.CheckConstraint(
                condition=models.Q(user=None, structure__isnull=False) | models.Q(user__isnull=False, structure=None),
                name="reminder_opt_out_of_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user or self.structure}"


class Chase(models.Model):
    """The team wrote to a structure that proposed nothing."""

    structure = models.ForeignKey(StructurePage, on_delete=models.CASCADE, related_name="+")
    period = models.CharField(_("month"), max_length=7)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("mail to a silent structure")
        verbose_name_plural = _("mails to silent structures")
        indexes: ClassVar[list] = [models.Index(fields=["structure", "at"], name="chase_by_structure")]

    def __str__(self) -> str:
        return f"{self.structure} {self.at:%Y-%m-%d}"
