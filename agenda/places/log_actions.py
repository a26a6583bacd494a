"""Names of what people do with places, as histories show them."""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry


def register(actions: LogActionRegistry) -> None:
    """Name our audited actions."""
    for action, label in (
        ("agenda.correct_place", _("Contacts or hours corrected")),
        ("agenda.undo_correction", _("Correction taken back")),
        ("agenda.confirm_place", _("Information confirmed")),
        ("agenda.say_place_closed", _("Said to be closed for good")),
        ("agenda.merge_places", _("Merged with another place")),
        ("agenda.undo_merge", _("Merge undone")),
        ("agenda.say_distinct", _("Said to be two places")),
        ("agenda.hand_over_place", _("Handed over to its structure")),
        ("agenda.close_down_place", _("Closed for good")),
        ("agenda.shut_place", _("Closure announced")),
        ("agenda.reopen_place", _("Closure taken back")),
        ("agenda.move_event", _("Moved with its place")),
    ):
        actions.register_action(action, label, label)
