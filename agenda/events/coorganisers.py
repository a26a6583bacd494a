"""Who organises an event with its owner: asked, then accepted or refused; only the owner edits."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agenda.events.models import EventPage
from cms.foundation.personal_data import declare
from cms.structures.models import StructurePage


class CoOrganiserState(models.TextChoices):
    """Where a request to organise together stands."""

    ASKED = "asked", _("asked")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    LEFT = "left", _("left")


class CoOrganiser(models.Model):
    """One structure beside the owner of an event, shown once accepted; kept beside the page: no revision undoes it."""

    event = models.ForeignKey(EventPage, on_delete=models.CASCADE, related_name="coorganisers")
    structure = models.ForeignKey(StructurePage, on_delete=models.CASCADE, related_name="coorganised")
    state = models.CharField(_("state"), max_length=8, choices=CoOrganiserState.choices, default=CoOrganiserState.ASKED)
    message = models.CharField(_("message"), max_length=300, blank=True)
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    personal_data = declare(message="Telling the organiser who will be there; as long as both organise together")

    class Meta:
        verbose_name = _("co-organiser")
        verbose_name_plural = _("co-organisers")
        constraints: ClassVar[list] = [models.UniqueConstraint(fields=["event", "structure"], name="coorganiser_once")]

    def __str__(self) -> str:
        return f"{self.structure} + {self.event}"
