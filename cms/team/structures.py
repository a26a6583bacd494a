"""The team's list of structures, and everything about one of them: people, state, history."""

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.models import Page

from agenda.catalogue.models import Entry
from cms.foundation.digits import LARGEST_ID
from cms.structures.joining import waiting_to_join
from cms.structures.models import StructurePage
from cms.structures.people import Membership, RequestState, Role
from cms.team.guards import for_team
from cms.team.space_history import history_of
from cms.territories.names import search_name

A_PAGE = 25
MOST_PEOPLE = 200

STATES = {
    "": (_("Open structures"), Q(space__archived_at=None)),
    "confiance": (_("Trusted structures"), Q(space__archived_at=None, space__trusted_at__isnull=False)),
    "demandes": (_("Somebody asks to join"), Q(space__archived_at=None, asking__gt=0)),
    "sans-referent": (_("Without referent"), Q(space__archived_at=None, referents=0)),
    "archivees": (_("Archived structures"), Q(space__archived_at__isnull=False)),
}


def structures_listed() -> QuerySet[StructurePage]:
    """Return the structures but the register, by name, each with how many write, look after it and ask to join."""
    members = Count("memberships", distinct=True)
    referents = Count("memberships", filter=Q(memberships__role=Role.REFERENT), distinct=True)
    asking = Count("join_requests", filter=Q(join_requests__state=RequestState.WAITING), distinct=True)
    found = StructurePage.objects.filter(is_register=False, space__isnull=False).annotate(
        members=members, referents=referents, asking=asking
    )
    return found.order_by("title", "pk")


def _matching(found: QuerySet[StructurePage], text: str) -> QuerySet[StructurePage]:
    """Keep those whose name or commune holds the text, whatever its accents and case: no engine does it alike."""
    wanted = search_name(text)
    if not wanted:
        return found
    rows = StructurePage.objects.values_list("pk", "title", "commune__name")
    return found.filter(pk__in=[pk for pk, title, commune in rows if wanted in search_name(f"{title} {commune or ''}")])


@require_safe
@for_team
def listing(request: HttpRequest) -> HttpResponse:
    """List the structures: open ones, or those in another state; searched by name or commune."""
    state = request.GET.get("etat", "")
    state = state if state in STATES else ""
    text = request.GET.get("q", "").strip()[:80]
    found = _matching(structures_listed().filter(STATES[state][1]), text)
    lookers = Membership.objects.filter(role=Role.REFERENT).select_related("user").order_by("since_at", "pk")
    found = found.select_related("space", "commune").prefetch_related(
        Prefetch("memberships", queryset=lookers, to_attr="looked_after_by")
    )
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    given = {key: value for key, value in (("etat", state), ("q", text)) if value}
    context = {
        "page": page,
        "text": text,
        "state": state,
        "states": [(key, label, urlencode({"etat": key, "q": text})) for key, (label, _where) in STATES.items()],
        "query": urlencode(given),
    }
    return render(request, "team/structures.html", context)


def structure_of(pk: int) -> StructurePage:
    """Return a structure with its space; the register has no people, and no screen here.

    Raises:
        Http404: there is none.
    """
    found = StructurePage.objects.filter(is_register=False, space__isnull=False).select_related("space", "commune")
    structure: StructurePage = get_object_or_404(found, pk=min(pk, LARGEST_ID))
    return structure


@require_safe
@for_team
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one structure: who writes, who asks, what it shows, and what was done with its space."""
    structure = structure_of(pk)
    members = Membership.objects.filter(structure=structure).select_related("user")
    page, lines = history_of(structure, request.GET.get("page"))
    context = {
        "structure": structure,
        "space": structure.space,
        "members": members.order_by("user__last_name", "user__first_name", "pk")[:MOST_PEOPLE],
        "asking": waiting_to_join(structure),
        "contents": contents_of(structure),
        "page": page,
        "lines": lines,
    }
    return render(request, "team/structure.html", context)


def contents_of(structure: StructurePage) -> dict[str, int]:
    """Return how many events to come, places and pieces of news the space shows, or would show; two queries."""
    live = Page.objects.child_of(structure).filter(live=True)
    counts: dict[str, int] = live.aggregate(
        events=Count("pk", filter=Q(content_type__model="eventpage")),
        places=Count("pk", filter=Q(content_type__model="placepage")),
        news=Count("pk", filter=Q(content_type__model="newspage")),
    )
    entries = Entry.objects.public().filter(structure_id=structure.pk)
    return {**counts, "coming": entries.upcoming(timezone.now()).count()}
