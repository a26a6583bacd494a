"""The fictional events: published, waiting for the team, sent back, or still a draft."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from agenda.events.models import EventPage, Location
from agenda.places.models import PlacePage
from cms.accounts.models import User
from cms.demo.seed.data import load_events
from cms.demo.seed.dates import read_when
from cms.demo.seed.publish import add_draft, add_published
from cms.moderation.actions import send_back_page
from cms.structures.models import StructurePage

PLAIN = ("title", "kind", "summary", "body", "themes", "bring", "access", "audience", "seats")


def seed_events(
    *,
    spaces: dict[str, StructurePage],
    partners: dict[str, User],
    places: dict[str, PlacePage],
    team: User,
    now: datetime,
) -> dict[str, EventPage]:
    """Make all events; return the published ones by key, or by title where the data give none."""
    published = {}
    for row in load_events():
        key = row["structure"]
        space, partner = spaces[key], partners[key]
        page = make_event(row, space=space, places=places, today=timezone.localdate(now))
        state = row.get("state", "published")
        if state == "published":
            published[row.get("key", row["title"])] = add_published(page, space=space, partner=partner, team=team)
            continue
        draft = add_draft(page, space=space, partner=partner)
        if state in {"submitted", "returned"}:
            draft.get_workflow().start(draft, partner)
        if state == "returned":
            draft.refresh_from_db()
            send_back_page(
                page=draft, revision_id=draft.latest_revision_id, reason_code=row.get("reason_code", ""),
                sentence=row["reason"], by=team, now=now,
            )  # fmt: skip
    return published


def make_event(row: dict[str, Any], *, space: StructurePage, places: dict[str, PlacePage], today: date) -> EventPage:
    """Return the unsaved page that a row of the data means."""
    page = EventPage(**{name: row[name] for name in PLAIN if name in row})
    page.schedule = read_when(row["when"], today)
    page.is_cycle = row.get("cycle", False)
    page.newsletter_sentence = row.get("newsletter", "")
    page.newsletter_proposed = bool(page.newsletter_sentence)
    if "price" in row:
        page.price, page.price_details = row["price"]
    if row.get("registration"):
        page.registration_required = True
        page.registration_phone, page.registration_email = space.phone, space.email
    _set_location(page, row, places)
    return page


def _set_location(page: EventPage, row: dict[str, Any], places: dict[str, PlacePage]) -> None:
    if "remote" in row:
        page.location = Location.REMOTE
        page.remote_link, page.remote_phone = row["remote"].get("link", ""), row["remote"].get("phone", "")
    elif "address" in row:
        page.location = Location.ADDRESS
        page.address_name, page.address_street = row["address"]["name"], row["address"]["street"]
        page.address_commune_id = row["address"]["commune"]
    else:
        page.location, page.place = Location.PLACE, places[row["place"]]
