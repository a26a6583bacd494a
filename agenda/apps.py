"""The app of places, events and the published catalogue."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgendaConfig(AppConfig):
    """Connects the projection to what changes events."""

    name = "agenda"
    verbose_name = _("Agenda")

    def ready(self) -> None:
        """Connect the projection; imported here because models must be loaded first."""
        from agenda import signal_handlers

        signal_handlers.connect()
