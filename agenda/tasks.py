"""Celery's doorbells and ticks of the agenda."""

from celery import shared_task
from django.utils import timezone

from agenda.catalogue import sweep
from agenda.contacts import rota
from agenda.places import corrections, freshness


@shared_task
def repair_catalogue(*, thorough: bool = False) -> int:
    """Put right what no signal announced; return how many entries differed."""
    return len(sweep.repair_catalogue(now=timezone.now(), thorough=thorough))


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
