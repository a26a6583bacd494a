"""Organising together: which events to offer it for, asking, deciding and leaving; only the owner edits (issue 4)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from agenda.events.clock import to_instant
from agenda.events.coorganisers import CoOrganiser, CoOrganiserState
from agenda.events.models import EventPage, Location
from agenda.events.schedule import Schedule, ScheduleError, Slot, parse_schedule
from agenda.events.signals import coorganiser_changed
from agenda.places.models import PlacePage
from cms.accounts.models import User
from cms.moderation.permissions import may_moderate
from cms.structures.models import StructurePage
from cms.structures.people import ADMIN_ROLES
from cms.structures.queries import role_in
from cms.territories.models import Commune

# A place with more published events than that has its latest compared: an offer, not a promise.
MOST_COMPARED = 300
MOST_OFFERED = 5


class JoinRefused(ValueError):
    """The request makes no sense, or is not this person's to make; the message is for the person."""


class DecisionRefused(ValueError):
    """The request is not this person's to decide or to end, or is decided already; the message is for the person."""


def events_at_same_place_and_hour(
    *, place: PlacePage | None, commune: Commune | None, schedule: Any, excluding: EventPage | None
) -> list[EventPage]:
    """Return published events of other structures with a sitting at the same place that overlaps one of `schedule`.

    `schedule` is a Schedule or its JSON; unreadable dates match nothing. Without `place`, plain addresses in
    `commune` are compared. `excluding` is the event just saved: its whole structure is left out. At most five.
    """
    slots = _slots(schedule)
    if not slots or (place is None and commune is None):
        return []
    same = Q(location=Location.PLACE, place=place) if place else Q(location=Location.ADDRESS, address_commune=commune)
    found = EventPage.objects.published().filter(same)
    if excluding is not None:
        found = found.exclude(path__startswith=excluding.path[: -Page.steplen])
    close = [event for event in found.order_by("-pk")[:MOST_COMPARED] if _overlap(slots, _slots(event.schedule))]
    return close[:MOST_OFFERED]


def _slots(schedule: Any) -> tuple[Slot, ...]:
    try:
        return (schedule if isinstance(schedule, Schedule) else parse_schedule(schedule)).occurrences()
    except ScheduleError:
        return ()


def _overlap(ones: tuple[Slot, ...], others: tuple[Slot, ...]) -> bool:
    """Tell whether a sitting of one overlaps one of the other; both are in order, so that one walk is enough."""
    left, right = iter(ones), iter(others)
    one, other = next(left, None), next(right, None)
    while one and other:
        if one.start < other.end and other.start < one.end:
            return True
        if one.end <= other.end:
            one = next(left, None)
        else:
            other = next(right, None)
    return False


def waiting_requests() -> QuerySet[CoOrganiser]:
    """Return the requests that nobody has decided, the oldest first, with event, structure and who asked."""
    return (
        CoOrganiser.objects.filter(state=CoOrganiserState.ASKED)
        .select_related("event", "structure", "asked_by")
        .order_by("asked_at", "pk")
    )


def accepted_beside(event_ids: Any = None) -> QuerySet[CoOrganiser]:
    """Return the accepted co-organisers that the public may see: published, unrestricted, their space not archived."""
    public = StructurePage.objects.live().public().exclude(space__archived_at__isnull=False)
    found = CoOrganiser.objects.filter(state=CoOrganiserState.ACCEPTED, structure__in=public)
    return found if event_ids is None else found.filter(event__in=event_ids)


def may_decide(user: User, request: CoOrganiser) -> bool:
    """Tell whether the person decides about a request: editors and referents of the owner, and who moderates it."""
    return role_in(user, request.event.structure) in ADMIN_ROLES or may_moderate(user, request.event)


def may_read(user: User, request: CoOrganiser) -> bool:
    """Tell whether the person may read a request: everybody who writes for one of both structures, and who decides.

    A contributor of the owner reads it on the desk's home and in the mail, and may tell who answers.
    """
    return role_in(user, request.event.structure) is not None or may_end(user, request)


def may_end(user: User, request: CoOrganiser) -> bool:
    """Tell whether the person may end it: everybody who writes for the structure that joined, and who may decide."""
    return role_in(user, request.structure) is not None or may_decide(user, request)


