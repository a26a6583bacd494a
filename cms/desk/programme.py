"""The programme's calendar at a structure's desk: what comes, what is over, one item, and the private address."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agenda.programme import queries
from agenda.programme.feed import may_manage_feed, open_feed, renew_feed, revoke_feed, token_of
from agenda.programme.models import ProgrammeDate, ProgrammeFeed
from agenda.programme.wording import day_of, how_far, last_day_of, when
from cms.accounts.models import User
from cms.desk.mailing import absolute
from cms.desk.permissions import chosen_structure
from cms.foundation.digits import LARGEST_ID, whole_number
from cms.pages.feed import Feed
from cms.signin.decorators import desk_required
from cms.structures.models import StructurePage
from cms.structures.people import Membership
from cms.structures.queries import is_team, structures_of

A_PAGE = 20
MOST_DATES_SHOWN = 24
VERBS = {"faire": open_feed, "changer": renew_feed, "retirer": revoke_feed}


def _by(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _structure(request: HttpRequest, wanted: str) -> tuple[StructurePage, list[StructurePage]]:
    """Return the structure whose calendar is meant, and those to choose from; the team looks at any open one.

    Raises:
        Http404: the person is in no open space, or not in this one; a limited moderator is no partner.
    """
    mine = structures_of(request.user)
    if wanted and wanted not in {str(one.pk) for one in mine} and is_team(request.user):
        return get_object_or_404(StructurePage, pk=whole_number(wanted) or 0, space__archived_at=None), mine
    if not mine:
        raise Http404
    return chosen_structure(mine, wanted), mine


def row_of(row: ProgrammeDate, today: Any) -> dict[str, Any]:
    """Return one date as a line shows it."""
    return {
        "row": row,
        "item": row.item,
        "when": when(row),
        "day": day_of(row),
        "far": how_far(last_day_of(row), today),
    }


def programme_on_home(
    user: Any, structure: StructurePage, membership: Membership | None, now: datetime
) -> dict[str, Any]:
    """Return what a structure's home says of the programme: the next dates, and the nearest deadline with how many.

    Nothing to who only looks at the home without being a partner or of the team, nor of a closed space.
    """
    if structure.space.is_archived or (membership is None and not is_team(user)):
        return {}
    rows, near = queries.on_home(structure, now)
    today = timezone.localdate(now)
    return {
        "may_read_programme": True,
        "programme": [row_of(row, today) for row in rows],
        "deadline": row_of(near[0], today) if near else None,
        "more_deadlines": len(near) - 1,
    }


@require_safe
@desk_required
def programme(request: HttpRequest) -> HttpResponse:
    """List a structure's dates: to come, or over (`?quand=passe`); below them the private address."""
    wanted = request.GET.get("structure", "")
    if not wanted and is_team(request.user) and not structures_of(request.user):
        return redirect("team:programme")
    structure, structures = _structure(request, wanted)
    now = timezone.now()
    is_past = request.GET.get("quand") == "passe"
    rows = (queries.past if is_past else queries.coming)(structure, now)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate(now)
    query = f"structure={structure.pk}"
    context = {
        "structure": structure,
        "structures": structures,
        "page": page,
        "rows": [row_of(row, today) for row in page],
        "is_past": is_past,
        "query": f"{query}&quand=passe" if is_past else query,
        "may_manage": may_manage_feed(_by(request), structure),
        **_address_of(structure),
    }
    return render(request, "desk/programme.html", context)


def _address_of(structure: StructurePage) -> dict[str, Any]:
    """Return the feed and its addresses; no address where none was made, or where its key is lost."""
    feed = ProgrammeFeed.objects.filter(structure=structure).first()
    token = token_of(feed) if feed else None
    return {"feed": feed, "address": Feed(absolute("programme:feed", token)) if token else None}


@require_POST
@desk_required
def address(request: HttpRequest) -> HttpResponse:
    """Make a structure's private address, make it anew, or take it away (`verb`)."""
    structure, _mine = _structure(request, request.POST.get("structure", ""))
    act = VERBS.get(request.POST.get("verb", ""))
    if act is None or not may_manage_feed(_by(request), structure):
        raise Http404
    act(structure=structure, by=_by(request), now=timezone.now())
    said = {
        "faire": _("Your calendar’s address is ready: copy it below."),
        "changer": _("The address is new. The former one does not work any more."),
        "retirer": _("The address is taken away: calendars that knew it get nothing more."),
    }
    messages.success(request, said[request.POST["verb"]])
    return redirect(f"{reverse('desk:programme')}?structure={structure.pk}#adresse")


@require_safe
@desk_required
def item(request: HttpRequest, item_id: int) -> HttpResponse:
    """Show one item to whom it concerns, and to the team."""
    found = queries.readable_items(_by(request)).select_related("document")
    shown = get_object_or_404(found, pk=min(item_id, LARGEST_ID))
    now = timezone.now()
    rows = list(shown.dates.standing().order_by("starts_at", "pk")[:MOST_DATES_SHOWN])
    context = {
        "item": shown,
        "dates": [(when(row), row.ends_at <= now) for row in rows],
        "team": is_team(request.user),
        "page_id": shown.page_id,
    }
    return render(request, "desk/programme_item.html", context)
