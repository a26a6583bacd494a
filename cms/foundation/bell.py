"""Rings Celery's doorbell after the commit; the work itself always stands in the database (design §3.9)."""

import logging
import time
from functools import partial

from celery import Task
from django.db import transaction

log = logging.getLogger(__name__)

# After a ring that failed, none is tried for so long: a broker that hangs must not cost a second at each ring.
SILENCE_SECONDS = 30.0
CONNECT_SECONDS = 1

# Broker's address → moment (monotonic) until which this process does not ring there.
_silent_until: dict[str, float] = {}


def ring(task: Task, **ids: int | str) -> None:
    """Ask a worker to look at the work named by `ids` once the current transaction is committed.

    Never raises, and holds a request for a second or two at most: when the broker does not answer, the failure is
    logged, and the beat tick of the same work finds it later.
    """
    transaction.on_commit(partial(_ring_now, task, ids), robust=True)


def _ring_now(task: Task, ids: dict[str, int | str]) -> None:
    broker = str(task.app.conf.broker_write_url)
    if time.monotonic() < _silent_until.get(broker, 0.0):
        return
    try:
        # A connection of its own: Celery's pool would try for four seconds and more to bring back a dead broker.
        with task.app.connection_for_write(connect_timeout=CONNECT_SECONDS) as connection:
            connection.transport_options = {**(connection.transport_options or {}), "max_retries": 0}
            task.apply_async(kwargs=ids, connection=connection, retry=False, expires=600, ignore_result=True)
    except Exception as error:  # noqa: BLE001 - whatever the broker does, the caller's work is already committed
        _silent_until[broker] = time.monotonic() + SILENCE_SECONDS
        log.warning("doorbell %s %s not rung (%s); the next beat tick will find the work", task.name, ids, error)
