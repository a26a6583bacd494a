"""The desk's questions: a place's phone and hours, a closure, a turn, an absence, a person, an address."""

from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agenda.places.hours_form import HoursField
from agenda.places.models import PlacePage
from cms.accounts.models import User
from cms.desk.forms import DateInput, TimeInput
from cms.structures.queries import reception_people

DAYS = (
    (0, _("Monday")), (1, _("Tuesday")), (2, _("Wednesday")), (3, _("Thursday")), (4, _("Friday")),
    (5, _("Saturday")), (6, _("Sunday")),
)  # fmt: skip


class CorrectionForm(forms.Form):
    """A place's phone and hours as somebody tells them."""

    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    hours = HoursField(label=_("Opening hours"))

    @staticmethod
    def initial_of(place: PlacePage) -> dict[str, str]:
        """Return what stands there, as it is read."""
        return {"phone": place.phone_display, "hours": place.hours}

    def changed_values(self) -> dict[str, str]:
        """Return only what was touched."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


class ClosureForm(forms.Form):
    """From when to when a place is shut, and why."""

    start_date = forms.DateField(label=_("First day"), widget=DateInput())
    end_date = forms.DateField(
        label=_("Last day"), widget=DateInput(), required=False, help_text=_("Empty: that day only.")
    )
    sentence = forms.CharField(
        label=_("What people should read"), max_length=160, required=False, help_text=_("For example: works.")
    )


class PersonChoice(forms.ModelChoiceField):
    """One of the people who may stand on the rota, by name."""

    def label_from_instance(self, obj: User) -> str:
        """Return the person's name."""
        return obj.get_full_name() or obj.get_username()


class ShiftForm(forms.Form):
    """Somebody's weekly turn."""

    person = PersonChoice(queryset=User.objects.none(), label=_("Person"), empty_label=None)
    weekday = forms.TypedChoiceField(label=_("Day"), choices=DAYS, coerce=int)
    start_time = forms.TimeField(label=_("From"), widget=TimeInput(), initial=time(9))
    end_time = forms.TimeField(label=_("To"), widget=TimeInput(), initial=time(12))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the people of the desk and of the team."""
        super().__init__(*args, **kwargs)
        _offer_people(self, "person")


class AbsenceForm(forms.Form):
    """Who is away, when, and who answers instead."""

    person = PersonChoice(queryset=User.objects.none(), label=_("Who is away"), empty_label=None)
    start_date = forms.DateField(label=_("First day"), widget=DateInput())
    end_date = forms.DateField(label=_("Last day"), widget=DateInput())
    replaced_by = PersonChoice(
        queryset=User.objects.none(), label=_("Who answers instead"), required=False, empty_label=_("Nobody")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the people of the desk and of the team."""
        super().__init__(*args, **kwargs)
        _offer_people(self, "person", "replaced_by")

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start and somebody who replaces themselves."""
        data: dict[str, Any] = super().clean() or {}
        start, end = data.get("start_date"), data.get("end_date")
        if start and end and end < start:
            self.add_error("end_date", _("The last day comes before the first one."))
        if data.get("person") and data.get("person") == data.get("replaced_by"):
            self.add_error("replaced_by", _("Choose somebody else, or nobody."))
        return data


def _offer_people(form: forms.Form, *names: str) -> None:
    for name in names:
        field = form.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        field.queryset = reception_people()


class ReceptionistForm(forms.Form):
    """Who will answer the phone."""

    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80)
    email = forms.EmailField(label=_("E-mail"), max_length=150, help_text=_("Receives a mail with a link to come in."))


class SendForm(forms.Form):
    """Where the answer is sent; the address is kept nowhere but in the mail that waits."""

    address = forms.EmailField(max_length=254)

    def clean_address(self) -> str:
        """Refuse line ends and lists: one address."""
        address: str = self.cleaned_data["address"]
        if any(sign in address for sign in ",;\n\r"):
            raise ValidationError(_("Give one address."))
        return address
