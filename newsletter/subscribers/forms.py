"""The forms of subscribing: an e-mail address, and a commune found from what people type."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.territories.models import Commune
from cms.territories.names import search_name
from cms.territories.queries import SHORTEST, search_communes
from newsletter.subscribers.models import normalise_email
from newsletter.subscribers.typos import proposal

# More than these are not a choice but a list: better to type one letter more.
CHOICES_SHOWN = 12


class CommuneForm(forms.Form):
    """Without JavaScript: an ambiguous name comes back as radio buttons, and the chosen one is sent with the form."""

    place = forms.CharField(
        label=_("Your commune"),
        max_length=80,
        help_text=_("Its first three letters, or its postal code."),
        widget=forms.TextInput(attrs={"autocomplete": "address-level2", "spellcheck": "false"}),
        error_messages={"required": _("Write the name of your commune or its postal code.")},
    )
    commune = forms.CharField(required=False, max_length=5, widget=forms.HiddenInput)

    choices: list[Commune]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start with nothing to choose from."""
        super().__init__(*args, **kwargs)
        self.choices = []

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to correct or to choose."""
        return self.is_valid() and not self.choices

    def clean(self) -> dict[str, Any]:
        """Put the commune itself under `commune`; None there means that one of `choices` is to be chosen."""
        data = super().clean() or {}
        typed = data.get("place", "").strip()
        if not typed:
            return data
        found = search_communes(typed, limit=CHOICES_SHOWN + 1)
        chosen = [commune for commune in found if commune.pk == data.get("commune")]
        exact = [commune for commune in found if commune.search_name == search_name(typed)]
        if len(chosen or exact or found) == 1:
            data["commune"] = (chosen or exact or found)[0]
            return data
        data["commune"] = None
        if not found and len(typed) < SHORTEST:
            self.add_error("place", _("Write at least three letters, or the five figures of the postal code."))
        elif not found:
            self.add_error("place", _("We do not know this commune. Try its postal code."))
        elif len(found) > CHOICES_SHOWN:
            self.add_error("place", _("Dozens of communes: write the whole name, or the postal code."))
        else:
            self.choices = found  # a question, not a mistake
        return data


class AddressField(forms.EmailField):
    """An e-mail address as it is stored; one whose domain cannot be is a mistake of this field."""

    def __init__(self, **kwargs: Any) -> None:
        """Say in plain words what is missing."""
        widget = forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"})
        super().__init__(max_length=254, widget=widget, **kwargs)
        self.error_messages |= {
            "required": _("Write your e-mail address."),
            "invalid": _("This address is not complete. Example: marie.martin@orange.fr"),
        }

    def clean(self, value: Any) -> str:
        """Return the address in its normal form."""
        return normalise_email(super().clean(value))


class AddressForm(forms.Form):
    """An e-mail address; one that looks mistyped is asked about once, and never refused for it."""

    email = AddressField(label=_("Your e-mail address"))
    # The address whose owner said that it is right as it is, although it looks mistyped.
    as_typed = forms.CharField(required=False, max_length=254, widget=forms.HiddenInput)

    proposed: str

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        """The answer "yes, that one" is put into the field of the address."""
        if data is not None and data.get("accept"):
            data = data.copy()
            data["email"] = _proposal(data.get("email", "")) or data.get("email", "")
        super().__init__(data, *args, **kwargs)
        self.proposed = ""

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to correct or to answer."""
        return self.is_valid() and not self.proposed

    def clean_email(self) -> str:
        """Note what was probably meant, unless the person has answered that already."""
        email: str = self.cleaned_data["email"]
        if self.data.get("as_typed") != email:
            self.proposed = proposal(email)
        return email


class SubscribeForm(AddressForm, CommuneForm):
    """Who, and where."""

    field_order: tuple[str, ...] = ("email", "place")

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to correct, to choose or to answer."""
        return self.is_valid() and not self.choices and not self.proposed


def _proposal(email: str) -> str:
    try:
        return proposal(normalise_email(email))
    except forms.ValidationError:
        return ""
