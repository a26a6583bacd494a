"""The ledger: one row for each issue and subscriber, which ends in exactly one final state."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.foundation.personal_data import declare
from newsletter.issues.models import Issue, Rendition
from newsletter.subscribers.models import Subscriber


class DeliveryState(models.TextChoices):
    """Where one mail stands (newsletter.md §6.2).

    `queued → leased → attempting → accepted | deferred | refused | uncertain | suppressed | cancelled | expired`; a
    deferred row is taken again later, an uncertain one only once the server's log or a person said so: the server may
    have the mail.
    """

    QUEUED = "queued", _("waiting")
    LEASED = "leased", _("taken")
    ATTEMPTING = "attempting", _("being handed over")
    DEFERRED = "deferred", _("put off by the server")
    ACCEPTED = "accepted", _("accepted by the server")
    REFUSED = "refused", _("refused by the server")
    UNCERTAIN = "uncertain", _("perhaps sent")
    SUPPRESSED = "suppressed", _("unsubscribed before the sending")
    CANCELLED = "cancelled", _("cancelled")
    EXPIRED = "expired", _("given up: the server took nothing for too long")


WAITING = (DeliveryState.QUEUED, DeliveryState.DEFERRED)
TAKEN = (DeliveryState.LEASED, DeliveryState.ATTEMPTING)
OPEN = (*WAITING, *TAKEN)
FINAL = (
    DeliveryState.ACCEPTED,
    DeliveryState.REFUSED,
    DeliveryState.UNCERTAIN,
    DeliveryState.SUPPRESSED,
    DeliveryState.CANCELLED,
    DeliveryState.EXPIRED,
)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Reads of the ledger."""

    def open(self) -> "DeliveryQuerySet":
        """Return the rows whose fate is not settled."""
        return self.filter(state__in=OPEN)

    def not_received(self) -> "DeliveryQuerySet":
        """Return the settled rows whose mail did not, or perhaps not, reach the server."""
        return self.filter(state__in=FINAL).exclude(state=DeliveryState.ACCEPTED)

    def explained(self) -> "DeliveryQuerySet":
        """Return `not_received` and the rows that the server put off: all whose owner may ask why nothing came."""
        return self.filter(state__in=[*FINAL, DeliveryState.DEFERRED]).exclude(state=DeliveryState.ACCEPTED)

    def counts(self) -> dict[str, int]:
        """Return how many rows are in each state, states without rows included. One query."""
        found = dict(self.order_by().values_list("state").annotate(n=models.Count("pk")))
        return {state: found.get(state, 0) for state in DeliveryState.values}


class Delivery(models.Model):
    """One issue for one subscriber."""

    issue = models.ForeignKey(Issue, verbose_name=_("letter"), on_delete=models.PROTECT, related_name="deliveries")
    subscriber = models.ForeignKey(
        Subscriber, verbose_name=_("subscriber"), null=True, on_delete=models.SET_NULL, related_name="deliveries"
    )
    # Empty after thirteen months, or once the person asked for erasure.
    email = models.EmailField(_("e-mail address"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    # What has not left by then is given up: an old agenda is worth nothing. Empty: never.
    expires_at = models.DateTimeField(null=True, blank=True)
    lease_owner = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    # Which edition in which form; empty for letters sent before there were editions.
    rendition = models.ForeignKey(
        Rendition, verbose_name=_("edition"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    message_id = models.CharField(max_length=250, unique=True)
    # One of the few that leave first when there are many recipients (newsletter/delivery/trial.py).
    trial = models.BooleanField(default=False)
    reply = models.CharField(_("answer of the server"), max_length=500, blank=True)
    made_at = models.DateTimeField(_("noted on"))
    changed_at = models.DateTimeField(_("last change"))

    objects = DeliveryQuerySet.as_manager()

    personal_data: ClassVar[dict[str, str]] = declare(
        email="Telling who did not receive an issue, and why; 13 months, then only counts",
        subscriber="Telling who did not receive an issue, and why; 13 months, then only counts",
        reply="The server's reason, which may quote the address; 13 months, then only counts",
        message_id="Finding a mail in the server's log; 13 months, then only counts",
    )

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-issue_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "subscriber"], name="delivery_once"),
            models.UniqueConstraint(
                fields=["issue", "email"], name="delivery_once_an_address", condition=~models.Q(email="")
            ),
        ]
        indexes = [
            models.Index(
                fields=["issue", "id"], name="delivery_waiting", condition=models.Q(state__in=["queued", "deferred"])
            ),
            models.Index(
                fields=["lease_until"], name="delivery_leases", condition=models.Q(state__in=["leased", "attempting"])
            ),
            models.Index(fields=["changed_at"], name="delivery_unsure", condition=models.Q(state="uncertain")),
            # How many left in the last minute, hour, day: the limits of the server.
            models.Index(fields=["changed_at"], name="delivery_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_state_display()}"


class Sending(models.Model):
    """What the sending of an issue has learnt beside its rows."""

    issue = models.OneToOneField(Issue, on_delete=models.CASCADE, related_name="sending")
    # The few that leave first arrived well, or a person said to go on: all others may leave.
    released_at = models.DateTimeField(null=True)
    # A person went on knowing that many were refused: it is not asked again.
    refusals_seen_at = models.DateTimeField(null=True)
    # A person gave up what had not left: what comes back to the queue later is cancelled too.
    stopped_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.issue)


class Relay(models.Model):
    """How the mail server has answered lately, for all workers: one row a server (newsletter/delivery/relay.py)."""

    name = models.CharField(max_length=255, unique=True)
    # Hand-overs in a row that failed for the server's own reasons.
    failures = models.PositiveIntegerField(default=0)
    # How often in a row it was left alone, each time twice as long; 0 means that all is well.
    rests = models.PositiveSmallIntegerField(default=0)
    resting_until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name
