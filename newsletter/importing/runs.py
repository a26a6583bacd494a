"""The import of a list of subscribers: looked at first, then written whole or not at all, and kept."""

from collections import Counter
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.accounts.models import User
from cms.foundation.personal_data import declare
from cms.structures.spreadsheets import read_table
from newsletter.importing.plan import Outcome, Row, noon_of, plan_rows, replan
from newsletter.subscribers.models import ConsentEvent, ConsentRecord, Subscriber, SubscriberState

MOST_ROWS = 5000
ROWS_AT_ONCE = 500
# A list that was looked at and not applied is forgotten with all its addresses.
KEEP_DRY_RUNS = timedelta(days=2)


class NothingToImport(ValueError):
    """No row of the file would subscribe anybody."""


class ListChanged(Exception):
    """Somebody of the list subscribed at this very moment: nothing was written, look again."""


class SubscriberImport(models.Model):
    """A file, what each of its rows would do, and once it was applied what it did, without the addresses."""

    file_name = models.CharField(_("file"), max_length=200)
    rows = models.JSONField(_("rows"), default=list)
    counts = models.JSONField(_("result"), default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("read at"))
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)

    personal_data: ClassVar[dict[str, str]] = declare(
        rows="Looking at a list before it is taken over; until then, two days at most",
        by="Answering for the proofs of a list; as long as the account",
    )

    class Meta:
        verbose_name = _("import of subscribers")
        verbose_name_plural = _("imports of subscribers")
        ordering: ClassVar[list[str]] = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def lines(self) -> list[Row]:
        """Each row and what becomes of it."""
        return [Row.from_json(row) for row in self.rows]

    def count(self, outcome: str) -> int:
        """How many rows end so."""
        return int(self.counts.get(outcome, 0))


@transaction.atomic
def read_list(*, file_name: str, content: bytes, by: User | None, now: datetime) -> SubscriberImport:
    """Look at a file and keep what it would do; nobody is subscribed.

    Raises:
        UnreadableTable: the file is no table, larger than 2 MB or longer than 5 000 rows.
    """
    rows = plan_rows(read_table(file_name, content, most=MOST_ROWS), today=timezone.localdate(now))
    return SubscriberImport.objects.create(
        file_name=file_name[-200:],
        rows=[row.to_json() for row in rows],
        counts=_counts(rows),
        by=by,
        at=now,
    )


@transaction.atomic
def apply_list(*, import_id: int, now: datetime) -> SubscriberImport:
    """Subscribe whom the list names, all in one transaction; a second press changes nothing.

    Who has left, complained or subscribed since the list was looked at is left out. The rule "at most 100 writes a
    transaction" bends here: it is two statements for 500 rows, and all or nothing is the point.

    Raises:
        NothingToImport: no row subscribes anybody.
        ListChanged: somebody subscribed in this very moment.
    """
    run = SubscriberImport.objects.select_for_update().get(pk=import_id)
    if run.applied_at is not None:
        return run
    rows = run.lines
    replan(rows)
    chosen = [row for row in rows if row.outcome == Outcome.IMPORT]
    if not chosen:
        raise NothingToImport
    try:
        with transaction.atomic():
            for start in range(0, len(chosen), ROWS_AT_ONCE):
                _write(chosen[start : start + ROWS_AT_ONCE], now)
    except IntegrityError as error:
        raise ListChanged from error
    run.rows = [row.to_json(anonymous=True) for row in rows]
    run.counts, run.applied_at = _counts(rows), now
    run.save(update_fields=["rows", "counts", "applied_at"])
    return run


def _write(rows: list[Row], now: datetime) -> None:
    people = Subscriber.objects.bulk_create(
        [
            Subscriber(
                email=row.email,
                commune_id=row.commune,
                state=SubscriberState.CONFIRMED,
                asked_at=noon_of(row.agreed_on),
                confirmed_at=now,
            )
            for row in rows
        ]
    )
    ConsentRecord.objects.bulk_create(
        ConsentRecord(
            subscriber=person,
            event=ConsentEvent.IMPORTED,
            commune_id=row.commune,
            at=noon_of(row.agreed_on),
            source=row.proof,
        )
        for person, row in zip(people, rows, strict=True)
    )


def _counts(rows: list[Row]) -> dict[str, int]:
    return dict(Counter(str(row.outcome) for row in rows))


@transaction.atomic
def purge_lists(*, now: datetime) -> int:
    """Forget the lists that were looked at and not applied within two days; return how many."""
    return SubscriberImport.objects.filter(applied_at=None, at__lt=now - KEEP_DRY_RUNS).delete()[0]
