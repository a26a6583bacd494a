"""Items of the programme, published the way the team does."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from agenda.programme.actions import ItemValues, publish_item
from agenda.programme.dates import ItemDate
from agenda.programme.pages import ProgrammePage
from cms.accounts.models import User


def in_days(days: int) -> date:
    """Return the local day in so many days."""
    return timezone.localdate() + timedelta(days=days)


def hours_on(day: date, start: int = 14, end: int = 16) -> ItemDate:
    """Return one date from an hour to an hour."""
    return ItemDate.of_hours(day, time(start), time(end))


def add_item(by: User, *dates: ItemDate, now: datetime | None = None, **values: Any) -> ProgrammePage:
    """Publish an item, in a week from 14 to 16 unless dates are given, for all structures unless it is said."""
    given = {"title": "Comité technique", "kind": "committee", "where": "Salle du conseil, Nevers", **values}
    return publish_item(
        page=None, values=ItemValues(dates=list(dates) or [hours_on(in_days(7))], **given), by=by,
        now=now or timezone.now(),
    )  # fmt: skip


def change_item(page: ProgrammePage, by: User, dates: list[ItemDate], **values: Any) -> ProgrammePage:
    """Publish another version of an item, with the dates and values given."""
    given = {"title": page.title, "kind": page.kind, "where": page.where, "text": page.text, **values}
    return publish_item(page=page, values=ItemValues(dates=dates, **given), by=by, now=timezone.now())
