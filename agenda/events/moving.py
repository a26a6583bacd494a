"""Moves events with their place: to another place, to a plain address, or off; and closes a place for good.

A place with events to come cannot vanish without saying where they go (design §3.7).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from agenda.events.actions import give_notice
from agenda.events.clock import to_instant
from agenda.events.models import EventPage, Location, Notice, NoticeKind
from agenda.events.schedule import ScheduleError
from agenda.places.models import PlacePage
from cms.accounts.models import User
from cms.structures.live_edit import change_drafts, change_live


class Way(Enum):
    """Where an event of a closing place goes."""

    PLACE = "place"
    ADDRESS = "address"
    CALLED_OFF = "called_off"


@dataclass(frozen=True)
class Choice:
    """Where one event goes; `place` with Way.PLACE only."""

    way: Way
    place: PlacePage | None = None


class ClosingRefused(ValueError):
    """An event has nowhere to go, or goes where it cannot; the message is for the person."""


def events_naming(place: PlacePage) -> list[EventPage]:
    """Return the events whose published page or whose latest or scheduled draft is at the place. Two queries."""
    at = Q(location=Location.PLACE, place=place)
    drafts = Revision.objects.filter(
        Q(approved_go_live_at__isnull=False)
        | Q(pk__in=Page.objects.filter(has_unpublished_changes=True).values("latest_revision")),
        content_type__app_label="agenda",
        content_type__model="eventpage",
        content__place=place.pk,
        content__location=Location.PLACE,
    )
    ids = [int(pk) for pk in drafts.values_list("object_id", flat=True)]
    return list(EventPage.objects.filter(at | Q(pk__in=ids)).order_by("pk"))


def coming_events(place: PlacePage, now: datetime) -> list[EventPage]:
    """Return the events at a place that still have a sitting to come, not called off, published or drafts."""
    events = events_naming(place)
    off: dict[int, set[datetime | None]] = defaultdict(set)
    notices = Notice.objects.standing().filter(event__in=[event.pk for event in events], kind=NoticeKind.CANCELLED)
    for event_id, start in notices.values_list("event_id", "original_start"):
        off[event_id].add(start)
    return [event for event in events if _is_coming(event, off[event.pk], now)]


def _is_coming(event: EventPage, off: set[datetime | None], now: datetime) -> bool:
    """Tell whether the event, as published or as last drafted, ends after `now`; unreadable dates count as coming."""
    if None in off:
        return False
    versions = [event] if not event.has_unpublished_changes else [event, event.get_latest_revision_as_object()]
    for version in versions:
        try:
            slots = version.parsed_schedule.occurrences()
        except ScheduleError:
            return True
        if any(to_instant(slot.end) > now and to_instant(slot.start) not in off for slot in slots):
            return True
    return False


def as_address(place: PlacePage) -> dict[str, Any]:
    """Return the fields of an event that stays where the place was, without the place."""
    return {
        "location": Location.ADDRESS,
        "place": None,
        "address_name": place.title[:120],
        "address_street": place.address,
        "address_commune": place.commune,
    }


@transaction.atomic
def move_events(
    *, events: Iterable[EventPage], start: PlacePage, to: PlacePage | None, by: User | None, now: datetime
) -> list[int]:
    """Move events from one place to another one, or to its plain address; return the ids of those that moved.

    The published page is moved at once, and so is a draft; one of the two that is elsewhere already stays there.
    """
    values = {"location": Location.PLACE, "place": to} if to else as_address(start)
    held = {"location": str(Location.PLACE), "place": start.pk}
    moved = []
    for event in events:
        fresh = EventPage.objects.get(pk=event.pk)
        if fresh.live and fresh.location == Location.PLACE and fresh.place_id == start.pk:
            change_live(page=fresh, values=values, by=by, now=now, only_where=held)
        else:
            change_drafts(page=fresh, values=values, only_where=held)
        log(instance=fresh, action="agenda.move_event", user=by, data={"to": to.title if to else start.address})
        moved.append(fresh.pk)
    return moved


@transaction.atomic
def close_down_place(*, place: PlacePage, choices: Mapping[int, Choice], by: User | None, now: datetime) -> None:
    """Unpublish a place for good once each of its events to come has somewhere to go (`choices` by event id).

    Raises:
        ClosingRefused: an event without a choice (it may have come meanwhile), or sent to a place that is not
            published or to the very one that closes.
    """
    Page.objects.select_for_update().filter(pk=place.pk).first()
    place = PlacePage.objects.get(pk=place.pk)
    coming = coming_events(place, now)
    if any(event.pk not in choices for event in coming):
        raise ClosingRefused(_("Say for each event where it goes: one was added meanwhile."))
    for event in coming:
        _send(event, choices[event.pk], place, by, now)
    if place.live:
        log(instance=place, action="agenda.close_down_place", user=by, data={"events": len(coming)})
        # Who may close a place is the caller's to know: a contributor has no right of Wagtail's.
        UnpublishPageAction(place, user=by).execute(skip_permission_checks=True)


def _send(event: EventPage, choice: Choice, place: PlacePage, by: User | None, now: datetime) -> None:
    if choice.way is Way.PLACE:
        to = choice.place
        if to is None or to.pk == place.pk or not PlacePage.objects.published().filter(pk=to.pk).exists():
            raise ClosingRefused(_("Choose another place, one that is open."))
        move_events(events=[event], start=place, to=to, by=by, now=now)
    elif choice.way is Way.ADDRESS:
        if place.commune is None:
            raise ClosingRefused(_("This place has no commune: an address needs one. Choose another place."))
        move_events(events=[event], start=place, to=None, by=by, now=now)
    elif event.live:
        give_notice(event=event, kind=NoticeKind.CANCELLED, by=by, now=now)


def before_place_delete(place: PlacePage, *, doomed: Collection[int] = (), now: datetime) -> None:
    """Leave the address to every event at a place that is being deleted, whoever deletes it and however.

    Events that go in the same deletion (`doomed`, their ids) are left alone: published anew, they would come back. A
    place of an unknown commune gives its structure's; where that is unknown too, the name and street stay alone.
    """
    staying = [event for event in events_naming(place) if event.pk not in doomed]
    if not staying:
        return
    if place.commune is None:
        place.commune = place.structure.commune
    move_events(events=staying, start=place, to=None, by=None, now=now)
