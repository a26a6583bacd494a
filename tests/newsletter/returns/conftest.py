"""A letter that was sent to three people, and what may come back about it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from newsletter.delivery.actions import start_sending
from newsletter.delivery.models import Delivery
from newsletter.issues.models import Issue
from newsletter.subscribers.models import Subscriber

CORPUS = Path(__file__).parent / "corpus"


@pytest.fixture
def sent(approved: Issue, make_subscribers: Callable[[int], list[Subscriber]], now: datetime) -> list[Delivery]:
    """The rows of three people, all accepted by the server."""
    make_subscribers(3)
    start_sending(issue_id=approved.pk, by=None, now=now)
    Delivery.objects.update(state="accepted", attempts=1, changed_at=now)
    return list(Delivery.objects.order_by("pk"))


def about(path: Path, row: Delivery) -> bytes:
    """Return a mail of the corpus about this row."""
    raw = path.read_bytes()
    token = row.message_id.strip("<>").partition("@")[0]
    for name, value in (("MESSAGE-ID", row.message_id), ("TOKEN", token), ("PERSON", row.email)):
        raw = raw.replace(name.encode(), value.encode())
    return raw


def mail(kind: str, name: str, row: Delivery) -> bytes:
    """Return one mail of the corpus by its name."""
    return about(CORPUS / kind / f"{name}.eml", row)
