"""The team's first screen: what waits, what starts soon first."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cms.accounts.models import User
from cms.structures.people import JoinRequest, Proposal, RequestState
from cms.structures.queries import is_team
from cms.team.choices import epci_choices, structure_choices
from cms.team.forms import filters_of
from cms.team.history import undoable_of
from cms.team.moderating import for_moderators
from cms.team.queue import count_overdue, moderated, queue_keys
from cms.team.queue_rows import rows_of
from newsletter.month.current import current_month
from newsletter.month.proposed import count_proposed

A_PAGE = 40
# What the filter offers, in the order of how often it comes.
KIND_WORDS = (
    ("event", _("Events")),
    ("news", _("News")),
    ("place", _("Places")),
    ("structure", _("Structure pages")),
    ("together", _("Requests to organise together")),
    ("notice", _("Changes announced, to look at")),
    ("trusted", _("Published at once, to look at")),
)


@require_safe
@for_moderators
def queue(request: HttpRequest) -> HttpResponse:
    """Show one page of the queue, with its filters."""
    user: User = request.user  # type: ignore[assignment]
    now = timezone.now()
    filters = filters_of(request.GET)
    keys = Paginator(queue_keys(user, filters, now), A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    team = is_team(user)
    context = {
        "keys": keys,
        "count": keys.paginator.count,
        "rows": rows_of(keys, now),
        "filters": filters,
        "query": query.urlencode(),
        "epcis": epci_choices(user),
        "structures": structure_choices(user),
        "kinds": KIND_WORDS,
        "overdue": count_overdue(user, timezone.localtime(now).date()),
        "proposals": Proposal.objects.filter(state=RequestState.WAITING).count() if team else 0,
        # The team answers them; a limited moderator cannot.
        "joining": _joining(user) if team else 0,
        "undoable": undoable_of(user, now),
        **(_letter(now) if team else {}),
    }
    return render(request, "team/queue.html", context)


def _letter(now: datetime) -> dict[str, Any]:
    """Return how far the letter being prepared is, for its one line."""
    month = current_month(now)
    return {"month": month, "tally": count_proposed(month.period, now)}


def _joining(user: User) -> int:
    return JoinRequest.objects.filter(state=RequestState.WAITING, structure__in=moderated(user)).count()
