"""Who may do what at the desk; what is not yours does not exist (404, never 403)."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from wagtail.models import Page

from agenda.events.models import EventPage, Notice
from agenda.places.models import PlacePage
from cms.accounts.models import User
from cms.structures.models import StructurePage
from cms.structures.queries import is_team, structures_of


def may_write_for(user: User | AnonymousUser, page: Page) -> bool:
    """Tell whether the person writes in the space that the page stands in, or moderates all of them."""
    if is_team(user):
        return True
    return any(page.path.startswith(structure.path) for structure in structures_of(user))


def own_event(user: User | AnonymousUser, page_id: int) -> EventPage:
    """Return an event that the person may change.

    Raises:
        Http404: there is none, or it is somebody else's.
    """
    event = EventPage.objects.filter(pk=page_id).first()
    if event is None or not may_write_for(user, event):
        raise Http404
    return event


def own_place(user: User | AnonymousUser, page_id: int) -> PlacePage:
    """Return a place that the person may change.

    Raises:
        Http404: there is none, or it is somebody else's.
    """
    place = PlacePage.objects.filter(pk=page_id).first()
    if place is None or not may_write_for(user, place):
        raise Http404
    return place


def own_notice(user: User | AnonymousUser, notice_id: int) -> Notice:
    """Return a notice about an event that the person may change; raises like `own_event`."""
    notice = Notice.objects.select_related("event").filter(pk=notice_id).first()
    if notice is None or not may_write_for(user, notice.event):
        raise Http404
    return notice


def chosen_structure(structures: list[StructurePage], wanted: str) -> StructurePage:
    """Return the structure asked for, the first one when none is asked for.

    Raises:
        Http404: the one asked for is not in the list.
    """
    if not wanted:
        return structures[0]
    for structure in structures:
        if str(structure.pk) == wanted:
            return structure
    raise Http404
