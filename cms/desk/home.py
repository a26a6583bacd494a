"""The desk's home: what a structure finds on arriving; where everybody else is led."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agenda.catalogue.models import Entry
from agenda.places.corrections import CorrectionRefused
from agenda.places.freshness import confirm_place
from cms.desk import rows
from cms.desk.addresses import feeds_of
from cms.desk.letter import letter_on_home
from cms.desk.links import add_urls
from cms.desk.outdated import is_forgotten, outdated
from cms.desk.permissions import chosen_structure, moderated_structure, own_place
from cms.desk.programme import programme_on_home
from cms.desk.shown import where_shown
from cms.foundation.digits import whole_number
from cms.moderation.deadlines import answer_due
from cms.moderation.permissions import may_moderate, moderates
from cms.signin.decorators import desk_required
from cms.structures.joining import waiting_to_join
from cms.structures.models import StructurePage
from cms.structures.people import ADMIN_ROLES, Membership, Role
from cms.structures.queries import is_reception, structures_of

A_PAGE = 10
PAST = 4
OTHERS = 5


@require_safe
@desk_required
def home(request: HttpRequest) -> HttpResponse:
    """Show a structure's desk; lead those who moderate to their queue and the reception to its desk."""
    wanted = request.GET.get("structure", "")
    structures = structures_of(request.user)
    if wanted and wanted not in {str(structure.pk) for structure in structures}:
        closed = _archived(request.user).filter(pk=whole_number(wanted) or 0).first()
        if closed is not None and not may_moderate(request.user, closed):
            return render(request, "desk/archived.html", {"archived": [closed]})
        structure = moderated_structure(request.user, wanted)
        return render(request, "desk/home.html", _context(request, structure, [structure]) | {"visiting": True})
    if not wanted and moderates(request.user):
        return redirect("team:queue")
    if structures:
        structure = chosen_structure(structures, wanted)
        return render(request, "desk/home.html", _context(request, structure, structures))
    if is_reception(request.user):
        return redirect("reception:home")
    found = list(_archived(request.user)[:A_PAGE])
    return render(request, "desk/archived.html" if found else "desk/nothing.html", {"archived": found})


def _archived(user: Any) -> QuerySet[StructurePage]:
    """Return the closed spaces that the person wrote in, by name."""
    archived = StructurePage.objects.filter(memberships__user=user, space__archived_at__isnull=False)
    return archived.select_related("space").order_by("title", "pk")


def _context(request: HttpRequest, structure: StructurePage, structures: list[StructurePage]) -> dict[str, Any]:
    now = timezone.now()
    waiting, returned = rows.running_rounds(structure)
    drafts = rows.drafts(structure)
    coming = Paginator(rows.coming_events(structure, now), A_PAGE).get_page(request.GET.get("page"))
    membership = Membership.objects.filter(structure=structure, user=request.user).first()  # type: ignore[misc]
    role = membership.role if membership else ""
    return {
        "structure": structure,
        "structures": structures,
        "add": add_urls(structure),
        "returned": returned,
        "waiting": [(row, answer_due(row.at)) for row in waiting if row.at],
        "coming": coming,
        "coming_rows": _coming_rows(coming, structure, {row.page_id for row in [*waiting, *returned]}),
        "soon": now + timedelta(days=1),
        "drafts": [row for row in drafts if not is_forgotten(row, now)],
        "outdated": outdated(structure, drafts, now),
        "past": list(rows.past_events(structure, now)[:PAST]),
        "has_withdrawn": rows.withdrawn(structure).exists(),
        "query": f"structure={structure.pk}",
        "feeds": feeds_of(structure),
        "structure_edit_url": f"{reverse('desk:edit_structure')}?structure={structure.pk}",
        **programme_on_home(request.user, structure, membership, now),
        **_others(structure, now),
        **letter_on_home(structure, now),
        # The role opens what it may open; who only visits has none.
        "has_admin": role in ADMIN_ROLES,
        "is_referent": role == Role.REFERENT,
        "asking": waiting_to_join(structure) if role == Role.REFERENT else 0,
    }


def _coming_rows(coming: ListPage[Entry], structure: StructurePage, busy: set[int]) -> list[dict[str, Any]]:
    """Return each entry of one page of the list with where it is shown; what a partner organises is only read."""
    shown = where_shown(coming.object_list)
    return [
        {
            "entry": entry,
            "shown": shown[entry.pk],
            "is_ours": entry.structure_id == structure.pk and entry.page_id is not None,
            "is_busy": entry.page_id in busy,
        }
        for entry in coming.object_list
    ]


def _others(structure: StructurePage, now: datetime) -> dict[str, Any]:
    """Return the latest news and places, a few of each, and whether there are more."""
    news = list(rows.other_pages(structure, "newspage")[: OTHERS + 1])
    places = list(rows.other_pages(structure, "placepage")[: OTHERS + 1])
    return {
        "news": news[:OTHERS],
        "places": places[:OTHERS],
        "has_more": len(news) > OTHERS or len(places) > OTHERS,
    }


@require_POST
@desk_required
def confirm(request: HttpRequest, page_id: int) -> HttpResponse:
    """Note that all that is said of a place is right today."""
    place = own_place(request.user, page_id)
    try:
        confirm_place(place=place, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    except CorrectionRefused:
        messages.warning(request, _("This place is not published: open it and send it to the team."))
    else:
        messages.success(request, _("Thank you: “%(name)s” is noted as right today.") % {"name": place.title})
    return redirect(f"{reverse('desk:home')}?structure={place.get_parent().pk}")
