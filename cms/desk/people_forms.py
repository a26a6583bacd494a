"""The forms about who belongs to a space: inviting somebody, giving another role."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.desk.said_form import SaidForm
from cms.structures.people import Role

# What each role may do, in the words of who chooses it.
ROLE_WORDS = [
    (Role.CONTRIBUTOR, _("Contributes: announces events, places and news from the desk. Enough for most people.")),
    (Role.EDITOR, _("Edits: the same, with the complete editor as well (pictures, long texts).")),
    (Role.REFERENT, _("Referent: the same, and decides who writes in this space.")),
]


def role_field() -> forms.ChoiceField:
    """Return the choice of a role, each explained."""
    return forms.ChoiceField(label=_("What will this person do?"), choices=ROLE_WORDS, widget=forms.RadioSelect)


class InviteForm(SaidForm, forms.Form):
    """Who comes in, and what for."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The invitation goes there: check it well."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )
    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80)
    role = role_field()

    missing: ClassVar[dict[str, Any]] = {
        "email": _("Give the person's e-mail address."),
        "first_name": _("Give the person's first name."),
        "last_name": _("Give the person's last name."),
        "role": _("Choose what this person will do."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Propose the smallest role first."""
        super().__init__(*args, **kwargs)
        self.fields["role"].initial = Role.CONTRIBUTOR


class RoleForm(SaidForm, forms.Form):
    """Another role for somebody of the space."""

    missing: ClassVar[dict[str, Any]] = {"role": _("Choose what this person will do.")}

    role = role_field()
