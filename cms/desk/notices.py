"""Telling the public that something changed: choose the sitting and the kind, confirm; take it back."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agenda.events.actions import NoticeRefused, give_notice, undo_notice
from agenda.events.clock import to_instant, to_local
from agenda.events.models import EventPage, NoticeKind
from cms.desk import rows
from cms.desk.forms import NoticeForm
from cms.desk.permissions import own_event, own_notice

SITTINGS_A_PAGE = 12
STANDING = 12


@require_safe
@never_cache
@login_required
def choose(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the event's sittings, what may be said of each, and what was said already."""
    event = own_event(request.user, page_id)
    starts = rows.sittings_to_come(event, timezone.now())
    page = Paginator(starts, SITTINGS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "event": event,
        "entry": getattr(event, "entry", None),
        "sittings": [(start, to_local(start).isoformat(timespec="minutes")[:16]) for start in page.object_list],
        "single": len(starts) == 1,
        "page": page,
        "standing": list(event.notices.standing().select_related("author").order_by("-at", "-pk")[:STANDING]),
    }
    return render(request, "desk/notices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def give(request: HttpRequest, page_id: int, kind: str) -> HttpResponse:
    """Ask for confirmation and the details, then give the notice."""
    event = own_event(request.user, page_id)
    if kind not in NoticeKind.values or not event.live:
        raise Http404
    sitting, slot_end = _sitting(event, request.GET.get("seance", ""))
    if kind == NoticeKind.MOVED and sitting is None:
        raise Http404
    form = NoticeForm(request.POST or None, kind=kind, sitting=sitting, initial=_initial(kind, sitting, slot_end))
    if request.method == "POST" and form.is_valid():
        try:
            give_notice(
                event=event,
                kind=kind,
                by=request.user,  # type: ignore[arg-type]
                now=timezone.now(),
                original_start=sitting,
                new_start=form.cleaned_data["starts_at"],
                new_end=form.cleaned_data["ends_at"],
                sentence=form.cleaned_data["sentence"].strip(),
            )
        except NoticeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Done: everybody sees it now."))
            return redirect("desk:notices", page_id=event.pk)
    return render(request, "desk/give_notice.html", {"event": event, "kind": kind, "sitting": sitting, "form": form})


def _sitting(event: EventPage, text: str) -> tuple[datetime | None, datetime | None]:
    """Return the (start, end) of the sitting that the address names by its local time; (None, None) for all of them.

    Raises:
        Http404: the event has no such sitting.
    """
    slots = {slot.start: slot for slot in rows.slots_of(event)}
    if not text:
        if len(slots) == 1:
            (slot,) = slots.values()
            return to_instant(slot.start), to_instant(slot.end)
        return None, None
    try:
        slot = slots[datetime.fromisoformat(text)]
    except (KeyError, ValueError) as error:
        raise Http404 from error
    return to_instant(slot.start), to_instant(slot.end)


def _initial(kind: str, start: datetime | None, end: datetime | None) -> dict[str, Any]:
    """Return the sitting's own day and hours: most often only one of the three changes."""
    if kind != NoticeKind.MOVED or start is None or end is None:
        return {}
    start, end = to_local(start), to_local(end)
    return {"new_date": start.date(), "new_start": start.time(), "new_end": end.time()}


@require_POST
@never_cache
@login_required
def undo(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Take a notice back."""
    notice = own_notice(request.user, notice_id)
    undo_notice(notice=notice, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("Taken back: the event is shown as before."))
    return redirect("desk:notices", page_id=notice.event_id)
