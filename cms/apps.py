"""The app of the territory, the structures, their news, and what people see across subjects."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

# Django's own words that our catalogue says more simply; named here so that the catalogue keeps them.
REWORDED = (gettext_noop("This field is required."), gettext_noop("Enter a valid email address."))


class CmsConfig(AppConfig):
    """Connects the app's signal handlers."""

    name = "cms"
    verbose_name = _("Site")

    def ready(self) -> None:
        """Connect what listens to signals; imported here because models must be loaded first."""
        from cms import signal_handlers

        signal_handlers.connect()
