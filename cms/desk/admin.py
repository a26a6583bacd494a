"""What Wagtail's admin shows to partners: less, in their order, and the way back to the desk."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin.action_menu import PublishMenuItem, SubmitForModerationMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from cms.structures.queries import is_team

# Of use to the team only; hiding them closes no address.
TEAM_MENUS = frozenset({"reports", "settings"})
# Wagtail's news and guide, in English and on another site.
NOBODYS_MENUS = frozenset({"help"})
SUBMITS = ("action-submit", "action-restart-workflow")


class TeamMenuItem(MenuItem):
    """An entry that partners do not see."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Show it to the communication team."""
        return is_team(request.user)


def simplify_menu(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Take away what nobody needs here, and from partners what only the team uses."""
    hidden = NOBODYS_MENUS if is_team(request.user) else NOBODYS_MENUS | TEAM_MENUS
    menu_items[:] = [item for item in menu_items if item.name not in hidden]


def drop_summary(_request: HttpRequest, items: list[Any]) -> None:
    """Take Wagtail's counts of pages, images and documents off its dashboard: nobody acts on them."""
    items.clear()


class SendToTeam(SubmitForModerationMenuItem):
    """Wagtail's "submit to workflow", in words that say who reads it."""

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        """Replace the label, in which Wagtail names the workflow."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        context["label"] = _("Send to the team")
        return context


def offer_submission_first(menu_items: list[Any], _request: HttpRequest, context: dict[str, Any]) -> None:
    """Make "send to the team" the large button of who may not publish: a draft that nobody reads helps nobody."""
    if any(item.name == PublishMenuItem.name for item in menu_items):
        return
    first = next((item for item in menu_items if item.name in SUBMITS), None)
    if first is None:
        return
    menu_items.remove(first)
    mine = SendToTeam(order=first.order)
    menu_items.insert(0, mine if mine.name == first.name and mine.is_shown(context) else first)


def return_to_desk(request: HttpRequest, _page: Page) -> HttpResponse | None:
    """Lead a partner who has just sent a page back to the desk, where it stands among what waits."""
    if is_team(request.user) or not any(request.POST.get(name) for name in SUBMITS):
        return None
    # Wagtail's own sentence speaks of a workflow; ours says what happens next.
    list(messages.get_messages(request))
    messages.success(request, _("Sent: the communication team reads it, and you get an e-mail."))
    return redirect("desk:home")
