"""A structure's events that are over."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.desk import rows
from cms.desk.writing import structure_of_form
from cms.signin.decorators import desk_required

A_PAGE = 10


@require_safe
@desk_required
def past(request: HttpRequest) -> HttpResponse:
    """List a structure's events that are over, to be copied."""
    structure = structure_of_form(request)
    found = Paginator(rows.past_events(structure, timezone.now()), A_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "desk/past.html", {"structure": structure, "past": found, "query": f"structure={structure.pk}"}
    )
