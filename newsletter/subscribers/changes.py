"""The new address that a subscriber asked for and has not confirmed yet."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.foundation.personal_data import declare
from newsletter.subscribers.models import Subscriber


class AddressChange(models.Model):
    """An address that a subscriber wants to be written to, until its mailbox has answered."""

    subscriber = models.OneToOneField(Subscriber, on_delete=models.CASCADE, related_name="address_change")
    email = models.EmailField(_("e-mail address"))
    at = models.DateTimeField()

    personal_data = declare(email="Confirming a new address; until confirmed, 30 days at most")

    def __str__(self) -> str:
        return self.email
