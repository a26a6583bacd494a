"""Rings Celery's doorbell after the commit; the work itself always stands in the database (design §3.9)."""

import logging
from functools import partial

from celery import Task
from django.db import transaction

log = logging.getLogger(__name__)


def ring(task: Task, **ids: int | str) -> None:
    """Ask a worker to look at the work named by `ids` once the current transaction is committed.

    Never raises and holds a request for about a second at most: when the broker does not answer, the failure is
    logged and the beat tick of the same work finds it later.
    """
    transaction.on_commit(partial(_ring_now, task, ids), robust=True)


def _ring_now(task: Task, ids: dict[str, int | str]) -> None:
    try:
        task.apply_async(kwargs=ids, retry=False, expires=600, ignore_result=True)
    except Exception as error:  # noqa: BLE001 - whatever the broker does, the caller's work is already committed
        log.warning("doorbell %s %s not rung (%s); the next beat tick will find the work", task.name, ids, error)
