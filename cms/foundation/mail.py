"""Rings the worker when a single mail was queued; the mail itself is a row of post_office."""

from typing import Any

from celery import current_app
from post_office.signals import email_queued

from cms.foundation.bell import ring


def on_email_queued(**_kwargs: Any) -> None:
    """Ask a worker to send what waits."""
    ring(current_app.tasks["cms.tasks.send_queued_mail"])


def connect() -> None:
    """Connect the bell, once."""
    email_queued.connect(on_email_queued, dispatch_uid="mail-queued")
