"""Forgets what came back after thirty days; what a person wrote, thirty days after somebody dealt with it."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from newsletter.delivery.retention import address_erased
from newsletter.returns.models import MailKind, ReturnedMail

KEPT = timedelta(days=30)
ROWS_AT_ONCE = 1_000


@transaction.atomic
def purge_returns(*, now: datetime) -> int:
    """Delete up to a thousand mails that nobody needs any more and return how many; their events stay."""
    over = Q(taken_at__lt=now - KEPT) & ~Q(kind=MailKind.PERSON)
    dealt_with = Q(kind=MailKind.PERSON, handled_at__lt=now - KEPT)
    ids = list(ReturnedMail.objects.filter(over | dealt_with).values_list("pk", flat=True)[:ROWS_AT_ONCE])
    return ReturnedMail.objects.filter(pk__in=ids).delete()[0]


@transaction.atomic
def forget_writer(*, email: str) -> int:
    """Delete what came from or about an address whose owner asked for erasure; return how many mails."""
    return ReturnedMail.objects.filter(Q(sender=email) | Q(delivery__email=email)).delete()[0]


def connect() -> None:
    """Hear of every erasure."""
    address_erased.connect(_on_address_erased, dispatch_uid="newsletter-returns-erased", weak=False)


def _on_address_erased(*, email: str, **_kwargs: Any) -> None:
    forget_writer(email=email)
