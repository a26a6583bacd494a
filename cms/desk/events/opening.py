"""Which event somebody opens, and what a new one starts from: last time's, or the structure's place and contacts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from wagtail.models import Page

from agenda.events.models import EventPage, Location
from agenda.events.schedule import ScheduleError
from agenda.rhythm.next_month import parse_month, propose
from cms.desk.events.again import moved_on
from cms.desk.events.places import own_places
from cms.desk.events.saving import copied_values
from cms.desk.events.versions import apply_values
from cms.desk.permissions import chosen_structure, moderated_structure, own_event
from cms.foundation.digits import whole_number
from cms.structures.models import StructurePage
from cms.structures.queries import structures_of

# What a structure's next event most often shares with its last.
REMEMBERED = (
    "location", "place_id", "address_name", "address_street", "address_commune_id", "remote_link", "remote_phone",
    "registration_required", "registration_phone", "registration_email", "access",
)  # fmt: skip


@dataclass(frozen=True)
class Opened:
    """An event about to be shown or written: `page` as the database has it (None: a new one), `draft` as last saved."""

    structure: StructurePage
    structures: list[StructurePage]
    page: EventPage | None
    draft: EventPage
    source: EventPage | None = None

    @property
    def seen(self) -> int | None:
        """The revision that the draft is."""
        return self.page.latest_revision_id if self.page else None


def open_event(request: HttpRequest, page_id: int | None, now: datetime) -> Opened:
    """Return the event that a person may write, or what a new one starts from.

    Raises:
        Http404: it is somebody else's, its space is archived, or there is no structure to write for.
    """
    if page_id is None:
        return _open_new(request, now)
    page = own_event(request.user, page_id)
    structure = structure_of_event(page)
    draft = page.get_latest_revision_as_object()
    return Opened(structure, [structure], page, draft)


def structure_of_event(page: Page) -> StructurePage:
    """Return the structure of an event, with its space.

    Raises:
        Http404: its space is archived.
    """
    structure = StructurePage.objects.ancestor_of(page).select_related("space", "commune__epci").last()
    space = getattr(structure, "space", None)
    if structure is None or space is None or space.is_archived:
        raise Http404
    return structure


def _open_new(request: HttpRequest, now: datetime) -> Opened:
    wanted, like = request.GET.get("structure", ""), request.GET.get("comme", "")
    structures = structures_of(request.user)
    source = own_event(request.user, whole_number(like) or 0) if like else None
    if source is not None and not wanted:
        wanted = str(structure_of_event(source).pk)
    if wanted in {str(structure.pk) for structure in structures} or (structures and not wanted):
        structure = chosen_structure(structures, wanted)
    else:
        structure = moderated_structure(request.user, wanted)
        structures = [structure]
        if getattr(structure, "space", None) is None or structure.space.is_archived:
            raise Http404
    draft = _like(source, now, request.GET.get("mois", "")) if source else _remembering(structure)
    if source is not None and structure_of_event(source).pk != structure.pk:
        # Pictures and posters stand in their structure's own collection.
        draft.image, draft.poster = None, None
    return Opened(structure, structures, None, draft, source)


def _like(source: EventPage, now: datetime, month: str) -> EventPage:
    """Return an unsaved event that says what the source says, on the next dates that suit, or those of a month."""
    last = source.get_latest_revision_as_object()
    draft = EventPage(schedule={})
    apply_values(draft, copied_values(last))
    try:
        asked = _in_month(last, month)
        draft.schedule = asked or moved_on(last.parsed_schedule, timezone.localdate(now)).to_json()
    except ScheduleError:
        draft.schedule = {}
    return draft


def _in_month(source: EventPage, month: str) -> dict[str, Any] | None:
    """Return the source's dates in a month ("2026-12"), as its structure is asked about; None when it has none."""
    first = parse_month(month)
    proposed = first and propose(event_id=source.pk, title=source.title, schedule=source.parsed_schedule, month=first)
    return proposed.schedule if proposed and proposed.slots else None


def _remembering(structure: StructurePage) -> EventPage:
    """Return an unsaved event at the place and with the contacts of the structure's last one."""
    draft = EventPage(schedule={}, themes=[])
    found = EventPage.objects.child_of(structure).order_by("-latest_revision_created_at", "-pk").first()
    if found is not None:
        last = found.get_latest_revision_as_object()
        apply_values(draft, {name: getattr(last, name) for name in REMEMBERED})
        return draft
    own = own_places(structure)
    values: dict[str, Any] = {"registration_phone": structure.phone[:20], "registration_email": structure.email}
    values |= {"location": Location.PLACE, "place_id": own[0].pk if len(own) == 1 else None}
    apply_values(draft, values)
    return draft
