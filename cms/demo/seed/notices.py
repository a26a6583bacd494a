"""What changed at the last minute: cancelled, full, moved, a sentence."""

from datetime import datetime, timedelta
from typing import Any

from agenda.events.actions import give_notice
from agenda.events.clock import to_instant
from agenda.events.models import EventPage
from cms.accounts.models import User
from cms.demo.seed.data import load


def seed_notices(*, events: dict[str, EventPage], partners: dict[str, User], now: datetime) -> None:
    """Give the notices of the data."""
    authors = {user.pk: user for user in partners.values()}
    for row in load("notices"):
        event = events[row["event"]]
        give_notice(
            event=event, kind=row["kind"], sentence=row["sentence"], by=authors.get(event.owner_id), now=now,
            **_moments(event, row, now),
        )  # fmt: skip


def _moments(event: EventPage, row: dict[str, Any], now: datetime) -> dict[str, datetime]:
    if "sitting" not in row:
        return {}
    coming = [slot for slot in event.parsed_schedule.occurrences() if to_instant(slot.start) > now]
    slot = coming[row["sitting"]]
    moments = {"original_start": to_instant(slot.start)}
    if "shift_hours" in row:
        by = timedelta(hours=row["shift_hours"])
        moments |= {"new_start": to_instant(slot.start + by), "new_end": to_instant(slot.end + by)}
    return moments
