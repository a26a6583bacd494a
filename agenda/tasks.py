"""Celery's doorbells and ticks of the agenda."""

from celery import shared_task
from django.utils import timezone

from agenda.catalogue import sweep
from agenda.contacts import rota
from agenda.places import corrections, freshness
from agenda.programme import projection
from agenda.rhythm import attendance, months, silence


@shared_task
def repair_catalogue(*, thorough: bool = False) -> int:
    """Put right what no signal announced; return how many entries differed."""
    return len(sweep.repair_catalogue(now=timezone.now(), thorough=thorough))


@shared_task
def repair_programme() -> int:
    """Put right what no signal announced of the programme's calendar; return how many items differed."""
    return projection.repair_programme(now=timezone.now())


@shared_task
def purge_absences() -> int:
    """Forget who was away three months after it was over; return how many."""
    return rota.purge_absences(now=timezone.now())


@shared_task
def purge_corrections() -> int:
    """Forget who corrected a place twelve months ago; return how many corrections that were."""
    return corrections.purge_corrections(now=timezone.now())


@shared_task
def ask_confirmations() -> int:
    """Ask the places that nobody confirmed for six months, some each day; return how many."""
    return len(freshness.ask_confirmations(now=timezone.now()))


@shared_task
def ask_month() -> int:
    """Ask structures about the next month, from the 20th on; return how many."""
    return len(months.ask_month(now=timezone.now()))


@shared_task
def ask_attendance() -> int:
    """Ask how many people came to the sittings that are over; return of how many sittings."""
    return attendance.ask_attendance(now=timezone.now())


@shared_task
def nudge_silent() -> int:
    """Say a word to the structures of which nothing was heard for sixty days; return how many."""
    return silence.nudge_silent(now=timezone.now())


@shared_task
def purge_rhythm() -> int:
    """Forget old questions; return how many."""
    return silence.purge_rhythm(now=timezone.now())
