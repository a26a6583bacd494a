"""Qui n'a rien proposé: for each structure one line, and what the team can do about it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cms.foundation.digits import whole_number
from cms.foundation.wording import short_day
from cms.structures.models import StructurePage
from newsletter.month import actions
from newsletter.month.current import last_day, month_of
from newsletter.month.forms import ExtensionForm
from newsletter.month.proposed import asked_structures, count_proposed, silent_structures
from newsletter.month.screens import period_or_404
from newsletter.permissions import require_team

A_PAGE = 25


@require_safe
def silent(request: HttpRequest, month: str) -> HttpResponse:
    """List the structures with nothing for the letter."""
    require_team(request)
    now, found = timezone.now(), month_of(period_or_404(month))
    page = Paginator(silent_structures(found.period, now), A_PAGE).get_page(request.GET.get("p"))
    rows = [
        {
            "structure": one,
            "until": last_day(found, one.until),
            "is_extended": one.until is not None and one.until > found.dates.close,
            "again_at": one.chased_at + actions.CHASE_AGAIN_AFTER if one.chased_at else None,
            "may_chase": one.chased_at is None or now - one.chased_at >= actions.CHASE_AGAIN_AFTER,
            "add_url": f"{reverse('desk:add_event')}?structure={one.pk}",
        }
        for one in page
    ]
    context = {"month": found, "page": page, "rows": rows, "tally": count_proposed(found.period, now)}
    return render(request, "newsletter/admin/silent.html", context)


def _structure(pk: int) -> StructurePage:
    return get_object_or_404(asked_structures(), pk=pk)


def _back(month: str, request: HttpRequest) -> HttpResponse:
    page = whole_number(request.POST.get("page", ""))
    query = f"?p={page}" if page else ""
    return redirect(reverse("letter:silent", args=[month]) + query)


@require_POST
def chase(request: HttpRequest, month: str, structure_id: int) -> HttpResponse:
    """Write to the people of a structure."""
    user, structure, period = require_team(request), _structure(structure_id), period_or_404(month)
    try:
        count = actions.chase_structure(structure=structure, period=period, by=user, now=timezone.now())
    except actions.TooSoon as error:
        words = _("%(structure)s was written to on %(day)s: wait three days.")
        day = short_day(timezone.localdate(error.last))
        messages.warning(request, words % {"structure": structure.title, "day": day})
    else:
        if count:
            words = ngettext(
                "%(structure)s: %(count)d mail is on its way.",
                "%(structure)s: %(count)d mails are on their way.",
                count,
            )
            messages.success(request, words % {"structure": structure.title, "count": count})
        else:
            messages.warning(request, _("%s has no e-mail address: call, or enter it for them.") % structure.title)
    return _back(month, request)


@require_POST
def extend(request: HttpRequest, month: str, structure_id: int) -> HttpResponse:
    """Give a structure a longer deadline."""
    user, structure, period = require_team(request), _structure(structure_id), period_or_404(month)
    form = ExtensionForm(request.POST)
    refused = _("Choose a day after the close of proposals, and not after the letter is sent.")
    if not form.is_valid():
        messages.error(request, refused)
        return _back(month, request)
    try:
        given = actions.extend_deadline(
            structure=structure, period=period, until=form.day(), by=user, now=timezone.now()
        )
    except actions.TooLate:
        messages.error(request, refused)
    else:
        words = _("%(structure)s may propose until %(day)s.")
        messages.success(request, words % {"structure": structure.title, "day": short_day(given.until)})
    return _back(month, request)
