"""What an agent has just done on a structure's behalf, and how it is taken back: their own deeds, for an hour."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agenda.events.actions import undo_notice
from agenda.events.models import Notice
from agenda.places.closures import reopen_place
from agenda.places.corrections import CorrectionRefused, undo_correction
from agenda.places.records import CorrectionOrigin, PlaceClosure, PlaceCorrection
from cms.accounts.models import User
from cms.foundation.digits import whole_number
from cms.reception.addresses import back_to
from cms.reception.mails import tell_taken_back
from cms.reception.permissions import for_reception

# Later it is the structure's or the team's to decide, who were told by mail.
TAKE_BACK_WITHIN = timedelta(hours=1)

Deed = PlaceCorrection | PlaceClosure | Notice
KINDS: dict[str, type[Deed]] = {"correction": PlaceCorrection, "fermeture": PlaceClosure, "avis": Notice}


@dataclass(frozen=True)
class Done:
    """One deed: how the address names it, and what it says on screen."""

    kind: str
    pk: int
    words: str


def key_of(deed: Deed) -> str:
    """Return how an address names a deed: "fermeture-12"."""
    kind = next(kind for kind, model in KINDS.items() if isinstance(deed, model))
    return f"{kind}-{deed.pk}"


def done_by(request: HttpRequest, key: str, now: datetime) -> Done | None:
    """Return what the address says that this agent has just done; None when it is undone, old or somebody else's."""
    kind, _dash, number = key.partition("-")
    pk = whole_number(number)
    deed = _own(request, kind, pk, now) if pk is not None else None
    if deed is None:
        return None
    if isinstance(deed, Notice):
        words = _("Announced: “%(title)s”.") % {"title": deed.event.title}
    elif isinstance(deed, PlaceClosure):
        words = _("Closure announced: %(title)s.") % {"title": deed.place.title}
    else:
        words = _("Corrected: %(title)s.") % {"title": deed.place.title}
    return Done(kind, deed.pk, words)


def _own(request: HttpRequest, kind: str, pk: int, now: datetime) -> Deed | None:
    own = {"pk": pk, "author_id": request.user.pk, "undone_at": None, "at__gte": now - TAKE_BACK_WITHIN}
    if kind == "correction":
        rows = PlaceCorrection.objects.filter(**own, origin=CorrectionOrigin.RECEPTION)
        return rows.select_related("place").first()
    if kind == "fermeture":
        return PlaceClosure.objects.filter(**own).select_related("place").first()
    if kind == "avis":
        return Notice.objects.filter(**own).select_related("event").first()
    return None


@require_POST
@for_reception
def take_back(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Take back what this agent announced or corrected within the hour; the structure is told. Twice is once."""
    if kind not in KINDS:
        raise Http404
    now = timezone.now()
    deed = _own(request, kind, pk, now)
    if (
        deed is None
        and not KINDS[kind].objects.filter(pk=pk, author_id=request.user.pk, undone_at__isnull=False).exists()
    ):
        raise Http404
    try:
        if deed:
            _undo(deed, request.user, now)  # type: ignore[arg-type]
    except CorrectionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back: everybody sees it as before, and the structure is told."))
    return redirect(back_to(request))


@transaction.atomic
def _undo(deed: Deed, by: User, now: datetime) -> None:
    if isinstance(deed, PlaceCorrection):
        undo_correction(correction=deed, by=by, now=now)  # tells structure and team itself
        return
    # Two taps at once: the second waits here, and then finds nothing left to take back.
    if not type(deed).objects.select_for_update().filter(pk=deed.pk, undone_at=None).first():
        return
    if isinstance(deed, PlaceClosure):
        reopen_place(closure=deed, by=by, now=now)
    else:
        undo_notice(notice=deed, by=by, now=now)
    tell_taken_back(what=deed, by=by)
