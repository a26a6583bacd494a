"""An event as the public would read it, before it is saved: its page, its calendar entry, its newsletter line."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from agenda.catalogue.models import Entry
from agenda.catalogue.vevent import Vevent
from agenda.catalogue.vevents import vevents_of
from agenda.events.models import EventPage
from agenda.events.wording import where
from cms.pages.event import event_context
from cms.structures.models import StructurePage
from newsletter.issues.compose import Contact, Happening, Proposal, Sitting, Sources, compose_issue
from newsletter.issues.period import Period

# The code of an event that has none yet; its address is not shown.
NO_CODE = "apercu"
SHOWN = 3


@dataclass(frozen=True)
class LetterLine:
    """A line of the newsletter as the composer writes it, under its heading."""

    heading: str
    title: str
    line: str
    by: str


def preview_context(
    *, page: EventPage, structure: StructurePage, request: HttpRequest, now: datetime, picture: str = ""
) -> dict[str, Any]:
    """Return what the real event page needs, and `feed` and `letter` beside it; `picture` is a file not yet kept.

    Nothing is written. `broken` alone when there is no readable date yet.
    """
    page.__dict__["structure"] = structure
    request.is_preview = True  # type: ignore[attr-defined]
    context = event_context(page, request, now)
    if "description" not in context:
        return context
    description = context["description"]
    if picture:
        description["image"] = {"url": picture, "alt": page.image_alt, "credit": page.image_credit}
    vevents = _vevents(page, description, now)
    return context | {
        "json_ld": None,
        "feed": vevents[:SHOWN],
        "feed_more": max(len(vevents) - SHOWN, 0),
        "letter": letter_lines(page=page, structure=structure, description=description, now=now),
    }


def _vevents(page: EventPage, description: dict[str, Any], now: datetime) -> list[Vevent]:
    """Return what a subscriber's calendar would show, from an entry that is never saved."""
    place = description["place"] or {}
    entry = Entry(
        uid=UUID(int=0),
        code=NO_CODE,
        title=description["title"],
        status=description["status"],
        description=description,
        latitude=place.get("latitude"),
        longitude=place.get("longitude"),
        first_published_at=now,
        changed_at=now,
    )
    shown = f"\n\n{entry.url}"
    return [_without(vevent, shown) for vevent in vevents_of(entry)]


def _without(vevent: Vevent, end: str) -> Vevent:
    """Return a VEVENT without the address that the event will only get by its publication."""
    fields = vevent.__dict__ | {"description": vevent.description.removesuffix(end)}
    return Vevent(**fields)


def letter_lines(
    *, page: EventPage, structure: StructurePage, description: dict[str, Any], now: datetime
) -> list[LetterLine]:
    """Return the lines that the letter of the event's first month would hold, written by the letter's own composer."""
    starts = [datetime.fromisoformat(item["start"]) for item in description["occurrences"]]
    first = next((start for start in starts if start >= now), None)
    if first is None:
        return []
    commune = page.structure.commune if description["mode"] == "remote" else None
    epci = (page.place.commune if page.place and page.place.commune else page.address_commune or commune) or None
    happening = Happening(
        code=NO_CODE,
        title=description["title"],
        place=where(description["place"]),
        by=structure.title,
        sittings=tuple(Sitting(start) for start in starts),
        territory=epci.epci.name if epci and epci.epci else "",
        remote=description["mode"] == "remote",
    )
    proposal = Proposal(page.title, page.newsletter_sentence or page.summary, structure.title, NO_CODE)
    sources = Sources(
        (happening,), (proposal,) if page.newsletter_proposed else (), (), Contact(phone="", hours="", places_url="")
    )
    local = timezone.localtime(first)
    draft = compose_issue(period=Period(local.year, local.month), sources=sources, newsletter_name="", now=now)
    return [
        LetterLine(block["value"]["heading"], line["title"], line["line"], line["by"])
        for block in draft.content
        if block["type"] in {"proposals", "agenda"}
        for line in block["value"]["entries"]
    ]
