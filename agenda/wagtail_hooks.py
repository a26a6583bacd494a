"""What Wagtail's admin must know of this app."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from agenda.contacts import log_actions as contact_log_actions
from agenda.events import log_actions as event_log_actions
from agenda.places import log_actions as place_log_actions
from agenda.programme import log_actions as programme_log_actions


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name our audited actions."""
    event_log_actions.register(actions)
    place_log_actions.register(actions)
    contact_log_actions.register(actions)
    programme_log_actions.register(actions)
