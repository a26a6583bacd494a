"""Who receives the letter, and the proof that each asked for it."""

import hashlib
import hmac
import unicodedata
from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.admin import display
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.models import Q
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


class SubscriberState(models.TextChoices):
    """Where a person stands; only CONFIRMED receives anything."""

    PENDING = "pending", _("waiting for confirmation")
    CONFIRMED = "confirmed", _("subscribed")
    UNSUBSCRIBED = "unsubscribed", _("unsubscribed")


class LetterForm(models.TextChoices):
    """How somebody reads the letter."""

    FULL = "full", _("complete")
    SHORT = "short", _("short, in large type")


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    """Reads of subscribers."""

    def confirmed(self) -> "SubscriberQuerySet":
        """Return those who receive the letter."""
        return self.filter(state=SubscriberState.CONFIRMED)

    def once_had(self, email: str) -> "SubscriberQuerySet":
        """Return the records from which this address was erased; hashes made with an old key still count."""
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        wanted = [Q(email__startswith=f"{keyed_hash(normalise_email(email), str(key))}.") for key in keys]
        return self.filter(reduce(or_, wanted), erased_at__isnull=False)


class Subscriber(models.Model):
    """An e-mail address and the commune it lives in; the EPCI follows from the commune and is never asked."""

    email = models.EmailField(_("e-mail address"), unique=True)
    commune = models.ForeignKey(Commune, verbose_name=_("commune"), on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        _("state"), max_length=12, choices=SubscriberState.choices, default=SubscriberState.PENDING, db_index=True
    )
    form = models.CharField(_("form"), max_length=5, choices=LetterForm.choices, default=LetterForm.FULL)
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
        commune="Choosing what is near; 7 days without confirmation, else as long as the proof of consent",
    )

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        ordering = ["email"]

    def __str__(self) -> str:
        return self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the address in its normal form, whoever saves."""
        self.email = normalise_email(self.email)
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
