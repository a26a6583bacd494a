"""The screen of the rota: who answers when, who is away, and what nobody covers; the public page follows at once."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agenda.contacts.actions import ensure_single_line
from agenda.contacts.models import Absence, Shift
from agenda.contacts.rota import RotaRefused, note_absence, plan_shift, remove_shift, undo_absence
from branding.models import Brand
from cms.reception.forms import AbsenceForm, ShiftForm
from cms.reception.permissions import for_reception
from cms.reception.views import show
from cms.reception.week import absences_from, single_line, week_from

FARTHEST = timedelta(days=371)


@require_http_methods(["GET", "HEAD", "POST"])
@for_reception
def rota(request: HttpRequest) -> HttpResponse:
    """Show a week; plan a turn or note an absence (the button says which)."""
    now = timezone.now()
    today = timezone.localdate(now)
    sent = request.POST.get("what") if request.method == "POST" else ""
    shift_form = ShiftForm(request.POST if sent == "turn" else None)
    absence_form = AbsenceForm(request.POST if sent == "absence" else None, initial={"start_date": today})
    form: Form = absence_form if sent == "absence" else shift_form
    if sent and form.is_valid():
        try:
            (_plan if sent == "turn" else _note)(request, form.cleaned_data, now)
        except RotaRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Planned: the public page follows it now."))
            return redirect("reception:rota")
    monday = _monday(request.GET.get("semaine", ""), today)
    brand = Brand.load(request)
    week = week_from(monday=monday, brand=brand)
    context: dict[str, Any] = {
        "week": week,
        "gaps": sum(len(day.gaps) for day in week if day.date >= today),
        "has_turns": any(day.turns for day in week),
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
        "absences": absences_from(today),
        "shift_form": shift_form,
        "absence_form": absence_form,
        "has_number": bool(brand.phone),
        "today": today,
    }
    return show(request, "reception/rota.html", context)


@transaction.atomic
def _plan(request: HttpRequest, values: dict[str, Any], now: datetime) -> None:
    line = single_line() or ensure_single_line(name=Brand.load(request).programme_name)
    plan_shift(line=line, **values, by=request.user, now=now)  # type: ignore[arg-type]


def _note(request: HttpRequest, values: dict[str, Any], now: datetime) -> None:
    note_absence(**values, by=request.user, now=now)  # type: ignore[arg-type]


def _monday(text: str, today: date) -> date:
    """Return the Monday of the week asked for, of this week when none is; raises Http404 beyond a year."""
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError as error:
        raise Http404 from error
    if abs(day - today) > FARTHEST:
        raise Http404
    return day - timedelta(days=day.weekday())


@require_POST
@for_reception
def drop_turn(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a turn off the rota; one that is gone already is no mistake."""
    shift = Shift.objects.select_related("line").filter(pk=pk).first()
    if shift:
        remove_shift(shift=shift, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("Removed: the public page follows it now."))
    return redirect("reception:rota")


@require_POST
@for_reception
def drop_absence(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an absence back."""
    absence = Absence.objects.select_related("person").filter(pk=pk).first()
    if absence:
        undo_absence(absence=absence, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("Removed: the public page follows it now."))
    return redirect("reception:rota")
