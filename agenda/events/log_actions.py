"""The names of this room's audited actions."""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry


def register(actions: LogActionRegistry) -> None:
    """Name them."""
    actions.register_action("agenda.see_changed_dates", _("See changed dates"), _("Changed dates seen"))
    actions.register_action("agenda.give_notice", _("Give a notice"), _("Notice given"))
    actions.register_action("agenda.undo_notice", _("Undo a notice"), _("Notice undone"))
    actions.register_action("agenda.ask_to_join", _("Ask to organise together"), _("Asked to organise together"))
    actions.register_action("agenda.accept_to_join", _("Accept a co-organiser"), _("Co-organiser accepted"))
    actions.register_action("agenda.refuse_to_join", _("Refuse a co-organiser"), _("Co-organiser refused"))
    actions.register_action("agenda.leave_event", _("Stop organising together"), _("No co-organiser any more"))
    actions.register_action("agenda.answer_month", _("Answer the month's question"), _("Month's question answered"))
    actions.register_action("agenda.stop_asking_month", _("Stop the month's question"), _("Month's question stopped"))
    actions.register_action("agenda.ask_month_again", _("Ask about the month again"), _("Asked about the month again"))
    actions.register_action("agenda.answer_attendance", _("Tell how many came"), _("Told how many came"))
