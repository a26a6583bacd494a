"""The page behind the freshness mail's one link: confirm, correct, or say that the place is closed, without signing in.

GET changes nothing, so that mail scanners which open every link do no harm.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from agenda.places.corrections import CORRECTABLE, CorrectionRefused, clean_values, correct_place
from agenda.places.freshness import DeadLink, confirm_place, last_checked, place_of_token, say_closed
from agenda.places.hours_form import HoursField
from agenda.places.models import PlacePage
from agenda.places.records import CorrectionOrigin
from cms.foundation.wording import plain_day
from cms.pages.contact import phone_box

DONE = frozenset({"juste", "corrige", "ferme"})


class CorrectionForm(forms.Form):
    """What may be corrected at once; the sentences of refusal are the model's own."""

    phone = forms.CharField(
        label=_("phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    hours = HoursField(label=_("opening hours"))
    email = forms.CharField(label=_("e-mail"), max_length=254, required=False, widget=forms.EmailInput())
    website = forms.CharField(label=_("website"), max_length=400, required=False, widget=forms.URLInput())

    def __init__(self, data: Any = None, *, place: PlacePage) -> None:
        """Show what is published."""
        shown = {name: getattr(place, name) for name in CORRECTABLE}
        shown["phone"] = place.phone_display
        super().__init__(data, initial=shown)

    def changed_values(self) -> dict[str, str]:
        """Return what was typed anew: what was only shown is not a correction."""
        return {name: self.cleaned_data.get(name, "") for name in self.changed_data}

    def clean(self) -> dict[str, Any]:
        """Check as the place itself would."""
        data: dict[str, Any] = super().clean() or {}
        try:
            clean_values({name: data.get(name, "") for name in self.changed_data})
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                self.add_error(name, messages)
        return data


# The token in the address is the secret; whoever has it needs no cookie (mail programs' own browsers keep none).
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is published of a place; a POST confirms it, corrects it, or says that it is closed."""
    try:
        place = place_of_token(token)
    except DeadLink:
        call = phone_box(request, timezone.now())
        return _private(render(request, "pages/confirm_place_dead.html", {"call": call}, status=410))
    correcting = request.GET.get("corriger") == "1"
    form = CorrectionForm(request.POST if request.method == "POST" and correcting else None, place=place)
    if request.method == "POST":
        done = _correct(place, form) if correcting else _answer(place, request.POST.get("reponse", ""))
        if done:
            return _private(HttpResponseRedirect(f"{request.path}?fait={done}"))
    done = request.GET.get("fait", "")
    context = {
        "place": place,
        "form": form,
        "correcting": correcting,
        "done": done if done in DONE else "",
        "checked_on": plain_day(checked) if (checked := last_checked(place)) else "",
    }
    return _private(render(request, "pages/confirm_place.html", context, status=422 if form.errors else 200))


def _answer(place: PlacePage, answer: str) -> str:
    now = timezone.now()
    if answer == "juste":
        confirm_place(place=place, by=None, now=now)
    elif answer == "ferme":
        say_closed(place=place, now=now)
    return answer if answer in {"juste", "ferme"} else ""


def _correct(place: PlacePage, form: CorrectionForm) -> str:
    if not form.is_valid():
        return ""
    now = timezone.now()
    try:
        correct_place(place=place, values=form.changed_values(), origin=CorrectionOrigin.MAIL, by=None, now=now)
    except CorrectionRefused as refusal:
        form.add_error(None, str(refusal))
        return ""
    confirm_place(place=place, by=None, now=now)
    return "corrige"


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the address to whoever has the mail: no search engine, no other site learns it."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
