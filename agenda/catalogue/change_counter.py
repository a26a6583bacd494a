"""Numbers the changes of the catalogue, in the order in which they become visible."""

from django.db import models


class ChangeCounter(models.Model):
    """One row, locked in the writing transaction: change numbers become visible in order (design §3.6)."""

    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last)

    @classmethod
    def next_number(cls) -> int:
        """Return the next change number; call inside a transaction."""
        counter, _made = cls.objects.select_for_update().get_or_create(pk=1)
        counter.last += 1
        counter.save(update_fields=["last"])
        return counter.last
