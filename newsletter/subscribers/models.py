"""Who receives the letter, and the proof that each asked for it."""

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.admin import display
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cms.foundation.personal_data import declare
from cms.territories.models import Commune, Epci

LONGEST = 254  # RFC 5321 §4.5.3.1.3, less the angle brackets
IMPOSSIBLE = _("This address is not complete. Example: marie.martin@orange.fr")
# Where erased addresses are said to be: a domain that never exists (RFC 2606).
NOWHERE = "erased.invalid"


def keyed_hash(email: str, key: str) -> str:
    """Return what stays of an address: who has the secret key and is told the address recognises it, nobody else."""
    return hmac.new(key.encode(), f"newsletter.erased:{email}".encode(), hashlib.sha256).hexdigest()[:40]


def normalise_email(value: str) -> str:
    """Return the address as it is stored and compared: no space around, lower case, the domain in ASCII.

    Raises:
        ValidationError: no mail server could be found by it; Django's own check comes before the domain is in ASCII.
    """
    local, at, domain = unicodedata.normalize("NFKC", value).strip().lower().rpartition("@")
    try:
        email = f"{local}{at}{domain if domain.isascii() else domain.encode('idna').decode()}"
        validate_email(email)
    except (UnicodeError, ValidationError) as error:
        raise ValidationError(IMPOSSIBLE, code="invalid") from error
    if len(email) > LONGEST:
        raise ValidationError(IMPOSSIBLE, code="invalid")
    return email


def hash_of(email: str) -> str:
    """Return the keyed hash of an address in its normal form, under the present key."""
    return keyed_hash(email, settings.SECRET_KEY)


