"""Signing up a person at the counter, for everybody who writes for a structure and for the team."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from branding.models import Brand
from cms.foundation.choices import capitalise_choices
from cms.signin.decorators import desk_required
from cms.structures.models import StructurePage
from cms.structures.queries import is_team, structures_of
from newsletter.subscribers.assisted import ProofKind, TooManySignups, sign_up_for
from newsletter.subscribers.forms import SubscribeForm
from newsletter.subscribers.models import LetterForm


class CounterForm(SubscribeForm):
    """What the person in front of you says, and how they asked."""

    form = forms.ChoiceField(
        label=gettext_lazy("Which letter?"),
        choices=LetterForm.choices,
        widget=forms.RadioSelect,
        initial=LetterForm.FULL,
    )
    proof = forms.ChoiceField(
        label=gettext_lazy("How did they ask for it?"),
        choices=ProofKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say how they asked: it is the proof of their consent.")},
    )
    structure = forms.ChoiceField(label=gettext_lazy("For which structure?"), required=False)

    field_order: tuple[str, ...] = ("email", "place", "form", "proof", "structure")

    def __init__(self, *args: Any, structures: list[StructurePage], team: bool, **kwargs: Any) -> None:
        """Ask for the structure only where there is something to choose."""
        super().__init__(*args, **kwargs)
        self._structures = {str(structure.pk): structure for structure in structures}
        self.fields["email"].label = gettext_lazy("Their e-mail address")
        self.fields["place"].label = gettext_lazy("Their commune")
        self.fields["email"].widget.attrs["autocomplete"] = "off"
        self.fields["place"].widget.attrs["autocomplete"] = "off"
        capitalise_choices(self)
        choices = [(pk, structure.title) for pk, structure in self._structures.items()]
        self.fields["structure"].choices = [*([("", gettext_lazy("The team"))] if team else []), *choices]  # type: ignore[attr-defined]
        if len(choices) + team < 2:
            del self.fields["structure"]

    @property
    def chosen(self) -> StructurePage | None:
        """The structure for which the person is signed up; None for the team."""
        if "structure" in self.fields:
            return self._structures.get(self.cleaned_data.get("structure", ""))
        return next(iter(self._structures.values()), None)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def sign_up(request: HttpRequest) -> HttpResponse:
    """Ask, then sign the person up; the next page is the same whether they were subscribed already."""
    structures, team = structures_of(request.user), is_team(request.user)
    if not structures and not team:
        raise Http404
    form = CounterForm(request.POST if request.method == "POST" else None, structures=structures, team=team)
    if request.method == "POST" and form.is_complete and _sign_up(request.user, form):
        return redirect("desk:signed_up")
    context = {"form": form, "at_once": Brand.load(request).assisted_at_once}
    return render(request, "desk/sign_up.html", context, status=422 if form.is_bound else 200)


def _sign_up(user: Any, form: CounterForm) -> bool:
    try:
        sign_up_for(
            email=form.cleaned_data["email"],
            commune=form.cleaned_data["commune"],
            form=LetterForm(form.cleaned_data["form"]),
            proof=ProofKind(form.cleaned_data["proof"]),
            structure=form.chosen,
            by=user,
            now=timezone.now(),
        )
    except TooManySignups:
        form.add_error(None, _("That is many people within an hour. For a whole list, the team has an import."))
        return False
    except ValidationError as error:
        form.add_error("email", error)
        return False
    return True


@require_safe
@desk_required
def signed_up(request: HttpRequest) -> HttpResponse:
    """Say what the person has to do next."""
    if not structures_of(request.user) and not is_team(request.user):
        raise Http404
    return render(request, "desk/signed_up.html", {"at_once": Brand.load(request).assisted_at_once})
