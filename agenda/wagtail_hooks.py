"""What Wagtail's admin must know of this app."""

from django.http import Http404, HttpRequest
from wagtail import hooks
from wagtail.documents.models import AbstractDocument
from wagtail.log_actions import LogActionRegistry

from agenda.contacts import log_actions as contact_log_actions
from agenda.events import log_actions as event_log_actions
from agenda.events.models import EventPage
from agenda.places import log_actions as place_log_actions


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name our audited actions."""
    event_log_actions.register(actions)
    place_log_actions.register(actions)
    contact_log_actions.register(actions)


@hooks.register("before_serve_document")
def only_published_posters(document: AbstractDocument, request: HttpRequest) -> None:
    """Give a document to the public only as the poster of an event that everybody may see."""
    if request.user.has_perm("wagtailadmin.access_admin"):
        return
    if not EventPage.objects.published().filter(poster=document).exists():
        raise Http404
