"""Rings the worker when a single mail was queued; the mail itself is a row of post_office."""

from typing import Any

from celery import Task
from post_office.signals import email_queued

from cms.foundation.bell import ring


def connect(task: Task) -> None:
    """Ring `task`, which sends what waits, whenever a mail was queued."""

    def on_email_queued(**_kwargs: Any) -> None:
        ring(task)

    email_queued.connect(on_email_queued, dispatch_uid="mail-queued", weak=False)
