"""The screen of who answers the phone: one field, an answer to read aloud, and how the call ended."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agenda.calls.actions import CallRefused, new_number, note_call, undo_call
from agenda.calls.models import CallOutcome
from agenda.places.vocabulary import SERVICES
from branding.models import Brand
from cms.foundation.digits import whole_number
from cms.reception.answer import Sheet, answer_sheet
from cms.reception.done import done_by
from cms.reception.last_call import forget, last_call, last_number, remember
from cms.reception.permissions import asked_by_team, for_reception
from cms.reception.question import Question, understand
from cms.territories.models import Commune

# Nine keys choose among the first nine; the others are clicked, or reached by Tab.
KEYS = 9
OUTCOMES = tuple((outcome.value, outcome.label) for outcome in CallOutcome)
NEEDS = tuple((code, term.everyday) for code, term in SERVICES.items())


def show(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render a page of the reception desk with what its bar needs."""
    return render(request, template, {"is_team": asked_by_team(request), **context}, status=status)


@require_safe
@for_reception
def home(request: HttpRequest) -> HttpResponse:
    """Show the empty field, or the answer to what was typed, or what to choose; changes no row."""
    now = timezone.now()
    question = understand(
        request.GET.get("q", ""), need=request.GET.get("besoin", ""), insee=request.GET.get("commune", "")
    )
    context: dict[str, Any] = {
        "question": question,
        "need_word": SERVICES[question.need].everyday if question.need else "",
        "needs": NEEDS,
        "keys": KEYS,
        "outcomes": OUTCOMES,
        "number": new_number(),
        "noted": last_call(request, now) if "note" in request.GET else None,
        "done": done_by(request, request.GET.get("fait", ""), now),
    }
    if question.commune:
        sheet: Sheet = answer_sheet(commune=question.commune, need=question.need, now=now, brand=Brand.load(request))
        back = urlencode({"commune": question.commune.pk, "besoin": question.need})
        return show(request, "reception/answer.html", context | {"sheet": sheet, "back": back})
    return show(request, "reception/home.html", context | {"choices": _choices(question), "back": ""})


def _choices(question: Question) -> list[tuple[Commune, str]]:
    """Return the communes to choose from with the addresses of their answers."""
    found = question.choices or question.nearest
    return [(commune, answer_url(commune, question.need, question.text)) for commune in found]


def answer_url(commune: Commune | None, need: str, text: str = "") -> str:
    """Return the address of the answer for a commune and a need."""
    given = {"commune": commune.pk if commune else "", "besoin": need, "q": text}
    return f"{reverse('reception:home')}?{urlencode({key: value for key, value in given.items() if value})}"


@require_POST
@for_reception
def note(request: HttpRequest) -> HttpResponse:
    """Note how the call ended and show the empty field; the same screen's button pressed again notes nothing more."""
    number = whole_number(request.POST.get("number"))
    if number is None:
        messages.error(request, _("This page was sent incompletely: please reload it."))
        return redirect("reception:home")
    try:
        call = note_call(
            commune=Commune.objects.filter(pk=request.POST.get("commune", "")).first(),
            need=request.POST.get("need", ""),
            outcome=request.POST.get("outcome", ""),
            now=timezone.now(),
            number=number,
        )
    except CallRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("reception:home")
    response = redirect(f"{reverse('reception:home')}?note=1")
    remember(request, response, call)
    return response


@require_POST
@for_reception
def undo(request: HttpRequest) -> HttpResponse:
    """Take back the last call noted in this browser, nobody else's."""
    response = redirect("reception:calls" if request.POST.get("from") == "calls" else "reception:home")
    number = last_number(request)
    if number is None or request.POST.get("number") != str(number):
        messages.error(request, _("Only the last call noted on this screen can be taken back."))
        return response
    try:
        undo_call(number=number, now=timezone.now())
    except CallRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back: this call is not counted."))
    forget(response)
    return response
