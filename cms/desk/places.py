"""The team's screens about places: doubles, handing over, corrections, and closing with events to come."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agenda.catalogue.models import Entry, EntryStatus
from agenda.events.merging import MergeRefused, merge_places, undo_merge
from agenda.events.models import EventPage
from agenda.events.moving import Choice, ClosingRefused, Way, close_down_place, coming_events
from agenda.events.schedule import ScheduleError
from agenda.events.wording import when
from agenda.places.corrections import CorrectionRefused, undo_correction
from agenda.places.freshness import stale_places
from agenda.places.handover import HandOverRefused, hand_over_place, suggest_structures
from agenda.places.likeness import find_pairs
from agenda.places.merges import say_distinct
from agenda.places.models import PlacePage
from agenda.places.others import places_by_distance
from agenda.places.records import PlaceCorrection, PlaceMerge
from cms.desk.permissions import may_write_for_all, own_place
from cms.desk.places_mails import changes_of
from cms.foundation.digits import whole_number
from cms.signin.decorators import desk_required
from cms.structures.models import StructurePage
from cms.structures.queries import is_team

A_PAGE = 10
PAST = 20
MOST_CHOICES = 600
READS_AND_WRITES = require_http_methods(["GET", "HEAD", "POST"])


def _team_only(request: HttpRequest) -> None:
    if not is_team(request.user):
        raise Http404


def _posted(request: HttpRequest, name: str) -> int:
    """Return an id that a button carried; 0, which is nobody's, for anything else."""
    return whole_number(request.POST.get(name)) or 0


def places_summary() -> dict[str, Any]:
    """Return what the team's home says about places: four counts."""
    return {
        "stale": stale_places(timezone.now()).count(),
        "register": _register_places().count(),
        "corrections": PlaceCorrection.objects.filter(undone_at=None).count(),
        "stranded": stranded_events().count(),
    }


def stranded_events() -> Any:
    """Return the public entries to come, not cancelled, of events in a place that is not published any more."""
    entries = Entry.objects.public().filter(page__location="place", page__place__isnull=False)
    found = entries.upcoming(timezone.now()).exclude(status=EntryStatus.CANCELLED)
    return found.exclude(page__place__in=PlacePage.objects.published().values("pk"))


def _register_places() -> Any:
    register = StructurePage.objects.filter(is_register=True).order_by("pk").first()
    return PlacePage.objects.child_of(register).live() if register else PlacePage.objects.none()


@READS_AND_WRITES
@desk_required
def duplicates(request: HttpRequest) -> HttpResponse:
    """Show pairs that are probably one place; keep one, or say that they are two; undo a merge."""
    _team_only(request)
    if request.method == "POST":
        _decide(request)
        return redirect("desk:duplicates")
    pairs = Paginator(find_pairs(), A_PAGE).get_page(request.GET.get("page"))
    merges = PlaceMerge.objects.filter(undone_at=None).select_related("kept", "dropped", "author")[:PAST]
    return render(request, "desk/places_duplicates.html", {"pairs": pairs, "merges": merges})


def _decide(request: HttpRequest) -> None:
    now = timezone.now()
    by: Any = request.user
    if pk := _posted(request, "undo"):
        undo_merge(merge=get_object_or_404(PlaceMerge, pk=pk), by=by, now=now)
        messages.success(request, _("Both places are there again."))
        return
    one = get_object_or_404(PlacePage, pk=_posted(request, "one"))
    other = get_object_or_404(PlacePage, pk=_posted(request, "other"))
    if request.POST.get("answer") == "distinct":
        say_distinct(one=one, other=other, by=by, now=now)
        messages.success(request, _("Noted: these are two places."))
    elif request.POST.get("answer") == "same":
        try:
            merge_places(kept=one, dropped=other, by=by, now=now)
        except MergeRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Done: “%(name)s” stands for both.") % {"name": one.title})


