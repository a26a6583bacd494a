"""What came into the technical mailbox: each mail once, for thirty days, longer while a person waits for an answer."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.foundation.personal_data import declare
from newsletter.delivery.models import Delivery


class MailKind(models.TextChoices):
    """What a mail was taken for."""

    BOUNCE = "bounce", _("not delivered")
    DELAYED = "delayed", _("still being tried")
    COMPLAINT = "complaint", _("reported as unwanted")
    AUTOMATIC = "automatic", _("automatic reply")
    LEAVE = "leave", _("left by mail")
    PERSON = "person", _("somebody wrote")
    UNCLEAR = "unclear", _("nothing to be learnt")


class ReturnedMail(models.Model):
    """One mail. Only what a person wrote is ever shown; the rest is kept so that a doubt can be looked up."""

    # SHA-256 of the mail as it came: the mailbox read twice is one row.
    digest = models.CharField(max_length=64, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=MailKind.choices)
    taken_at = models.DateTimeField(_("received on"), db_index=True)
    delivery = models.ForeignKey(Delivery, null=True, on_delete=models.SET_NULL, related_name="returned")
    sender = models.CharField(_("e-mail address"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    text = models.TextField(_("text"), blank=True)
    # The report as it came, its beginning at most (see intake.RAW_KEPT).
    raw = models.BinaryField(null=True)
    # Longer than what was read: the mailbox still holds it whole, flagged.
    cut = models.BooleanField(default=False)
    asks_to_leave = models.BooleanField(default=False)
    # When somebody of the team said that it is dealt with; only for what people wrote.
    handled_at = models.DateTimeField(null=True)

    personal_data: ClassVar[dict[str, str]] = declare(
        sender="Answering who wrote to us; 30 days, for what people write 30 days after the answer",
        subject="Answering who wrote to us; 30 days, for what people write 30 days after the answer",
        text="Answering who wrote to us; 30 days, for what people write 30 days after the answer",
        raw="Looking up a doubtful report; 30 days, for what people write 30 days after the answer",
        delivery="Telling who did not receive an issue, and why; 30 days",
    )

    class Meta:
        verbose_name = _("mail that came back")
        verbose_name_plural = _("mails that came back")
        ordering = ["-taken_at", "-id"]
        indexes = [
            models.Index(fields=["-taken_at"], name="returned_open", condition=Q(kind="person", handled_at=None)),
            models.Index(fields=["sender"], name="returned_sender"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject}"


class MailboxLook(models.Model):
    """How the last reading of the technical mailbox went, for the doctor and the team; one row."""

    name = models.CharField(max_length=255, unique=True)
    read_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name
