"""The questions of the screen "qui appeler": the single number, a line, a closure."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenda.contacts.actions import LineValues, line_version
from agenda.contacts.chain import spoken_number
from agenda.contacts.models import Line, LineKind
from agenda.places.hours_form import HoursField
from agenda.places.models import PlacePage
from agenda.places.vocabulary import SERVICES
from cms.desk.forms import DateInput
from cms.desk.said_form import SaidForm
from cms.pages.search import find_commune
from cms.territories.models import Commune, Epci
from cms.territories.queries import epci_of_departement

ASKED = tuple((kind.value, kind.label) for kind in LineKind if kind != LineKind.SINGLE)
NEEDS = tuple((code, term.everyday) for code, term in SERVICES.items())


class SeenForm(SaidForm, forms.Form):
    """A form that knows what it showed, to see whether somebody else wrote meanwhile."""

    def show_anew(self, error: Any, **seen: str) -> None:
        """Keep what was typed and take what stands there now as seen: sending once more replaces it knowingly."""
        data: Any = self.data
        data = data.copy()
        for name, value in seen.items():
            data[name] = value
        self.data = data
        self.add_error(None, error)


class HotlineForm(SeenForm):
    """The one number, its hours and its note."""

    phone = forms.CharField(
        label=_("phone number"), max_length=24, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    hours = HoursField(label=_("phone hours"))
    note = forms.CharField(label=_("note under the number"), max_length=160, required=False)
    seen_phone = forms.CharField(required=False, widget=forms.HiddenInput)
    seen_hours = forms.CharField(required=False, widget=forms.HiddenInput)
    seen_note = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def seen(self) -> tuple[str, str, str]:
        """What the form showed."""
        data = self.cleaned_data
        return data["seen_phone"], data["seen_hours"], data["seen_note"]


class KnownChoice(forms.ModelChoiceField):
    """A choice among rows; a number that is none, however long, is refused and asked of no database."""

    def to_python(self, value: Any) -> Any:
        """Return the row.

        Raises:
            ValidationError: it is none of them.
        """
        try:
            return super().to_python(value)
        except OverflowError as error:
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value}
            ) from error


class PlaceChoice(KnownChoice):
    """A place by its name and its town: half of them are called alike."""

    def label_from_instance(self, obj: Any) -> str:
        """Return "Médiathèque, Clamecy"."""
        town = obj.commune.name if obj.commune else ""
        return obj.title if not town or town in obj.title else f"{obj.title}, {town}"


class ReferralChoice(KnownChoice):
    """A line by its name and whom it serves: advisers are many, and each has an area."""

    def label_from_instance(self, obj: Any) -> str:
        """Return "Sarah (Clamecy)", "Karim (everywhere in the département)"."""
        where = ", ".join([epci.name for epci in obj.epcis.all()] + [commune.name for commune in obj.communes.all()])
        return f"{obj.name} ({where or _('the whole département')})"


class LineForm(SeenForm):
    """One line of the chain. Of the single number only the name is asked: the rest is the screen's own form."""

    labels: ClassVar[dict[str, Any]] = {
        "kind": _("Step of the chain"),
        "name": _("Name of the line"),
        "phone": _("Number to call"),
        "place": _("Place"),
        "hours": _("Hours of the line"),
        "note": _("A word under the number"),
        "epcis": _("Intercommunalities"),
        "communes": _("Communes served"),
        "needs": _("Needs served"),
    }
    helps: ClassVar[dict[str, Any]] = {
        "name": _("As the inhabitants hear it. For example: the digital adviser of the area."),
        "phone": _("Leave it empty to take the one of the place chosen below."),
        "place": _("If there is one, its hours and its closures count too."),
        "hours": _("Leave it empty to take those of the place."),
        "communes": _("Names or INSEE codes, with commas between them."),
        "needs": _("Nothing ticked: for all."),
    }
    missing: ClassVar[dict[str, Any]] = {
        "name": _("Give the line a name."),
        "kind": _("Choose the step of the chain."),
    }

    kind = forms.ChoiceField(label=_("kind"), choices=ASKED)
    name = forms.CharField(label=_("name"), max_length=120)
    phone = forms.CharField(label=_("phone"), max_length=30, required=False)
    place = PlaceChoice(label=_("place"), queryset=PlacePage.objects.none(), required=False, empty_label=_("No place"))
    hours = HoursField(label=_("hours"))
    note = forms.CharField(label=_("note"), max_length=160, required=False)
    epcis = forms.ModelMultipleChoiceField(
        label=_("EPCI"), queryset=Epci.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    communes = forms.CharField(label=_("communes"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    needs = forms.MultipleChoiceField(
        label=_("needs"), choices=NEEDS, required=False, widget=forms.CheckboxSelectMultiple
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, line: Line | None = None, **kwargs: Any) -> None:
        """Show what the line is now."""
        self.line = line
        if line:
            kwargs["initial"] = {
                **{name: getattr(line, name) for name in ("kind", "name", "hours", "note", "needs")},
                "phone": spoken_number(line.phone)[0] if line.phone else "",
                "place": line.place_id,
                "epcis": [epci.pk for epci in line.epcis.all()],
                "communes": ", ".join(f"{commune.name} ({commune.pk})" for commune in line.communes.all()),
                "seen": line_version(line),
            }
        super().__init__(*args, **kwargs)
        if line and line.kind == LineKind.SINGLE:
            self.fields = {name: self.fields[name] for name in ("name", "seen")}
            return
        offered = Q(live=True) & ~Q(phone="")
        if line and line.place_id:
            # The one that stands there stays a choice whatever became of it: saving something else must not lose it.
            offered |= Q(pk=line.place_id)
        places = PlacePage.objects.filter(offered).with_card().order_by("title")
        self.fields["place"].queryset = places  # type: ignore[attr-defined]
        self.fields["epcis"].queryset = epci_of_departement()  # type: ignore[attr-defined]

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
        """Return what was given; what is not asked stays as it is."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        line = self.line
        if line is None:
            return LineValues(**given)
        if "kind" not in given:
            given |= {"kind": line.kind, "note": line.note, "place": line.place, "needs": line.needs}
            given |= {"communes": list(line.communes.all()), "epcis": list(line.epcis.all())}
        return LineValues(**given, active=line.active)


class LineClosureForm(SaidForm, forms.Form):
    """From when to when nobody answers, why, and who does meanwhile."""

    labels: ClassVar[dict[str, Any]] = {
        "start_date": _("First day"),
        "end_date": _("Last day"),
        "sentence": _("What people will read"),
        "referral": _("Who answers instead"),
    }
    helps: ClassVar[dict[str, Any]] = {"sentence": _("For example: in training until Wednesday.")}
    missing: ClassVar[dict[str, Any]] = {"start_date": _("Give the first day.")}

    start_date = forms.DateField(label=_("first day"), widget=DateInput())
    # Most often one day only.
    end_date = forms.DateField(label=_("last day"), widget=DateInput(), required=False)
    sentence = forms.CharField(label=_("what people read"), max_length=160, required=False)
    referral = ReferralChoice(
        label=_("calls go to"), queryset=Line.objects.none(), required=False, empty_label=_("The next of the chain")
    )

    def __init__(self, *args: Any, line: Line | None, **kwargs: Any) -> None:
        """Offer the other lines in use."""
        super().__init__(*args, **kwargs)
        others = Line.objects.filter(active=True).exclude(kind=LineKind.MACHINE).prefetch_related("communes", "epcis")
        self.fields["referral"].queryset = others.exclude(pk=line.pk if line else 0)  # type: ignore[attr-defined]

    def clean_end_date(self) -> date | None:
        """Return the last day, the first where none was given."""
        day: date | None = self.cleaned_data["end_date"] or self.cleaned_data.get("start_date")
        if day and day < timezone.localdate():
            raise ValidationError(_("These days are over."))
        return day
