"""The place form: closed lists as boxes to tick, phone and hours checked where they are typed."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from agenda.places.doubts import AsksOnce, ask_about_doubts
from agenda.places.hours_form import HoursField
from agenda.places.national_form import NationalFields
from agenda.places.vocabulary import CLOSED_LISTS
from cms.territories.fields import CommuneChoiceField


@deconstructible
class InClosedList:
    """Refuses a value that is not a list of codes of the closed list `name`."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, value: Any) -> None:
        """Raise ValidationError unless every item is a code of the list."""
        known = list(CLOSED_LISTS[self.name])  # a list: what comes in may be unhashable
        if not isinstance(value, list) or any(code not in known for code in value):
            raise ValidationError(_("Choose among the answers shown."))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, InClosedList) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)


def closed_list_field(name: str, label: Any = None) -> forms.MultipleChoiceField:
    """Return boxes to tick for the closed list `name`, in everyday words."""
    return forms.MultipleChoiceField(
        label=capfirst(label),
        choices=[(code, term.everyday) for code, term in CLOSED_LISTS[name].items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class PlacePageForm(AsksOnce, NationalFields):
    """What partners and the team fill in about a place, in the admin and (by its fields) at the desk."""

    itinerance = closed_list_field("itinerance", _("stays or moves"))
    services = closed_list_field("services", _("what people can do there"))
    audiences = closed_list_field("audiences", _("mainly for"))
    special_needs = closed_list_field("special_needs", _("able to receive"))
    fees = closed_list_field("fees", _("what it costs"))
    access_modes = closed_list_field("access_modes", _("how to come"))
    support_modes = closed_list_field("support_modes", _("how people are helped"))
    national_programmes = closed_list_field("national_programmes", _("national programmes"))
    labels = closed_list_field("labels", _("training and labels"))
    # The model allows none, for imported rows of an unknown commune; a person knows.
    commune = CommuneChoiceField(label=_("Commune"))
    hours = HoursField(label=_("Opening hours"))

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["agenda/place.css"]}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "title" in self.fields:  # a form may lack it; its label says all
            self.fields["title"].help_text = ""
        if "phone" in self.fields and self.instance.phone:
            # As people read it; what is saved is normalised again.
            self.initial["phone"] = self.instance.phone_display.replace("\N{NO-BREAK SPACE}", " ")

    def clean(self) -> dict[str, Any]:
        """Ask once about a place like it, and about a point outside its commune."""
        data: dict[str, Any] = super().clean() or {}
        ask_about_doubts(self)
        return data
