"""The form of "my subscription": commune and form of the letter."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.foundation.choices import capitalise_choices
from cms.territories.models import Commune
from newsletter.subscribers.forms import CommuneForm
from newsletter.subscribers.models import LetterForm


class PreferencesForm(CommuneForm):
    """What a subscriber may change at once."""

    form = forms.ChoiceField(label=_("Which letter?"), choices=LetterForm.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, present: Commune, **kwargs: Any) -> None:
        """`present` is the commune as it stands: its name left as it is means no other of that name."""
        super().__init__(*args, **kwargs)
        self._present = present
        capitalise_choices(self)

    def clean(self) -> dict[str, Any]:
        """Keep the commune whose name was left as it was."""
        if (self.cleaned_data.get("place") or "").strip() == self._present.name and not self.data.get("commune"):
            return {**self.cleaned_data, "commune": self._present}
        return super().clean()
