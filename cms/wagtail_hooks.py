"""Puts our rooms into Wagtail's admin: log entries, menu, the form that opens a space."""

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from cms.desk import admin, places_hooks
from cms.isolation import hooks as isolation_hooks
from cms.structures import views as structures
from cms.team import log_actions as team_actions
from cms.team import programme_hooks

hooks.register("construct_main_menu", admin.simplify_menu)
hooks.register("construct_homepage_summary_items", admin.drop_summary, order=1000)
hooks.register("construct_page_action_menu", admin.offer_submission_first)
isolation_hooks.register()
hooks.register("after_create_page", admin.return_to_desk)
hooks.register("after_edit_page", admin.return_to_desk)
hooks.register("before_edit_page", programme_hooks.lead_to_light_form)
hooks.register("before_unpublish_page", places_hooks.ask_where_events_go)
hooks.register("before_delete_page", places_hooks.ask_where_events_go)
hooks.register("before_bulk_action", places_hooks.ask_in_bulk)


@hooks.register("register_log_actions")
def log_actions(registry: LogActionRegistry) -> None:
    """Name what the histories show of our actions."""
    for action, label in (
        ("cms.structures.open_space", _("Space opened")),
        ("cms.structures.decide_proposal", _("Proposal answered")),
        ("cms.structures.import_structures", _("Structures imported from a table")),
        ("cms.structures.add_partner", _("Person added to the space")),
        ("cms.structures.add_receptionist", _("Person added to the reception desk")),
        ("cms.desk.submit_page", _("Sent to the team")),
        ("cms.desk.take_back", _("Taken back to be corrected")),
        ("cms.desk.delete_draft", _("Draft deleted")),
        ("cms.desk.withdraw_page", _("Taken down by its structure")),
        ("cms.isolation.rehouse_media", _("Pictures and documents copied into the new space")),
        *team_actions.ACTIONS,
        ("cms.structures.remove_receptionist", _("Person taken from the reception desk")),
        ("cms.accounts.set_password", _("Password chosen")),
        ("cms.accounts.remove_password", _("Password removed")),
        ("cms.accounts.share_mailbox", _("Mailbox said to be shared")),
        ("cms.accounts.unshare_mailbox", _("Mailbox said to be one person's")),
        ("cms.accounts.set_second_factor", _("Second factor set up")),
        ("cms.accounts.renew_backup_codes", _("Backup codes renewed")),
        ("cms.accounts.forget_second_factor", _("Second factor cleared by an administrator")),
    ):
        registry.register_action(action, label, label)


@hooks.register("register_admin_menu_item")
def desk_item() -> MenuItem:
    """Lead back to the desk, from everywhere in the admin."""
    return MenuItem(_("My desk"), reverse("desk:home"), name="desk", icon_name="home", order=1)


@hooks.register("register_admin_menu_item")
def open_space_item() -> MenuItem:
    """Lead the team to the form that opens a space."""
    url = reverse("team:open_structure")
    return admin.TeamMenuItem(_("Open a space"), url, name="open-space", icon_name="folder-open-inverse", order=900)


@hooks.register("register_admin_urls")
def space_urls() -> list[URLPattern]:
    """Keep the former address of the form that opens a space."""
    return [path("structures/ouvrir/", structures.open_space_view, name="open_space")]
