"""The public form "je propose de la médiation": who helps people with the digital world, and where."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cms.foundation.choices import capitalise_choices
from cms.foundation.throttle import take_turn
from cms.structures.forms import PHONE
from cms.structures.people import Proposal
from cms.structures.proposals import TooManyProposals, send_proposal, structures_like
from cms.territories.fields import CommuneChoiceField
from newsletter.subscribers.networks import network_of

# A network may hold a whole town hall; somebody's program needs many more.
PROPOSALS_AN_HOUR = 10
HOUR = 3600
STRUCTURE, PLACE = "structure", "lieu"


class ProposeForm(forms.ModelForm):
    """What the team needs to say yes in one click."""

    what = forms.ChoiceField(
        label=gettext_lazy("What do you propose?"),
        choices=[
            (STRUCTURE, gettext_lazy("Workshops, drop-in hours: I want to announce them")),
            (PLACE, gettext_lazy("A place where people find help: I want it to be known")),
        ],
        widget=forms.RadioSelect,
        initial=STRUCTURE,
    )
    commune = CommuneChoiceField(label=gettext_lazy("Commune"), empty_label=gettext_lazy("Choose a commune"))
    website = forms.URLField(label=gettext_lazy("website"), required=False, assume_scheme="https", max_length=200)
    # People fill it only when they cannot see it; programs always do.
    confirm_website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )

    class Meta:
        model = Proposal
        fields: ClassVar[list[str]] = [
            "name", "kind", "address", "commune", "offer", "phone", "website", "first_name", "last_name", "email",
        ]  # fmt: skip
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "offer": forms.Textarea(attrs={"rows": 4}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Write choices with a capital, and check the phone as everywhere."""
        super().__init__(*args, **kwargs)
        capitalise_choices(self)
        self.fields["phone"].validators.append(PHONE)

    def values(self) -> dict[str, Any]:
        """Return the fields of the proposal."""
        kept = {name: self.cleaned_data[name] for name in self._meta.fields or []}
        return {**kept, "is_place": self.cleaned_data["what"] == PLACE}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Ask; show the structures of a like name first, for whoever wants to join one; then keep the proposal."""
    form = ProposeForm(request.POST if request.method == "POST" else None)
    alike = []
    if request.method == "POST" and form.is_valid():
        is_structure = form.cleaned_data["what"] == STRUCTURE
        alike = structures_like(form.cleaned_data["name"]) if is_structure and "different" not in request.POST else []
        if not alike and _keep(request, form):
            return redirect("pages:proposed")
    status = 422 if form.errors else 200
    return render(request, "pages/propose.html", {"form": form, "alike": alike}, status=status)


def _keep(request: HttpRequest, form: ProposeForm) -> bool:
    """Keep the proposal; a program that filled the hidden field sees the same page as a person."""
    if form.cleaned_data["confirm_website"]:
        return True
    now = timezone.now()
    allowed = take_turn(key=f"propose:{network_of(request)}", limit=PROPOSALS_AN_HOUR, seconds=HOUR, now=now)
    try:
        if allowed:
            send_proposal(values=form.values(), now=now)
            return True
    except TooManyProposals:
        pass
    form.add_error(
        None, _("Too many proposals arrive at the moment. Nothing is lost: send it again in an hour, or call us.")
    )
    return False


@require_safe
def proposed(request: HttpRequest) -> HttpResponse:
    """Say what happens next."""
    return render(request, "pages/proposed.html")
