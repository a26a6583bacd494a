"""The panel of the place form that tells what keeps the place, or a part of it, out of the national map."""

from functools import cached_property

from django.utils.translation import gettext as _
from wagtail.admin.panels import Panel

from agenda.places.national_row import what_is_missing


class WhatIsMissing(Panel):
    """A list to read, of the page as it was last saved; nothing to fill in."""

    class BoundPanel(Panel.BoundPanel):
        """The list for one place."""

        template_name = "agenda/panels/what_is_missing.html"

        def is_shown(self) -> bool:
            """Tell whether there is a saved place to speak of."""
            return bool(self.instance and self.instance.pk)

        @cached_property
        def missing(self) -> list[str]:
            """The sentences."""
            return what_is_missing(self.instance)

        @property
        def all_well(self) -> str:
            """What is said when there are none."""
            return _("Nothing is missing: the place is on the national map as it stands here.")
