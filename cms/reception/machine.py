"""What the answering machine says today or another day: the composed text, or the one written here."""

from datetime import date, timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from agenda.contacts.queries import written_text
from agenda.contacts.rota import MOST_WORDS, RotaRefused, write_machine_text
from agenda.guidance.machine import machine_text
from branding.models import Brand
from cms.foundation.wording import short_day
from cms.reception.permissions import for_reception
from cms.reception.views import show

DAYS_AHEAD = 60
MOST_SECONDS = 45
ADDRESS = "/repondeur.txt"


class MachineForm(forms.Form):
    """The text of a day."""

    text = forms.CharField(
        label=gettext_lazy("What the machine says"), max_length=900, widget=forms.Textarea(attrs={"rows": 8})
    )

    def clean_text(self) -> str:
        """Refuse what takes longer than the machine records, and say by how much."""
        text: str = self.cleaned_data["text"]
        if (seconds := seconds_of(text)) > MOST_SECONDS:
            words = len(text.split()) - MOST_WORDS
            sentence = _("This text would last %(seconds)s seconds: 45 at most. Take about %(words)s words away.")
            raise forms.ValidationError(sentence % {"seconds": seconds, "words": max(words, 1)})
        return text


def seconds_of(text: str) -> int:
    """Return how long a text takes to say: MOST_WORDS in 45 seconds."""
    return -(-len(text.split()) * MOST_SECONDS // MOST_WORDS)


@require_http_methods(["GET", "HEAD", "POST"])
@for_reception
def machine(request: HttpRequest) -> HttpResponse:
    """Show the text of a day (`?jour=2026-11-24`) and its length; write it, or give the composed one back."""
    now = timezone.now()
    today = timezone.localdate(now)
    day = _day(request.GET.get("jour", ""), today)
    text = machine_text(day=day, now=now, brand=Brand.load(request))
    form = MachineForm(request.POST or None, initial={"text": text})
    if request.method == "POST":
        automatic = "automatic" in request.POST
        if automatic or form.is_valid():
            try:
                written = "" if automatic else form.cleaned_data["text"]
                write_machine_text(day=day, text=written, by=request.user, now=now)  # type: ignore[arg-type]
            except RotaRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                told = (
                    _("The text composed by itself is back.") if automatic else _("This text is in place for that day.")
                )
                messages.success(request, told)
                return redirect(f"{reverse('reception:machine')}?jour={day.isoformat()}")
    context = {
        "day": day,
        "day_words": short_day(day),
        "is_today": day == today,
        "text": text,
        "seconds": seconds_of(text),
        "is_written": bool(written_text(day=day)),
        "form": form,
        "address": settings.PUBLIC_URL + ADDRESS,
        "days": [(other, short_day(other)) for other in (today + timedelta(days=count) for count in range(8))],
        "last_day": today + timedelta(days=DAYS_AHEAD),
        "today": today,
    }
    return show(request, "reception/machine.html", context)


def _day(text: str, today: date) -> date:
    """Return the day asked for, today when none is; raises Http404 for one that is over or too far."""
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError as error:
        raise Http404 from error
    if not today <= day <= today + timedelta(days=DAYS_AHEAD):
        raise Http404
    return day
