"""The programme's calendar of the demo: committees, a deadline, an action sheet; one private address."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from agenda.events.schedule import parse_schedule
from agenda.programme.actions import ItemValues, publish_item
from agenda.programme.dates import ItemDate
from agenda.programme.feed import open_feed
from agenda.programme.models import ProgrammeItem
from agenda.programme.pages import Audience
from cms.accounts.models import User
from cms.demo.seed.data import load
from cms.demo.seed.dates import read_when
from cms.structures.models import StructurePage

# The structure of the first partner that the guide names.
FOLLOWS = "tbc@example.org"


def seed_programme(*, team: User, now: datetime) -> None:
    """Publish the items of the data, once."""
    if ProgrammeItem.objects.exists():
        return
    for row in load("programme"):
        values = {name: row[name] for name in ("title", "kind", "where", "link", "text")}
        dates = [_date(text, now) for text in row["dates"]]
        publish_item(page=None, values=ItemValues(dates=dates, **values, **_whom(row)), by=team, now=now)
    structure = StructurePage.objects.filter(email=FOLLOWS).first()
    if structure:
        open_feed(structure=structure, by=team, now=now)


def _date(text: str, now: datetime) -> ItemDate:
    """Return the date that a text of the data means ("thu 1 14:00-16:30"); without hours it is the whole day."""
    is_all_day = len(text.split()) == 2
    value = read_when(f"{text} 09:00-10:00" if is_all_day else text, timezone.localdate(now))
    (slot,) = parse_schedule(value).slots
    day = slot.start.date()
    return ItemDate.of_days(day, day) if is_all_day else ItemDate.of_hours(day, slot.start.time(), slot.end.time())


def _whom(row: dict[str, Any]) -> dict[str, Any]:
    structure = StructurePage.objects.filter(email=f"{row.get('epci_of', '')}@example.org").first()
    return {"audience": Audience.EPCI, "epcis": [structure.epci]} if structure and structure.epci else {}
