"""Celery's doorbells and ticks of the agenda."""

from celery import shared_task
from django.utils import timezone

from agenda.catalogue import sweep


@shared_task
def repair_catalogue(*, thorough: bool = False) -> int:
    """Put right what no signal announced; return how many entries differed."""
    return len(sweep.repair_catalogue(now=timezone.now(), thorough=thorough))
