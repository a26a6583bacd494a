"""The forms about who does what across structures: moderate everything or a part, answer the phone, administer."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.foundation.digits import whole_number
from cms.structures.models import StructurePage
from cms.territories.models import Epci


class Task(models.TextChoices):
    """What a person does across structures."""

    MODERATOR = "moderateur", gettext_lazy("Moderates everything and looks after structures and people")
    LIMITED = "limite", gettext_lazy("Moderates some intermunicipal bodies or structures only")
    RECEPTION = "accueil", gettext_lazy("Answers the phone at the reception desk")
    ADMINISTRATOR = "administrateur", gettext_lazy("Administers everything, technical settings included")


class StructureChoiceField(forms.ModelChoiceField):
    """A choice of structure that a number no database holds is not."""

    def to_python(self, value: Any) -> Any:
        """Refuse such a number like any other that is nobody's."""
        if value not in self.empty_values and not isinstance(value, StructurePage):
            value = whole_number(str(value)) or 0
        return super().to_python(value)


class ScopeForm(forms.Form):
    """What a limited moderator moderates: one or several EPCI, or a structure."""

    epcis = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Intermunicipal bodies"),
        queryset=Epci.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    structure = StructureChoiceField(
        label=gettext_lazy("Or one structure"),
        queryset=StructurePage.objects.none(),
        required=False,
        empty_label=gettext_lazy("No structure"),
        help_text=gettext_lazy("You can add others afterwards."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the département's EPCI and the open structures."""
        super().__init__(*args, **kwargs)
        epcis, structure = self.fields["epcis"], self.fields["structure"]
        assert isinstance(epcis, forms.ModelMultipleChoiceField)  # noqa: S101 - for the type checker
        assert isinstance(structure, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        epcis.queryset = Epci.objects.of_departement(settings.DEPARTEMENT).order_by("name")
        structure.queryset = StructurePage.objects.filter(is_register=False, space__archived_at=None).order_by("title")

    def scopes(self) -> dict[str, Any]:
        """Return what was chosen, as `give_scope` takes it."""
        structure = self.cleaned_data.get("structure")
        return {"epcis": list(self.cleaned_data.get("epcis") or []), "structures": [structure] if structure else []}

    def require_some(self) -> None:
        """Ask for one EPCI or structure at least."""
        if not any(self.scopes().values()) and not self.errors:
            self.add_error("epcis", ValidationError(_("Choose at least one intermunicipal body or one structure.")))

    def clean(self) -> dict[str, Any]:
        """Ask for one at least."""
        data: dict[str, Any] = super().clean() or {}
        self.require_some()
        return data


class PersonForm(ScopeForm):
    """Who, and what for."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Who has an account already keeps it."),
    )
    first_name = forms.CharField(label=gettext_lazy("First name"), max_length=80)
    last_name = forms.CharField(label=gettext_lazy("Last name"), max_length=80)
    task = forms.ChoiceField(label=gettext_lazy("What will this person do?"), widget=forms.RadioSelect)
    field_order = ("email", "first_name", "last_name", "task", "epcis", "structure")

    def __init__(self, *args: Any, administers: bool, **kwargs: Any) -> None:
        """Offer what the person who fills it in may give: administrators are named by administrators."""
        super().__init__(*args, **kwargs)
        task = self.fields["task"]
        assert isinstance(task, forms.ChoiceField)  # noqa: S101 - for the type checker
        task.choices = [choice for choice in Task.choices if administers or choice[0] != Task.ADMINISTRATOR]

    def require_some(self) -> None:
        """Ask for a limit only from who is limited."""
        if self.cleaned_data.get("task") == Task.LIMITED:
            super().require_some()

    def person(self) -> dict[str, str]:
        """Return who it is."""
        return {name: self.cleaned_data[name] for name in ("email", "first_name", "last_name")}
