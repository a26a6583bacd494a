"""What Wagtail's admin must know of this app."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name our audited actions."""
    actions.register_action("agenda.give_notice", _("Give a notice"), _("Notice given"))
    actions.register_action("agenda.undo_notice", _("Undo a notice"), _("Notice undone"))
