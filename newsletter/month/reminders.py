"""Reminders a week and two days before proposals close: one mail a person, each structure once, never twice."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cms.accounts.models import User
from cms.structures.models import StructurePage
from newsletter.issues.calendar import working_day_before
from newsletter.month import mails
from newsletter.month.current import Month, coming_months
from newsletter.month.models import Reminder, ReminderKind, ReminderOptOut
from newsletter.month.people import Reader, readers_of, wanting
from newsletter.month.proposed import asked_structures, deadlines, silent_structures, titles_of

WEEK = timedelta(days=7)
LAST = timedelta(days=2)
# Mails of one run: what is beyond is written by the next one.
A_RUN = 200
# Rows are forgotten after that: they name who was written to.
KEEP = timedelta(days=400)


def kind_due(today: date, until: date) -> ReminderKind | None:
    """Return which mail is due on a day to a structure that may propose until another one.

    Seven days before, or two; on the last working day before where that is none. A beat that slept for a day sends the
    mail it missed, unless the next one is due by then; on the last day itself it still is, afterwards none.
    """
    if today > until:
        return None
    if today >= working_day_before(until - LAST):
        return ReminderKind.LAST
    return ReminderKind.WEEK if today >= working_day_before(until - WEEK) else None


def remind_structures(*, now: datetime) -> int:
    """Send the reminders that are due; return how many mails. Each is claimed by its rows before it is queued.

    The last one goes only to structures with nothing for the letter yet.
    """
    sent = 0
    for month in coming_months(now, 3):
        if not month.is_over and sent < A_RUN:
            sent += _remind(month, now, A_RUN - sent)
    return sent


def _remind(month: Month, now: datetime, most: int) -> int:
    today = timezone.localdate(now)
    # No deadline lies after the sending: an extension neither. Most days of a month nothing is due.
    if today > month.dates.send or (kind_due(today, month.dates.close) is None and today <= month.dates.close):
        return 0
    structures = list(asked_structures().only("pk", "title", "email", "path", "depth").order_by("title", "pk"))
    until = deadlines(month.period, [one.pk for one in structures], month.dates.close)
    due = {pk: kind for pk, day in until.items() if (kind := kind_due(today, day))}
    silent = set(silent_structures(month.period, now).filter(pk__in=list(due)).values_list("pk", flat=True))
    asked = [
        one
        for one in structures
        if due.get(one.pk) is ReminderKind.WEEK or (due.get(one.pk) is ReminderKind.LAST and one.pk in silent)
    ]
    titles = titles_of(month.period, [one.pk for one in asked], now)
    sent = 0
    for reader, theirs in wanting(_unwritten(month, readers_of(asked), due)).items():
        if sent >= most:
            break
        told = [mails.Told(one, until[one.pk], titles[one.pk]) for one in theirs]
        sent += _write(month, reader, told, due, now)
    return sent


def _unwritten(
    month: Month, found: dict[Reader, list[StructurePage]], due: dict[int, ReminderKind]
) -> dict[Reader, list[StructurePage]]:
    """Leave out what was written already. One query."""
    rows = Reminder.objects.filter(period=month.period.key).values_list("structure_id", "kind", "user_id")
    written = set(rows)
    return {
        reader: left
        for reader, theirs in found.items()
        if (left := [one for one in theirs if (one.pk, due[one.pk], _pk(reader)) not in written])
    }


def _pk(reader: Reader) -> int | None:
    return reader.user.pk if reader.user else None


@transaction.atomic
def _write(
    month: Month, reader: Reader, told: Sequence[mails.Told], due: dict[int, ReminderKind], now: datetime
) -> int:
    """Claim what a person is told by its rows and queue the mail; 0 when another worker was faster."""
    if reader.user:  # two workers take turns at one person; the second finds the rows
        User.objects.select_for_update().filter(pk=reader.user.pk).first()
    else:
        StructurePage.objects.select_for_update().filter(pk=reader.mailbox_of).first()
    mine = Reminder.objects.filter(period=month.period.key, user=reader.user)
    written = set(mine.filter(structure__in=[one.structure.pk for one in told]).values_list("structure_id", "kind"))
    left = [one for one in told if (one.structure.pk, due[one.structure.pk]) not in written]
    if not left:
        return 0
    for one in left:
        Reminder.objects.create(
            structure=one.structure, period=month.period.key, kind=due[one.structure.pk], user=reader.user, at=now
        )
    is_last = all(due[one.structure.pk] is ReminderKind.LAST for one in left)
    mails.send_reminder(reader=reader, month=month, told=left, is_last=is_last)
    return 1


@transaction.atomic
def stop_reminders(*, reader: Reader, now: datetime) -> None:
    """Send a person, or a structure's mailbox, no more reminders; twice is once."""
    if reader.user:
        ReminderOptOut.objects.get_or_create(user=reader.user, defaults={"at": now})
    else:
        ReminderOptOut.objects.get_or_create(structure_id=reader.mailbox_of, defaults={"at": now})


@transaction.atomic
def want_reminders(*, reader: Reader) -> None:
    """Send them again."""
    _stopped(reader).delete()


def is_stopped(reader: Reader) -> bool:
    """Tell whether the reader asked for no reminders."""
    return _stopped(reader).exists()


def _stopped(reader: Reader) -> QuerySet[ReminderOptOut]:
    if reader.user:
        return ReminderOptOut.objects.filter(user=reader.user)
    return ReminderOptOut.objects.filter(structure_id=reader.mailbox_of)


def purge_reminders(*, now: datetime) -> int:
    """Forget who was reminded more than thirteen months ago; return how many rows went."""
    return Reminder.objects.filter(at__lt=now - KEEP).delete()[0]
