"""Counts turns in the database, so that several processes count together: links, passwords, codes.

A row is a keyed hash and a number: nothing of it names a person or an address. Rows whose time is over are deleted
by beat (`purge_turns`). Each turn is one UPDATE that compares and sets, so two processes never take the same turn.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _


class Turn(models.Model):
    """How often something was done since the first time, until `ends_at`."""

    key_hash = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=1)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("turn")
        verbose_name_plural = _("turns")

    def __str__(self) -> str:
        return f"{self.count} → {self.ends_at:%H:%M}"


def _hash(key: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"throttle:{key}".encode(), hashlib.sha256).hexdigest()


def take_turn(*, key: str, limit: int, seconds: int, now: datetime) -> bool:
    """Count one turn of `key`; False when `limit` were taken since the first, which is less than `seconds` ago."""
    digest, ends_at = _hash(key), now + timedelta(seconds=seconds)
    turns = Turn.objects.filter(key_hash=digest)
    for _attempt in range(3):
        if turns.filter(ends_at__gt=now, count__lt=limit).update(count=models.F("count") + 1):
            return True
        if turns.filter(ends_at__lte=now).update(count=1, ends_at=ends_at):
            return True
        if turns.exists():
            return False
        try:
            with transaction.atomic():
                Turn.objects.create(key_hash=digest, ends_at=ends_at)
        except IntegrityError:  # another process was first: count in its row
            continue
        return limit > 0
    return False


def free_at(*, key: str) -> datetime | None:
    """Return when turns of `key` begin anew; None when none was taken."""
    return Turn.objects.filter(key_hash=_hash(key)).values_list("ends_at", flat=True).first()


def forget_turns(*, key: str) -> None:
    """Begin anew at once: whoever it was has proved to be who they say."""
    Turn.objects.filter(key_hash=_hash(key)).delete()


def purge_turns(*, now: datetime) -> int:
    """Delete what counts no more and return how many rows that were."""
    return Turn.objects.filter(ends_at__lte=now).delete()[0]
