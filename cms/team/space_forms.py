"""The forms by which the team opens, renames and hands over a space."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.structures.models import StructurePage
from cms.structures.people import Membership, Role

SOMEBODY_ELSE = "new"
STAYS, LEAVES = "stays", "leaves"


class RenameForm(forms.Form):
    """The new name."""

    name = forms.CharField(label=gettext_lazy("New name"), max_length=120)


class HandOverForm(forms.Form):
    """Who looks after the space from now on, and what becomes of who did."""

    to = forms.ChoiceField(label=gettext_lazy("Who looks after this space from now on?"), widget=forms.RadioSelect)
    email = forms.EmailField(label=gettext_lazy("E-mail of the other person"), required=False)
    first_name = forms.CharField(label=gettext_lazy("First name"), max_length=80, required=False)
    last_name = forms.CharField(label=gettext_lazy("Last name"), max_length=80, required=False)
    former = forms.ChoiceField(
        label=gettext_lazy("And the present referent?"),
        choices=[(STAYS, gettext_lazy("Goes on writing here")), (LEAVES, gettext_lazy("Leaves the space"))],
        widget=forms.RadioSelect,
        initial=STAYS,
    )

    def __init__(self, *args: Any, structure: StructurePage, **kwargs: Any) -> None:
        """Offer the people of the space and somebody else."""
        super().__init__(*args, **kwargs)
        members = Membership.objects.filter(structure=structure, user__is_active=True).select_related("user")
        self.members = {str(member.pk): member for member in members.order_by("user__last_name", "pk")[:200]}
        people = [(pk, self._named(member)) for pk, member in self.members.items()]
        if not any(member.role == Role.REFERENT for member in self.members.values()):
            del self.fields["former"]
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)  # noqa: S101 - for the type checker
        to.choices = [*people, (SOMEBODY_ELSE, _("Somebody else, whom I invite"))]

    @staticmethod
    def _named(member: Membership) -> str:
        return f"{member.user.get_full_name() or member.user.get_username()} ({member.get_role_display()})"

    def clean(self) -> dict[str, Any]:
        """Ask the address and the name of somebody who is not in the space."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("to") == SOMEBODY_ELSE:
            for name in ("email", "first_name", "last_name"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, ValidationError(_("Needed to invite this person.")))
        return data