def hashes_of(email: str) -> list[str]:
    """Return the hashes of an address under the present key, then under each old one: they still count."""
    return [keyed_hash(email, str(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


class SuppressionReason(models.TextChoices):
    """Why an address is not written to any more, the weightiest last: a lighter reason never hides a weightier one."""

    LEFT = "left", _("unsubscribed")
    ERASED = "erased", _("asked for erasure")
    HARD_BOUNCE = "hard_bounce", _("the mailbox does not exist")
    COMPLAINT = "complaint", _("reported as unwanted")
    BY_HAND = "by_hand", _("set aside by the team")


class Suppression(models.Model):
    """An address that is not written to: its keyed hash, the reason, the day, and nothing else (CNIL MED-2023-040)."""

    email_hash = models.CharField(_("keyed hash of the address"), max_length=40, unique=True)
    reason = models.CharField(_("reason"), max_length=12, choices=SuppressionReason.choices)
    at = models.DateTimeField(_("since"))

    personal_data: ClassVar[dict[str, str]] = declare(
        email_hash="Never writing again to who left; until this address subscribes again by itself"
    )

    class Meta:
        verbose_name = _("address set aside")
        verbose_name_plural = _("addresses set aside")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.email_hash[:8]}…: {self.get_reason_display()}"


class SubscriberState(models.TextChoices):
    """Where a person stands; only CONFIRMED receives anything."""

    PENDING = "pending", _("waiting for confirmation")
    CONFIRMED = "confirmed", _("subscribed")
    UNSUBSCRIBED = "unsubscribed", _("unsubscribed")
    # Not at the person's own word: the mailbox is gone, the letter was reported, or the team said so.
    SUPPRESSED = "suppressed", _("set aside")


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    """Reads of subscribers."""

    def confirmed(self) -> "SubscriberQuerySet":
        """Return those who receive the letter: subscribed, and not set aside under the hash of their address."""
        aside = Suppression.objects.filter(email_hash=OuterRef("email_hash"))
        return self.filter(~Exists(aside), state=SubscriberState.CONFIRMED)

    def once_had(self, email: str) -> "SubscriberQuerySet":
        """Return the records from which this address was erased; hashes made with an old key still count."""
        wanted = [Q(email__startswith=f"{digest}.") for digest in hashes_of(normalise_email(email))]
        return self.filter(reduce(or_, wanted), erased_at__isnull=False)

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Insert many at once, each with its hash."""
        rows = list(objs)
        for row in rows:
            row.email = normalise_email(row.email)
            row.email_hash = hash_of(row.email)
        return super().bulk_create(rows, *args, **kwargs)


class Subscriber(models.Model):
    """An e-mail address and the commune it lives in; the EPCI follows from the commune and is never asked."""

    email = models.EmailField(_("e-mail address"), unique=True)
    # So that the database itself compares with the addresses set aside; stays when the address is erased.
    email_hash = models.CharField(max_length=40, default="", editable=False)
    commune = models.ForeignKey(Commune, verbose_name=_("commune"), on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        _("state"), max_length=12, choices=SubscriberState.choices, default=SubscriberState.PENDING, db_index=True
    )
    asked_at = models.DateTimeField(_("asked on"))
    # When the last confirmation mail was written: at most one in ten minutes for an address.
    mailed_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, blank=True)
    unsubscribed_at = models.DateTimeField(_("left on"), null=True, blank=True)
    # From then on `email` holds a keyed hash: the proof of consent stays, the address does not.
    erased_at = models.DateTimeField(_("address erased on"), null=True, blank=True)

    objects = SubscriberQuerySet.as_manager()

    personal_data = declare(
        email="Sending the newsletter; 7 days without confirmation, else 30 days after leaving, then only a keyed hash",
        email_hash="Recognising who must not be written to; as long as the proof of consent",
        commune="Choosing what is near; 7 days without confirmation, else as long as the proof of consent",
    )

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        ordering = ["email"]

    def __str__(self) -> str:
        return self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the address in its normal form, and its hash, whoever saves."""
        self.email = normalise_email(self.email)
        if self.erased_at is None:
            self.email_hash = hash_of(self.email)
        super().save(*args, **kwargs)

    @property
    @display(description=_("community of communes"))
    def epci(self) -> Epci | None:
        """The intermunicipal body of the commune; None for the few communes without one."""
        return self.commune.epci


class AppendOnly(models.Model):
    """A row that is written once: proof would be worth nothing if it could be edited."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert the row.

        Raises:
            ValidationError: the row exists already.
        """
        if not self._state.adding:
            raise ValidationError(_("This record is a proof and cannot be changed."))
        super().save(*args, **kwargs)


class ConsentText(AppendOnly):
    """One wording that people agreed to; a new wording is a new version."""

    version = models.PositiveIntegerField(_("version"), unique=True)
    text = models.TextField(_("text"))
    made_at = models.DateTimeField(_("in use since"))

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"v{self.version}"


class ConsentEvent(models.TextChoices):
    """What happened to a consent."""

    ASKED = "asked", _("asked")
    CONFIRMED = "confirmed", _("confirmed")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ConsentRecord(AppendOnly):
    """Who agreed to what, when, with which text, on which page."""

    subscriber = models.ForeignKey(
        Subscriber, verbose_name=_("subscriber"), on_delete=models.CASCADE, related_name="consents"
    )
    event = models.CharField(_("event"), max_length=10, choices=ConsentEvent.choices)
    text = models.ForeignKey(
        ConsentText, verbose_name=_("text version"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # The commune asked for: somebody else's form must not move a subscriber before the confirmation.
    commune = models.ForeignKey(Commune, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(_("on"))
    source = models.CharField(_("page of the form"), max_length=300, blank=True)

    personal_data: ClassVar[dict[str, str]] = declare(
        subscriber="Proof of consent; as long as the subscriber's record",
        commune="Proof of what was asked for; as long as the subscriber's record",
    )

    class Meta:
        verbose_name = _("consent record")
        verbose_name_plural = _("consent records")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["-at"], name="consent_by_date")]

    def __str__(self) -> str:
        return f"{self.subscriber}: {self.get_event_display()}"