@READS_AND_WRITES
@desk_required
def hand_over(request: HttpRequest) -> HttpResponse:
    """List the register's places with the structures they may belong to."""
    _team_only(request)
    if request.method == "POST":
        place = get_object_or_404(PlacePage, pk=_posted(request, "place"))
        structure = get_object_or_404(StructurePage, pk=_posted(request, "structure"))
        try:
            hand_over_place(place=place, structure=structure, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        except HandOverRefused as refusal:
            messages.error(request, str(refusal))
        else:
            values = {"place": place.title, "structure": structure.title}
            messages.success(request, _("“%(place)s” is now in the space of %(structure)s.") % values)
        return redirect("desk:hand_over")
    text = request.GET.get("q", "").strip()[:80]
    found = _register_places().with_card().order_by("title", "pk")
    if text:
        found = found.filter(title__icontains=text) | found.filter(commune__name__icontains=text)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    structures = list(
        StructurePage.objects.live()
        .filter(is_register=False)
        .select_related("commune")
        .order_by("title")[:MOST_CHOICES]
    )
    suggested = suggest_structures(list(page), structures)
    context = {
        "page": page,
        "rows": [(place, suggested[place.pk]) for place in page],
        "structures": structures,
        "text": text,
        "query": urlencode({"q": text}) if text else "",
    }
    return render(request, "desk/places_hand_over.html", context)


@READS_AND_WRITES
@desk_required
def corrections(request: HttpRequest) -> HttpResponse:
    """List what was corrected at once, and take it back."""
    _team_only(request)
    if request.method == "POST":
        correction = get_object_or_404(PlaceCorrection.objects.select_related("place"), pk=_posted(request, "undo"))
        try:
            undo_correction(correction=correction, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        except CorrectionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Taken back: the former information shows again."))
        return redirect("desk:corrections")
    found = PlaceCorrection.objects.select_related("place", "author")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    rows = [(correction, changes_of(correction)) for correction in page]
    return render(request, "desk/places_corrections.html", {"page": page, "rows": rows})


@READS_AND_WRITES
@desk_required
def stranded(request: HttpRequest) -> HttpResponse:
    """List the events to come in places that were closed some other way."""
    _team_only(request)
    entries = stranded_events().select_related("page__place").order_by("page__place__title", "pk")
    page = Paginator(entries, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/places_stranded.html", {"page": page})


@READS_AND_WRITES
@desk_required
def stale(request: HttpRequest) -> HttpResponse:
    """List the places that nobody has confirmed for six months."""
    _team_only(request)
    found = stale_places(timezone.now()).select_related("commune", "record")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/places_stale.html", {"page": page})


@READS_AND_WRITES
@desk_required
def close_place(request: HttpRequest, page_id: int) -> HttpResponse:
    """Ask where the events of a closing place go, then close it; one that others use too is closed with the team."""
    place = own_place(request.user, page_id)
    events = coming_events(place, timezone.now())
    if not may_write_for_all(request.user, events):
        return render(request, "desk/places_shared.html", {"place": place})
    if request.method == "POST":
        try:
            choices = {event.pk: _choice(request, event.pk) for event in events}
            close_down_place(place=place, choices=choices, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        except ClosingRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("“%(name)s” is closed.") % {"name": place.title})
            return redirect("desk:home")
    context = {
        "place": place,
        "events": [
            (event, _when(event), request.POST.get(f"way-{event.pk}", ""), _posted(request, f"to-{event.pk}"))
            for event in events
        ],
        "others": places_by_distance(place, limit=MOST_CHOICES) if events else [],
        "all_way": request.POST.get("way-all", ""),
        "all_to": _posted(request, "to-all"),
    }
    return render(request, "desk/places_close.html", context)


def _when(event: EventPage) -> str:
    """Return the event's dates in words; a draft may have none yet."""
    try:
        return when(event.parsed_schedule)
    except ScheduleError:
        return ""


def _choice(request: HttpRequest, event_id: int) -> Choice:
    """Return the choice made for one event, else the one made for all."""
    key = str(event_id) if request.POST.get(f"way-{event_id}") else "all"
    try:
        way = Way(request.POST.get(f"way-{key}", ""))
    except ValueError as error:
        raise ClosingRefused(_("Say for each event where it goes.")) from error
    return Choice(way, PlacePage.objects.filter(pk=_posted(request, f"to-{key}")).first() if way is Way.PLACE else None)
