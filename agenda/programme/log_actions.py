"""The names of this room's audited actions."""

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry


def register(actions: LogActionRegistry) -> None:
    """Name them; what happens to items is told by Wagtail's own entries."""
    for action, label in (
        ("agenda.open_programme_feed", _("Private calendar address made")),
        ("agenda.renew_programme_feed", _("Private calendar address made anew")),
        ("agenda.revoke_programme_feed", _("Private calendar address taken away")),
    ):
        actions.register_action(action, label, label)
