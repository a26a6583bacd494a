"""How many people came: asked once when a sitting is over, answered with a number, counted by month."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.core import signing
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from wagtail.log_actions import log

from agenda.catalogue.models import Occurrence, OccurrenceState
from agenda.events.clock import to_instant
from agenda.rhythm.models import Attendance
from agenda.rhythm.months import DeadLink
from agenda.rhythm.next_month import month_after
from agenda.rhythm.signals import attendance_asked
from cms.accounts.models import User
from cms.foundation.holidays import is_working_day
from cms.structures.models import StructurePage

# Sittings further back are not asked about any more: nobody remembers.
ASKED_FOR = timedelta(days=7)
LINK_LIVES = timedelta(days=60)
A_RUN = 500
MOST_PEOPLE = 5000
_HELD = (OccurrenceState.SCHEDULED, OccurrenceState.MOVED, OccurrenceState.FULL)
_SALT = "agenda.rhythm.attendance"


class NotANumber(ValueError):
    """Somebody typed what no count of people is."""


def _below(structure: StructurePage) -> QuerySet[Attendance]:
    return Attendance.objects.filter(
        event__path__startswith=structure.path, event__depth=structure.depth + 1
    ).select_related("event")


def ask_attendance(*, now: datetime) -> int:
    """Ask about the sittings that ended in the last week and before today, on working mornings; return how many.

    One mail a structure, whatever the number of sittings. What was called off is not asked about; each sitting once.
    """
    today = timezone.localdate(now)
    if not is_working_day(today):
        return 0
    midnight = to_instant(datetime.combine(today, datetime.min.time()))
    asked = Attendance.objects.filter(
        event=OuterRef("entry__page"), original_start=OuterRef("original_start"), asked_at__isnull=False
    )
    over = Occurrence.objects.filter(
        ~Exists(asked),
        ends_at__gte=midnight - ASKED_FOR, ends_at__lt=midnight, state__in=_HELD,
        entry__state="public", entry__page__isnull=False, entry__structure__space__archived_at=None,
    )  # fmt: skip
    found: dict[int, list[Occurrence]] = defaultdict(list)
    for sitting in over.select_related("entry").order_by("starts_at", "pk")[:A_RUN]:
        if sitting.entry.structure_id is not None:
            found[sitting.entry.structure_id].append(sitting)
    structures = StructurePage.objects.filter(space__isnull=False).in_bulk(list(found))
    return sum(_ask(structures[pk], found[pk], now) for pk in sorted(structures))


@transaction.atomic
def _ask(structure: StructurePage, sittings: list[Occurrence], now: datetime) -> int:
    """Claim the sittings by their rows, and ask about those that nobody else claimed."""
    # The lock makes two workers take turns; the second finds the rows.
    StructurePage.objects.select_for_update().filter(pk=structure.pk).first()
    rows = []
    for sitting in sittings:
        row, _made = Attendance.objects.get_or_create(
            event_id=sitting.entry.page_id, original_start=sitting.original_start
        )
        if row.asked_at is None and row.answered_at is None:
            row.asked_at = now
            row.save(update_fields=["asked_at"])
            rows.append(row)
    if rows:
        attendance_asked.send(sender=Attendance, structure=structure, rows=rows, now=now)
    return len(rows)


@transaction.atomic
def answer_attendance(
    *, structure: StructurePage, people: Mapping[int, int | None], by: User | None, now: datetime
) -> list[Attendance]:
    """Note how many people came to sittings of a structure: {row: number}; None takes a number back.

    Rows of other structures are passed over. A number may be corrected any time. Returns the rows written.

    Raises:
        NotANumber: below nought or above five thousand.
    """
    if any(number is not None and not 0 <= number <= MOST_PEOPLE for number in people.values()):
        raise NotANumber
    rows = list(_below(structure).select_for_update(of=("self",)).filter(pk__in=list(people)))
    for row in rows:
        row.people = people[row.pk]
        row.answered_at, row.answered_by = (None, None) if row.people is None else (now, by)
        row.save(update_fields=["people", "answered_at", "answered_by"])
    if rows:
        log(instance=structure, action="agenda.answer_attendance", user=by, data={"sittings": len(rows)})
    return rows


def attendance_of_month(structure: StructurePage, month: date) -> list[Attendance]:
    """Return the structure's sittings of a month that were asked about or counted, by date; five hundred at most."""
    start, end = (to_instant(datetime.combine(day, datetime.min.time())) for day in (month, month_after(month)))
    rows = _below(structure).filter(original_start__gte=start, original_start__lt=end)
    return list(rows.order_by("original_start", "pk")[:A_RUN])


def attendance_token(structure: StructurePage, rows: list[Attendance], user: User | None) -> str:
    """Return what the mail to one person carries; without a person it is the structure's mailbox."""
    return signing.dumps([structure.pk, [row.pk for row in rows], user.pk if user else None], salt=_SALT, compress=True)


def rows_of_token(token: str) -> tuple[StructurePage, list[Attendance], User | None]:
    """Return the structure, the sittings asked about and who was written to.

    Raises:
        DeadLink: no such token, older than sixty days, the space is archived, or the person has left it.
    """
    try:
        structure_id, ids, user_id = signing.loads(token, salt=_SALT, max_age=LINK_LIVES)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise DeadLink from error
    structure = StructurePage.objects.filter(pk=structure_id, space__archived_at=None, space__isnull=False).first()
    if structure is None:
        raise DeadLink
    user = None
    if user_id is not None:
        user = User.objects.filter(is_active=True, memberships__structure=structure, pk=user_id).first()
        if user is None:
            raise DeadLink
    return structure, list(_below(structure).filter(pk__in=ids).order_by("original_start", "pk")), user
