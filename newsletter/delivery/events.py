"""What came back about a mail after it had left: bounces, complaints, departures; written once, never changed."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.foundation.personal_data import declare
from newsletter.delivery.models import Delivery
from newsletter.subscribers.models import AppendOnly


class EventKind(models.TextChoices):
    """What a return means for the subscriber and for us (newsletter.md §3.6)."""

    ADDRESS = "address", _("the mailbox does not exist")
    DOMAIN = "domain", _("the domain does not exist")
    DOMAIN_GONE = "domain_gone", _("the domain still does not exist a day later")
    DOMAIN_BACK = "domain_back", _("the domain receives mail again")
    SOFT = "soft", _("not received this time")
    SUSPENDED = "suspended", _("not received three letters in a row: set aside")
    DELAYED = "delayed", _("still being tried")
    POLICY = "policy", _("refused for what we are")
    CONTENT = "content", _("refused for its content or size")
    COMPLAINT = "complaint", _("reported as unwanted")
    LEFT = "left", _("left by mail")


# The mail did not reach the mailbox; what is delayed may still, what is a complaint did.
NOT_RECEIVED = (EventKind.ADDRESS, EventKind.DOMAIN, EventKind.SOFT, EventKind.POLICY, EventKind.CONTENT)


class EventSource(models.TextChoices):
    """Who told."""

    SMTP = "smtp", _("answer of the mail server")
    MAIL = "mail", _("mail that came back")
    WEBHOOK = "webhook", _("notice of the mail server")
    CHECK = "check", _("our own check")


class DeliveryEvent(AppendOnly):
    """One thing learnt about one mail; `key` makes the same news told twice one event."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("event"), max_length=12, choices=EventKind.choices)
    source = models.CharField(_("told by"), max_length=8, choices=EventSource.choices)
    # RFC 3463, "5.1.1"; empty where none was given.
    status = models.CharField(_("code"), max_length=11, blank=True)
    words = models.CharField(_("answer of the server"), max_length=500, blank=True)
    key = models.CharField(max_length=80)
    at = models.DateTimeField(_("noted on"))

    personal_data: ClassVar[dict[str, str]] = declare(
        words="The server's reason, which may quote the address; as long as the address of the delivery",
        delivery="Telling who did not receive an issue, and why; 13 months, then only counts",
    )

    class Meta:
        verbose_name = _("event of a delivery")
        verbose_name_plural = _("events of deliveries")
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["delivery", "key"], name="delivery_event_once")]
        indexes = [models.Index(fields=["kind", "at"], name="delivery_event_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.status}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert the row; words longer than the column are cut."""
        self.words = self.words[:500]
        super().save(*args, **kwargs)
