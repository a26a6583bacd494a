"""Names of what people do with lines and the rota, as histories show them."""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry


def register(actions: LogActionRegistry) -> None:
    """Name our audited actions."""
    for action, label in (
        ("agenda.plan_shift", _("Turn planned")),
        ("agenda.remove_shift", _("Turn taken off")),
        ("agenda.note_absence", _("Absence noted")),
        ("agenda.undo_absence", _("Absence taken back")),
        ("agenda.close_line", _("Line closed for some days")),
        ("agenda.reopen_line", _("Line opened again")),
        ("agenda.line_followed_place", _("Line moved to the place that was kept")),
    ):
        actions.register_action(action, label, label)
