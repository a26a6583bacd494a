"""What is asked of a partner in the demo, whatever the day: the next month, and how many came to what is over."""

from datetime import datetime, time

from django.utils import timezone

from agenda.catalogue.models import Occurrence, OccurrenceState
from agenda.events.clock import to_instant
from agenda.rhythm.models import Attendance, MonthQuestion
from agenda.rhythm.months import proposed_events
from agenda.rhythm.next_month import month_after
from agenda.rhythm.signals import attendance_asked, month_asked
from cms.structures.models import StructurePage

# The structure of the first partner that the guide names.
ASKED = "tbc@example.org"
SITTINGS = 2


def seed_rhythm(*, now: datetime) -> None:
    """Ask one structure both questions, as the tasks do from the 20th on and on working mornings; once."""
    structure = StructurePage.objects.filter(email=ASKED).first()
    if structure is None:
        return
    if not MonthQuestion.objects.filter(structure=structure).exists():
        _ask_month(structure, now)
    if not Attendance.objects.filter(event__path__startswith=structure.path).exists():
        _ask_attendance(structure, now)


def _ask_month(structure: StructurePage, now: datetime) -> None:
    month = month_after(timezone.localdate(now))
    proposed = proposed_events(structure, month)
    if any(one.slots for one in proposed):
        question = MonthQuestion.objects.create(structure=structure, month=month, asked_at=now)
        month_asked.send(sender=MonthQuestion, question=question, proposed=proposed, now=now)


def _ask_attendance(structure: StructurePage, now: datetime) -> None:
    midnight = to_instant(datetime.combine(timezone.localdate(now), time.min))
    over = Occurrence.objects.filter(
        ends_at__lt=midnight, state=OccurrenceState.SCHEDULED, entry__structure=structure, entry__page__isnull=False
    ).select_related("entry")
    rows = [
        Attendance.objects.create(event_id=one.entry.page_id, original_start=one.original_start, asked_at=now)
        for one in over.order_by("-starts_at", "pk")[:SITTINGS]
    ]
    if rows:
        attendance_asked.send(sender=Attendance, structure=structure, rows=rows, now=now)
