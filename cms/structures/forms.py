"""The form that opens an editorial space, with the first person to write in it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from cms.foundation.choices import capitalise_choices
from cms.structures.models import StructureKind
from cms.structures.naming import namesake
from cms.territories.fields import CommuneChoiceField
from cms.territories.models import Commune

# As people write it: ten digits or an international number, with spaces, dots or hyphens.
PHONE = RegexValidator(r"^\+?[0-9][0-9 .\-]{5,18}$", _("Write the number with digits and spaces."))


class OpenSpaceForm(forms.Form):
    """What is needed to open a space; everything else the structure fills in itself."""

    name = forms.CharField(label=_("Name of the structure"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind of structure"), choices=StructureKind.choices)
    commune = CommuneChoiceField(label=_("Commune"), empty_label=_("Choose a commune"))
    summary = forms.CharField(label=_("Who you are, in one sentence"), max_length=280, required=False)
    phone = forms.CharField(label=_("Public phone"), max_length=20, required=False, validators=[PHONE])
    email = forms.EmailField(label=_("Public e-mail"), required=False)
    person_email = forms.EmailField(
        label=_("E-mail of the first person"),
        required=False,
        help_text=_("Receives a mail with a link to come in. You can add somebody later."),
    )
    person_first_name = forms.CharField(label=_("First name"), max_length=80, required=False)
    person_last_name = forms.CharField(label=_("Last name"), max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the département's communes."""
        super().__init__(*args, **kwargs)
        capitalise_choices(self)
        field = self.fields["commune"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        field.queryset = Commune.objects.of_departement()

    def clean_name(self) -> str:
        """Refuse a name that has its space already: two people would write beside each other."""
        name: str = self.cleaned_data["name"].strip()
        known = namesake(name)
        if known is not None:
            said = _("“%(name)s” has its space already. If this is another structure, add its commune to the name.")
            raise ValidationError(said, params={"name": known.title})
        return name

    def structure_fields(self) -> dict[str, str]:
        """Return the fields that go to the structure's page as they are."""
        return {name: self.cleaned_data[name] for name in ("summary", "phone", "email")}
