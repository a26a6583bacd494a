"""Telling the public that something changed: choose the sitting and the kind, confirm; take it back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agenda.catalogue.changed_dates import mark_dates_seen
from agenda.catalogue.describe import Sitting
from agenda.events.actions import NoticeRefused, give_notice, undo_notice
from agenda.events.clock import to_instant, to_local
from agenda.events.models import EventPage, Notice, NoticeKind
from cms.desk import rows
from cms.desk.forms import NoticeForm
from cms.desk.permissions import own_event, own_notice
from cms.signin.decorators import desk_required

SITTINGS_A_PAGE = 12
STANDING = 12
# Of one sitting only; "stopped" is about what follows it too.
OF_ONE_SITTING = {NoticeKind.MOVED, NoticeKind.STOPPED}


@require_safe
@desk_required
def choose(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the event's sittings, what may be said of each, and what was said already."""
    event = own_event(request.user, page_id)
    starts = rows.sittings_to_come(event, timezone.now()) if event.live else []
    page = Paginator(starts, SITTINGS_A_PAGE).get_page(request.GET.get("page"))
    standing = list(event.notices.standing().select_related("author"))
    context = {
        "event": event,
        "entry": getattr(event, "entry", None),
        "sittings": _announced(event, standing, list(page.object_list)),
        "single": len(starts) == 1,
        "page": page,
        # What no row of a date shows: about all dates, or about dates that are over.
        "others": [notice for notice in reversed(standing) if notice.original_start not in starts][:STANDING],
    }
    return render(request, "desk/notices.html", context)


@dataclass(frozen=True)
class AnnouncedSitting:
    """A date still to come as people know it: the notices about it, and whether it was called off or is full."""

    start: datetime
    key: str
    state: str
    notices: list[Notice]


def _announced(event: EventPage, standing: list[Notice], starts: list[datetime]) -> list[AnnouncedSitting]:
    known = {sitting.original_start: sitting for sitting in rows.known_sittings(event, standing)}
    return [
        AnnouncedSitting(
            start=start,
            key=to_local(start).isoformat(timespec="minutes")[:16],
            state=str(known[start].state),
            notices=[notice for notice in reversed(standing) if notice.original_start == start],
        )
        for start in starts
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@desk_required
def give(request: HttpRequest, page_id: int, kind: str) -> HttpResponse:
    """Ask for confirmation and the details, then give the notice."""
    event = own_event(request.user, page_id)
    if kind not in NoticeKind.values or not event.live:
        raise Http404
    sitting = sitting_named(event, request.GET.get("seance", ""))
    if kind in OF_ONE_SITTING and sitting is None:
        raise Http404
    first = sitting.original_start if sitting else None
    form = NoticeForm(request.POST or None, kind=kind, sitting=sitting, initial=first_values(kind, sitting))
    if request.method == "POST" and form.is_valid():
        try:
            give_notice(
                event=event,
                kind=kind,
                by=request.user,  # type: ignore[arg-type]
                now=timezone.now(),
                original_start=first,
                new_start=form.cleaned_data["starts_at"],
                new_end=form.cleaned_data["ends_at"],
                sentence=form.cleaned_data["sentence"].strip(),
            )
        except NoticeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Done: everybody sees it now."))
            return redirect("desk:notices", page_id=event.pk)
    context = {
        "event": event,
        "kind": kind,
        "sitting": first,
        "form": form,
        # The warning before a cancellation or a postponement ends by this notice.
        "ends": event.notices.ended_by(kind=kind, original_start=first).last(),
    }
    return render(request, "desk/give_notice.html", context)


def sitting_named(event: EventPage, text: str) -> Sitting | None:
    """Return the sitting that the address names by its first local time, as people know it; None for all of them.

    Raises:
        Http404: the event has no such sitting.
    """
    known = {sitting.original_start: sitting for sitting in rows.known_sittings(event, event.notices.standing())}
    if not text:
        return next(iter(known.values())) if len(known) == 1 else None
    try:
        local = datetime.fromisoformat(text).replace(tzinfo=None)
        return known[to_instant(local)]
    except (KeyError, ValueError, OverflowError) as error:
        raise Http404 from error


def first_values(kind: str, sitting: Sitting | None) -> dict[str, Any]:
    """Return the day and hours that people know: most often only one of the three changes."""
    if kind != NoticeKind.MOVED or sitting is None:
        return {}
    start, end = to_local(sitting.start), to_local(sitting.end)
    return {"new_date": start.date(), "new_start": start.time(), "new_end": end.time()}


@require_POST
@desk_required
def undo(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Take a notice back."""
    notice = own_notice(request.user, notice_id)
    undo_notice(notice=notice, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("Taken back: the event is shown as before."))
    return redirect("desk:notices", page_id=notice.event_id)


@require_POST
@desk_required
def dates_seen(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show no more what a new calendar of holidays did to the event's dates."""
    event = own_event(request.user, page_id)
    mark_dates_seen(event=event, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    return redirect(f"{reverse('desk:home')}?structure={event.get_parent().pk}")
