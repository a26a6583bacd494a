"""The form in which a structure says who it is."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cms.foundation.choices import capitalise_choices
from cms.foundation.references import GuardedReferences
from cms.territories.fields import CommuneChoiceField


class StructurePageForm(GuardedReferences):
    """Wagtail's page form, with our list of communes."""

    commune = CommuneChoiceField(label=_("Commune"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Write answers with a capital, and nothing below the name: its label says all."""
        super().__init__(*args, **kwargs)
        capitalise_choices(self)
        if "title" in self.fields:
            self.fields["title"].help_text = ""
