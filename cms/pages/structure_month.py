"""A structure's month on one sheet of paper, to pin up where people pass; anybody may print it."""

from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agenda.catalogue.models import Occurrence
from agenda.catalogue.queries import public_entries
from agenda.events.clock import to_instant
from cms.foundation.digits import LARGEST_ID
from cms.pages.month import MOST, fitting, lines_of, read_month, span_of_sheet
from cms.structures.models import StructurePage


@require_safe
def structure_month(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a public structure announces in a month; `?mois=2026-12`, else what `span_of_sheet` says of today."""
    structure = StructurePage.objects.live().public().filter(pk=pk).first() if pk <= LARGEST_ID else None
    if structure is None:
        raise Http404
    today = timezone.localdate()
    month = read_month(request.GET.get("mois", ""), today)
    first, following, shown = span_of_sheet(month, today)
    start, stop = (to_instant(datetime.combine(day, time.min)) for day in (first, following))
    sittings = Occurrence.objects.filter(entry=OuterRef("pk"), starts_at__gte=start, starts_at__lt=stop)
    entries = public_entries().filter(Exists(sittings), structure_id=structure.pk).order_by("starts_at", "pk")[:MOST]
    lines = lines_of(list(entries), start, stop, months=(following - timedelta(days=1)).month != first.month)
    context = {
        "structure": structure,
        "month_name": shown,
        "lines": lines,
        "on_paper": fitting(lines),
        "not_on_paper": len(lines) - fitting(lines),
        "following": following,
        "previous": month - relativedelta(months=1) if month > today else None,
        "address": f"{settings.PUBLIC_URL}{structure.get_url(request)}",
    }
    return render(request, "pages/structure_month.html", context)
