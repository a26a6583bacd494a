"""Puts the letter into Wagtail's admin: editor, board, registers, and the names of its log entries."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet
from wagtail_modeladmin.options import modeladmin_register

from cms.structures.queries import is_team
from newsletter.issues import admin
from newsletter.registers import Registers
from newsletter.subscribers.aside import set_address_aside
from newsletter.subscribers.held import held_requests

register_snippet(admin.IssueViewSet)
modeladmin_register(Registers)
hooks.register("register_snippet_listing_buttons", admin.listing_buttons)
hooks.register("before_edit_snippet", admin.refuse_late_edit)
hooks.register("before_delete_snippet", admin.refuse_late_delete)
hooks.register("before_bulk_action", admin.refuse_late_bulk_delete)
hooks.register("after_edit_snippet", admin.after_edit)


@hooks.register("register_admin_urls")
def board_urls() -> list[URLPattern | URLResolver]:
    """Mount the boards and the team's screens about subscribers."""
    return [
        path("la-lettre/", include("newsletter.admin_urls")),
        path("demandes-retenues/", held_requests, name="held_requests"),
        path("ecarter-une-adresse/", set_address_aside, name="set_address_aside"),
        path("reprendre-des-abonnes/", include("newsletter.importing.urls")),
    ]


class TeamItem(MenuItem):
    """A menu entry for the team."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person sees it."""
        return is_team(request.user)


@hooks.register("register_admin_menu_item")
def replies_item() -> MenuItem:
    """Lead to what people wrote in answer to a letter."""
    return TeamItem(_("Messages received"), reverse("letter:replies"), name="replies", icon_name="mail", order=311)


@hooks.register("insert_global_admin_css")
def admin_stylesheet() -> SafeString:
    """Link what the board and the registers need."""
    return format_html('<link rel="stylesheet" href="{}">', static("newsletter/admin.css"))


@hooks.register("register_log_actions")
def log_actions(registry: LogActionRegistry) -> None:
    """Name what the history of a letter shows."""
    for action, label in (
        ("newsletter.compose", _("Composed")),
        ("newsletter.dates", _("Dates of the letter changed")),
        ("newsletter.extend", _("Longer deadline for the letter")),
        ("newsletter.chase", _("Asked for a proposal")),
        ("newsletter.reword", _("Sentence for the letter changed")),
        ("newsletter.silence", _("Not to be mentioned in the letter")),
        ("newsletter.unsilence", _("To be mentioned in the letter again")),
        ("newsletter.late", _("Line added after the draft")),
        ("newsletter.refresh", _("Line brought up to date")),
        ("newsletter.review", _("Given to be reread")),
        ("newsletter.revoke", _("Address for rereading taken back")),
        ("newsletter.strike", _("Events called off marked in the letter")),
        ("newsletter.untick", _("Lines of events called off left aside")),
        ("newsletter.approve", _("Approved")),
        ("newsletter.void", _("Approval lost: the text has changed")),
        ("newsletter.schedule", _("Date of sending set")),
        ("newsletter.send", _("Sending begun")),
        ("newsletter.pause", _("Sending paused")),
        ("newsletter.resume", _("Sending gone on with")),
        ("newsletter.stop", _("Sending stopped for good")),
        ("newsletter.resend", _("Sent once more")),
    ):
        registry.register_action(action, label, label)
