"""What a call leaves behind: commune, need, outcome, hour; and which screens have sent their mail. Never a person."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.territories.models import Commune


class CallOutcome(models.TextChoices):
    """How a call ended."""

    ANSWERED = "answered", _("informed")
    REFERRED = "referred", _("put in touch with a place or an adviser")
    CALL_BACK = "call_back", _("to be called back by a place")
    UNANSWERED = "unanswered", _("nothing to offer")


class Call(models.Model):
    """One call at the reception desk."""

    commune = models.ForeignKey(
        Commune, verbose_name=_("commune"), null=True, blank=True, on_delete=models.PROTECT, related_name="calls"
    )
    # A code of the national services, or "" when none fits.
    need = models.CharField(_("need"), max_length=20, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=CallOutcome.choices)
    at = models.DateTimeField(_("at"), db_index=True)

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["commune", "at"], name="call_by_commune")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.outcome}"


class SentAnswer(models.Model):
    """A screen that has sent its mail to an address: the button pressed twice sends one. Kept a day; no address.

    `number` is the keyed digest of both (`agenda.calls.actions.claim_sending`).
    """

    number = models.BigIntegerField(_("number"), primary_key=True)
    at = models.DateTimeField(_("at"), db_index=True)

    class Meta:
        verbose_name = _("sent answer")
        verbose_name_plural = _("sent answers")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
