"""What the desk does on a structure's behalf: a phone, hours, a closure, a change of a workshop; shown at once."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agenda.catalogue.describe import Sitting
from agenda.events.actions import NoticeRefused, give_notice
from agenda.events.models import EventPage, Notice, NoticeKind
from agenda.places.closures import ClosureRefused, close_place
from agenda.places.corrections import CorrectionRefused, correct_place
from agenda.places.models import PlacePage
from agenda.places.records import CorrectionOrigin, PlaceClosure, PlaceCorrection
from cms.desk import rows
from cms.desk.forms import NoticeForm
from cms.desk.notices import OF_ONE_SITTING, first_values, sitting_named
from cms.reception.addresses import back_to
from cms.reception.done import key_of
from cms.reception.forms import ClosureForm, CorrectionForm
from cms.reception.mails import tell_closure, tell_notice
from cms.reception.permissions import for_reception
from cms.reception.views import show

SITTINGS = 12


def _place(pk: int) -> PlacePage:
    return get_object_or_404(PlacePage.objects.published().select_related("commune"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_reception
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a place's phone or hours; live at once, its structure is told by the correction itself."""
    place = _place(pk)
    form = CorrectionForm(request.POST or None, initial=CorrectionForm.initial_of(place))
    if request.method == "POST" and form.is_valid():
        try:
            done = correct_place(
                place=place,
                values=form.changed_values(),
                origin=CorrectionOrigin.RECEPTION,
                by=request.user,  # type: ignore[arg-type]
                now=timezone.now(),
            )
        except ValidationError as error:
            for name, sentences in error.message_dict.items():
                form.add_error(name if name in form.fields else None, sentences)
        except CorrectionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            done = done or _just_corrected(request, place)
            if not done:
                messages.success(request, _("Nothing has changed."))
            return redirect(back_to(request, done=key_of(done) if done else ""))
    return show(request, "reception/correct.html", {"place": place, "form": form, "back": back_to(request)})


def _done(request: HttpRequest, deed: PlaceClosure | Notice) -> HttpResponse:
    if deed.author_id != request.user.pk:
        messages.success(request, _("This was announced already."))
    return redirect(back_to(request, done=key_of(deed)))


def _just_corrected(request: HttpRequest, place: PlacePage) -> PlaceCorrection | None:
    """Return what the first tap on the button has corrected: the second one changes nothing."""
    rows = PlaceCorrection.objects.filter(place=place, author_id=request.user.pk, undone_at=None)
    return rows.filter(at__gte=timezone.now() - timedelta(minutes=1)).order_by("-pk").first()


@require_http_methods(["GET", "HEAD", "POST"])
@for_reception
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Announce that a place is shut on some days, and tell its structure."""
    place = _place(pk)
    now = timezone.now()
    form = ClosureForm(request.POST or None, initial={"start_date": timezone.localdate(now)})
    if request.method == "POST" and form.is_valid():
        try:
            closure = _close(request, place, form.cleaned_data, now)
        except ClosureRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _done(request, closure)
    return show(request, "reception/close.html", {"place": place, "form": form, "back": back_to(request)})


@transaction.atomic
def _close(request: HttpRequest, place: PlacePage, values: dict[str, Any], now: datetime) -> PlaceClosure:
    closure = close_place(
        place=place,
        start_date=values["start_date"],
        end_date=values["end_date"] or values["start_date"],
        sentence=values["sentence"],
        by=request.user,  # type: ignore[arg-type]
        now=now,
    )
    if closure.at == now:  # the second tap on the button is not told again
        tell_closure(closure=closure, by=request.user)  # type: ignore[arg-type]
    return closure


@require_http_methods(["GET", "HEAD", "POST"])
@for_reception
def notice(request: HttpRequest, page_id: int) -> HttpResponse:
    """Choose the sitting and what happened to it, then confirm; the structure is told by mail."""
    event = get_object_or_404(EventPage.objects.live().filter(entry__isnull=False), pk=page_id)
    now = timezone.now()
    starts = rows.sittings_to_come(event, now)
    kind = request.GET.get("type", "")
    context: dict[str, Any] = {"event": event, "back": back_to(request), "query": _query(request)}
    if not kind:
        return show(
            request, "reception/notice_choose.html", context | {"starts": starts[:SITTINGS], "single": len(starts) == 1}
        )
    if kind not in NoticeKind.values:
        raise Http404
    sitting = sitting_named(event, request.GET.get("seance", ""))
    if kind in OF_ONE_SITTING and sitting is None:
        raise Http404
    form = NoticeForm(request.POST or None, kind=kind, sitting=sitting, initial=first_values(kind, sitting))
    if request.method == "POST" and form.is_valid():
        try:
            given = _give(request, event, sitting, form, now)
        except NoticeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _done(request, given)
    first = sitting.original_start if sitting else None
    return show(request, "reception/notice_give.html", context | {"kind": kind, "sitting": first, "form": form})


@transaction.atomic
def _give(request: HttpRequest, event: EventPage, sitting: Sitting | None, form: NoticeForm, now: datetime) -> Notice:
    given = give_notice(
        event=event,
        kind=form.kind,
        by=request.user,  # type: ignore[arg-type]
        now=now,
        original_start=sitting.original_start if sitting else None,
        new_start=form.cleaned_data["starts_at"],
        new_end=form.cleaned_data["ends_at"],
        sentence=form.cleaned_data["sentence"].strip(),
    )
    if given.at == now:
        tell_notice(notice=given, by=request.user)  # type: ignore[arg-type]
    return given


def _query(request: HttpRequest) -> str:
    query = request.GET.copy()
    for name in ("type", "seance"):
        query.pop(name, None)
    return query.urlencode()