@transaction.atomic
def ask_to_join(
    *, event: EventPage, structure: StructurePage, by: User, now: datetime, message: str = ""
) -> CoOrganiser:
    """Ask the owner of a published event to be shown beside it; asked twice is asked once.

    Raises:
        JoinRefused: the person does not write for `structure`, the event is its own, not public or over, or the
            owner has refused already.
    """
    if role_in(by, structure) is None and not may_moderate(by, structure):
        raise JoinRefused(_("You do not write for this structure."))
    Page.objects.select_for_update().filter(pk=event.pk).first()
    if not EventPage.objects.published().filter(pk=event.pk).exists():
        raise JoinRefused(_("This event is not published."))
    if event.path.startswith(structure.path):
        raise JoinRefused(_("This event is your own already."))
    if not StructurePage.objects.live().filter(pk=structure.pk, space__archived_at=None).exists():
        raise JoinRefused(_("The page of your structure is not public: nobody would see it beside the event."))
    if not any(to_instant(slot.end) > now for slot in _slots(event.schedule)):
        raise JoinRefused(_("This event is over."))
    asked, made = CoOrganiser.objects.get_or_create(
        event=event, structure=structure, defaults={"asked_at": now, "asked_by": by, "message": message[:300]}
    )
    if not made:
        if asked.state in {CoOrganiserState.ASKED, CoOrganiserState.ACCEPTED}:
            return asked
        if asked.state == CoOrganiserState.REFUSED:
            raise JoinRefused(_("The organiser has said no. Call them to talk about it."))
        asked.state, asked.asked_at, asked.asked_by, asked.message = CoOrganiserState.ASKED, now, by, message[:300]
        asked.decided_at = asked.decided_by = None
        asked.save()
    _told(asked, "agenda.ask_to_join", by, now)
    return asked


@transaction.atomic
def decide(*, request: CoOrganiser, accept: bool, by: User, now: datetime) -> CoOrganiser:
    """Accept or refuse a request; the same answer twice is one answer.

    Raises:
        DecisionRefused: the person may not decide, or it was decided otherwise or withdrawn meanwhile.
    """
    fresh = CoOrganiser.objects.select_for_update(of=("self",)).select_related("event", "structure").get(pk=request.pk)
    if not may_decide(by, fresh):
        raise DecisionRefused(_("This is not yours to decide."))
    wanted = CoOrganiserState.ACCEPTED if accept else CoOrganiserState.REFUSED
    if fresh.state == wanted:
        return fresh
    if fresh.state != CoOrganiserState.ASKED:
        raise DecisionRefused(_("This request does not wait any more."))
    return _settled(fresh, wanted, "agenda.accept_to_join" if accept else "agenda.refuse_to_join", by, now)


@transaction.atomic
def leave(*, request: CoOrganiser, by: User, now: datetime) -> CoOrganiser:
    """End organising together, or take the request back; twice is once.

    Raises:
        DecisionRefused: the person writes for neither structure, or the request was refused.
    """
    fresh = CoOrganiser.objects.select_for_update(of=("self",)).select_related("event", "structure").get(pk=request.pk)
    if not may_end(by, fresh):
        raise DecisionRefused(_("This is not yours to decide."))
    if fresh.state == CoOrganiserState.LEFT:
        return fresh
    if fresh.state == CoOrganiserState.REFUSED:
        raise DecisionRefused(_("This request does not wait any more."))
    return _settled(fresh, CoOrganiserState.LEFT, "agenda.leave_event", by, now)


def _settled(request: CoOrganiser, state: CoOrganiserState, action: str, by: User, now: datetime) -> CoOrganiser:
    request.state, request.decided_at, request.decided_by = state, now, by
    request.save(update_fields=["state", "decided_at", "decided_by"])
    _told(request, action, by, now)
    return request


def _told(request: CoOrganiser, action: str, by: User, now: datetime) -> None:
    log(instance=request.event, action=action, user=by, data={"structure": request.structure.title})
    coorganiser_changed.send(sender=CoOrganiser, request=request, by=by, now=now)
