"""Closing a place for some days: what is announced, a form for more, and taking back."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from agenda.places.closures import ClosureRefused, close_place, closure_in_french, coming_closures, reopen_place
from agenda.places.models import PlacePage
from cms.desk.forms import DateInput
from cms.desk.permissions import own_place
from cms.desk.said_form import SaidForm
from cms.signin.decorators import desk_required

LISTED = 30


class ClosureForm(SaidForm, forms.Form):
    """From which day to which, and a word for the public."""

    missing: ClassVar[dict[str, Any]] = {"start_date": gettext_lazy("Give the first day of closing.")}
    helps: ClassVar[dict[str, Any]] = {
        "sentence": gettext_lazy("For example: “Summer break. Call the town hall if it is urgent.”"),
    }

    start_date = forms.DateField(label=gettext_lazy("First day of closing"), widget=DateInput())
    # Most often one day only.
    end_date = forms.DateField(label=gettext_lazy("Last day of closing"), widget=DateInput(), required=False)
    sentence = forms.CharField(label=gettext_lazy("A word for the public"), max_length=160, required=False)

    def clean(self) -> dict[str, Any]:
        """Take one day for both where the last one is left empty."""
        cleaned = super().clean() or {}
        if not cleaned.get("end_date") and "end_date" not in self.errors:
            cleaned["end_date"] = cleaned.get("start_date")
        return cleaned


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def closures(request: HttpRequest, page_id: int) -> HttpResponse:
    """List the closures that run or come, add one, or take one back (`retirer`)."""
    place = own_place(request.user, page_id)
    today = timezone.localdate()
    coming = coming_closures(place, today)[:LISTED]
    if request.method == "POST" and "retirer" in request.POST:
        closure = next((one for one in coming if str(one.pk) == request.POST["retirer"]), None)
        if closure:
            reopen_place(closure=closure, by=request.user, now=timezone.now())  # type: ignore[arg-type]
            messages.success(request, _("Taken back: the usual hours are shown again."))
        return redirect("desk:closures", page_id=place.pk)
    form = ClosureForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _announce(request, place, form):
        messages.success(request, _("Done: everybody sees it now."))
        return redirect("desk:closures", page_id=place.pk)
    context = {"place": place, "form": form, "coming": [(one, closure_in_french(one, today)) for one in coming]}
    return render(request, "desk/closures.html", context)


def _announce(request: HttpRequest, place: PlacePage, form: ClosureForm) -> bool:
    first: date = form.cleaned_data["start_date"]
    try:
        close_place(
            place=place,
            start_date=first,
            end_date=form.cleaned_data["end_date"],
            sentence=form.cleaned_data["sentence"],
            by=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
        )
    except ClosureRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
