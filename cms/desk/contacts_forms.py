"""The questions of the screen "qui appeler": the single number, a line, a closure."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agenda.contacts.actions import LineValues
from agenda.contacts.models import Line, LineKind
from agenda.places.models import PlacePage
from agenda.places.typed_hours import read_typed_hours
from agenda.places.vocabulary import SERVICES
from cms.desk.forms import DateInput
from cms.pages.search import find_commune
from cms.territories.models import Commune, Epci
from cms.territories.queries import epci_of_departement

HOURS_HELP = _("For example: lundi au vendredi 9h-12h et 14h-17h ; samedi 9h-12h")


class HotlineForm(forms.Form):
    """The one number, its hours and its note; what was shown comes back, to see whether somebody else wrote."""

    phone = forms.CharField(label=_("phone number"), max_length=24, required=False)
    hours = forms.CharField(label=_("phone hours"), max_length=255, required=False, help_text=HOURS_HELP)
    note = forms.CharField(label=_("note under the number"), max_length=160, required=False)
    seen_phone = forms.CharField(required=False, widget=forms.HiddenInput)
    seen_hours = forms.CharField(required=False, widget=forms.HiddenInput)
    seen_note = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_hours(self) -> str:
        """Return typed French hours in OpenStreetMap's syntax; what is written so already stays."""
        text: str = self.cleaned_data["hours"]
        return read_typed_hours(text) or text

    @property
    def seen(self) -> tuple[str, str, str]:
        """What the form showed."""
        data = self.cleaned_data
        return data["seen_phone"], data["seen_hours"], data["seen_note"]


class LineForm(forms.Form):
    """One line of the chain."""

    kind = forms.ChoiceField(label=_("kind"), choices=LineKind.choices, initial=LineKind.COUNSELLOR)
    name = forms.CharField(label=_("name"), max_length=120, help_text=_("As residents should hear it."))
    phone = forms.CharField(label=_("phone"), max_length=30, required=False)
    hours = forms.CharField(label=_("hours"), max_length=500, required=False, help_text=HOURS_HELP)
    note = forms.CharField(label=_("note"), max_length=160, required=False)
    place = forms.ModelChoiceField(label=_("place"), queryset=PlacePage.objects.none(), required=False)
    epcis = forms.ModelMultipleChoiceField(
        label=_("EPCI"), queryset=Epci.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    communes = forms.CharField(label=_("communes"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    needs = forms.MultipleChoiceField(
        label=_("needs"),
        choices=[(code, term.everyday) for code, term in SERVICES.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    active = forms.BooleanField(label=_("in use"), required=False, initial=True)

    def __init__(self, *args: Any, line: Line | None = None, **kwargs: Any) -> None:
        """Show what the line is now."""
        if line:
            kwargs["initial"] = {
                **{name: getattr(line, name) for name in ("kind", "name", "phone", "hours", "note", "needs", "active")},
                "place": line.place_id,
                "epcis": [epci.pk for epci in line.epcis.all()],
                "communes": ", ".join(f"{commune.name} ({commune.pk})" for commune in line.communes.all()),
            }
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = PlacePage.objects.live().exclude(phone="").order_by("title")  # type: ignore[attr-defined]
        self.fields["epcis"].queryset = epci_of_departement()  # type: ignore[attr-defined]

    def clean_hours(self) -> str:
        """Return typed French hours in OpenStreetMap's syntax."""
        text: str = self.cleaned_data["hours"]
        return read_typed_hours(text) or text

    def clean_communes(self) -> list[Commune]:
        """Return the communes of typed names or INSEE codes, separated by commas or lines."""
        found = []
        for part in self.cleaned_data["communes"].replace("\n", ",").replace(";", ",").split(","):
            text = part.strip()
            if not text:
                continue
            code = text[text.rfind("(") + 1 :].rstrip(") ").upper()
            commune = Commune.objects.filter(pk=code).first() or find_commune(text).commune
            if commune is None:
                raise ValidationError(
                    _("Unknown or ambiguous commune: %(text)s. Give its INSEE code."), params={"text": text}
                )
            found.append(commune)
        return found

    def values(self) -> LineValues:
        """Return what was given."""
        return LineValues(**{name: self.cleaned_data[name] for name in self.fields})


class LineClosureForm(forms.Form):
    """From when to when nobody answers, why, and who does meanwhile."""

    start_date = forms.DateField(label=_("first day"), widget=DateInput())
    end_date = forms.DateField(label=_("last day"), widget=DateInput())
    sentence = forms.CharField(label=_("what people read"), max_length=160, required=False)
    referral = forms.ModelChoiceField(label=_("calls go to"), queryset=Line.objects.none(), required=False)

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:
        """Offer the other lines."""
        super().__init__(*args, **kwargs)
        self.fields["referral"].queryset = Line.objects.filter(active=True).exclude(pk=line.pk)  # type: ignore[attr-defined]
